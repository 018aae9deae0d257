package io.lockstep.network.dl4j;

import static io.lockstep.checks.Checks.check;

import io.lockstep.data.Batch;
import io.lockstep.network.BatchStatistics;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.StatisticsExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The batch normalizations of a network of DL4J, while their statistics are measured. */
final class MeasuredNorms implements BatchStatistics {
  /**
   * One of them.
   *
   * @param at where its means begin among the values; its variances follow them
   */
  private record Norm(MeasuredNorm layer, GlobalMoments moments, int features, int at) {}

  private final List<Norm> norms;
  private final int length;
  private final Consumer<Batch> forward;

  /**
   * @param layers by their places, in their order, which is that of a forward pass
   * @param forward a pass of inference
   */
  MeasuredNorms(
      Map<Integer, MeasuredNorm> layers,
      NetworkSpec spec,
      StatisticsExchange exchange,
      Consumer<Batch> forward) {
    this.norms = new ArrayList<>();
    this.forward = forward;
    int at = 0;
    for (Map.Entry<Integer, MeasuredNorm> layer : layers.entrySet()) {
      int features = spec.layers().get(layer.getKey()).input().features();
      norms.add(new Norm(layer.getValue(), new GlobalMoments(features, exchange), features, at));
      at += 2 * features;
    }
    this.length = at;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public void measure(Batch batch, double[] values) {
    check(values.length == length, "values", "" + length, values.length);
    if (batch.rows() > 0) {
      norms.forEach(norm -> norm.layer().measureBy(norm.moments()));
      try {
        forward.accept(batch);
      } finally {
        norms.forEach(norm -> norm.layer().measureNoMore());
      }
    } else {
      norms.forEach(norm -> norm.moments().joinForward());
    }
    for (Norm norm : norms) {
      for (int i = 0; i < norm.features(); i++) {
        values[norm.at() + i] = norm.moments().mean(i);
        values[norm.at() + norm.features() + i] = norm.moments().variance(i);
      }
    }
  }
}
