package io.lockstep.plan;

import io.lockstep.network.LayerSpec.BatchNorm;
import io.lockstep.network.LayerSpec.Statistics;
import io.lockstep.network.ModelSpec;
import io.lockstep.synchronization.SynchronizationSpec;
import io.lockstep.synchronization.SynchronizationSpec.GradientSharing;
import java.util.Optional;

/** Where batch normalization over the global batch makes sense. */
final class GlobalStatistics {
  private GlobalStatistics() {}

  /** Why not here; empty if it does, or if no layer asks for it. */
  static Optional<String> problem(ModelSpec model, SynchronizationSpec synchronization) {
    boolean isAsked =
        model.layers().stream()
            .anyMatch(
                layer -> layer instanceof BatchNorm norm && norm.statistics() == Statistics.GLOBAL);
    return isAsked && !(synchronization instanceof GradientSharing)
        ? Optional.of(
            "gradient-sharing with batch-norm's 'statistics: global', since workers that average"
                + " parameters differ in them and in step; or use 'statistics: worker'")
        : Optional.empty();
  }
}
