package io.lockstep.network.dl4j;

/** A batch normalization that can normalize by the global batch in a pass of inference. */
interface MeasuredNorm {
  /** Has the next passes of inference do so, with these moments, which they fill. */
  void measureBy(GlobalMoments moments);

  /** Has passes of inference normalize by running statistics again. */
  void measureNoMore();
}
