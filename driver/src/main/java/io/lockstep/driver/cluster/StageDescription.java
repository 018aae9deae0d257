package io.lockstep.driver.cluster;

import io.lockstep.checkpoint.BestSoFar;
import io.lockstep.data.Batch.Weighting;
import io.lockstep.data.ExampleForm;
import io.lockstep.data.Normalization;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.plan.PlanParser;
import io.lockstep.plan.TrainingPlan;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What every worker of a stage is told, besides its examples and the broadcast state; goes out with
 * the task.
 *
 * @param planText the plan, resolved
 * @param shape of one example
 * @param form of an example
 * @param classWeights in the order of classes; empty: all count alike
 * @param trainingExamples n
 * @param validationExamples held out
 * @param generation number of this stage, from 0 over all resumes
 * @param secondsBefore in the step loop, before this stage
 * @param bestBefore metric, value, loss and step of the best evaluation before this stage; empty:
 *     none
 * @param residuals names of compression's vectors in the broadcast
 * @param compressionNumbers of its state, by name
 * @param reactions what is remembered of evaluations, by name
 * @param output where the run's files are
 */
public record StageDescription(
    String planText,
    List<Integer> shape,
    ExampleForm form,
    Normalization normalization,
    List<Double> classWeights,
    long trainingExamples,
    long validationExamples,
    String planHash,
    String dataFingerprint,
    int generation,
    double secondsBefore,
    List<Serializable> bestBefore,
    List<String> residuals,
    Map<String, Double> compressionNumbers,
    Map<String, Double> reactions,
    String output,
    Map<String, String> libraries)
    implements Serializable {

  /** Rows of a batch in an evaluation. */
  public static final int EVALUATION_ROWS = 256;

  TrainingPlan plan() {
    return PlanParser.forFrame().parse("plan.yaml", planText, List.of());
  }

  /** The network that plan and data define. */
  public static NetworkSpec network(TrainingPlan plan, Shape shape, ExampleForm form) {
    return NetworkSpec.infer(
        plan.model(),
        new Shape(shape.sizes(), form.vocabulary()),
        form.targetWidth(),
        form.steps(),
        TrainingPlan.lossOf(form.task()));
  }

  Weighting weighting() {
    return classWeights.isEmpty() ? form.weighting() : Weighting.WEIGHTED;
  }

  Optional<BestSoFar> best() {
    return bestBefore.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new BestSoFar(
                (String) bestBefore.get(0),
                (Double) bestBefore.get(1),
                (Double) bestBefore.get(2),
                (Long) bestBefore.get(3)));
  }

  /** In the form of {@link #bestBefore}. */
  public static List<Serializable> best(Optional<BestSoFar> best) {
    return best.map(b -> List.<Serializable>of(b.metric(), b.value(), b.loss(), b.step()))
        .orElse(List.of());
  }
}
