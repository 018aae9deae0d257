package io.lockstep.synchronization;

import io.lockstep.collective.VectorSum;
import io.lockstep.optimizer.GradientNorm;
import io.lockstep.optimizer.GradientSource;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;

/**
 * The mean gradient over all workers, made while the optimizer reads it: summed over ranks, divided
 * by the examples, squared for the norm, all while a block is in the first-level cache.
 */
final class SharedGradient implements GradientSource {
  private static final int CHUNK = 1024;

  private final GradientNorm norm;
  private final double[] blocks;
  private final float[] chunk = new float[CHUNK];
  private VectorSum sum = new VectorSum(1);
  private float factor;

  SharedGradient(GradientNorm norm) {
    this.norm = norm;
    this.blocks = new double[norm.blocks()];
  }

  /** Begins a step. */
  void of(VectorSum newSum, long globalExamples) {
    sum = newSum;
    factor = 1f / globalExamples;
  }

  /** Reads all of a slice at once, into a vector that may be one of the terms. */
  void store(Slice slice, FlatVector into) {
    for (int from = slice.from(); from < slice.to(); from += CHUNK) {
      int length = Math.min(CHUNK, slice.to() - from);
      load(from, length, chunk);
      into.floats().put(from, chunk, 0, length);
    }
  }

  @Override
  public int length() {
    return norm.length();
  }

  @Override
  public void load(int from, int length, float[] into) {
    sum.load(from, length, factor, into);
    norm.add(into, from, length, blocks);
  }

  /** Sums of squares by block; those of what has been read are there. */
  double[] blocks() {
    return blocks;
  }
}
