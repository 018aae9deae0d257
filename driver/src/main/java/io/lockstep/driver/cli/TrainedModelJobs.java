package io.lockstep.driver.cli;

import io.lockstep.driver.source.Labels;
import io.lockstep.driver.training.TrainedModel;
import io.lockstep.evaluation.ClassificationResult;
import io.lockstep.evaluation.ConfusionMatrix;
import io.lockstep.evaluation.EvaluationResult;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/** The jobs of evaluate and predict. */
final class TrainedModelJobs implements ModelJobs {
  private static final int SHOWN = 10;

  @Override
  public Evaluated evaluate(SparkSession session, Request request) throws IOException {
    TrainedModel model = open(session, request);
    EvaluationResult result = model.evaluate(request.input());
    if (request.output().isPresent()) {
      model.predict(request.input(), Labels.REQUIRED, request.output(), format(request), SHOWN);
    }
    return new Evaluated(result.examples(), result.values(), model.classes(), confusion(result));
  }

  @Override
  public Predicted predict(SparkSession session, Request request) throws IOException {
    TrainedModel.Predictions found =
        open(session, request)
            .predict(request.input(), Labels.IGNORED, request.output(), format(request), SHOWN);
    return new Predicted(found.examples(), found.columns(), found.first());
  }

  private static TrainedModel open(SparkSession session, Request request) throws IOException {
    return TrainedModel.open(session, request.run()).averagedOver(request.views());
  }

  private static String format(Request request) {
    return request.format().name().toLowerCase(Locale.ROOT);
  }

  private static List<List<Long>> confusion(EvaluationResult result) {
    if (!(result instanceof ClassificationResult classification)) {
      return List.of();
    }
    ConfusionMatrix matrix = classification.confusion();
    return IntStream.range(0, matrix.classes())
        .mapToObj(
            truth ->
                IntStream.range(0, matrix.classes())
                    .mapToObj(predicted -> matrix.count(truth, predicted))
                    .toList())
        .toList();
  }
}
