package io.lockstep.driver.cli;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;

/** Predicts. */
@Command(
    name = "predict",
    description = "Predict with the model of a finished run.",
    footer = {
      "",
      "Examples:",
      "  lockstep predict runs/a --input /data/new.csv",
      "  lockstep predict runs/a --input hdfs://host/new --output hdfs://host/predicted --format parquet"
    })
final class PredictCommand extends ModelCommand {
  PredictCommand(Parts parts, Surroundings around) {
    super(parts, around, "predict");
  }

  @Override
  List<String> report(ModelJobs jobs, OpenSession session, ModelJobs.Request request)
      throws IOException {
    return ModelReport.lines(jobs.predict(session.spark(), request), shownOutput());
  }
}
