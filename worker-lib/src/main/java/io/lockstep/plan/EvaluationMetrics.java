package io.lockstep.plan;

import io.lockstep.data.DataSpec.Task;
import java.util.List;

/** The names of an evaluation's values, by task, as a plan can watch them. */
final class EvaluationMetrics {
  private EvaluationMetrics() {}

  static List<String> of(Task task) {
    return switch (task) {
      case CLASSIFICATION -> List.of("loss", "accuracy", "precision", "recall", "f1");
      case MULTI_LABEL ->
          List.of("loss", "accuracy", "exact-match", "precision", "recall", "f1", "micro-f1");
      case REGRESSION, DISTRIBUTION, RECONSTRUCTION -> List.of("loss", "mse", "mae", "r2");
    };
  }
}
