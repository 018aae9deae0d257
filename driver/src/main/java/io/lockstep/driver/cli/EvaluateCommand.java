package io.lockstep.driver.cli;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;

/** Compares a model's predictions with labels. */
@Command(
    name = "evaluate",
    description = "Evaluate the model of a finished run on data with labels.",
    footer = {
      "",
      "Examples:",
      "  lockstep evaluate runs/a --input /data/test.csv",
      "  lockstep evaluate runs/a --input s3a://bucket/test --output runs/a/evaluation --format parquet"
    })
final class EvaluateCommand extends ModelCommand {
  EvaluateCommand(Parts parts, Surroundings around) {
    super(parts, around, "evaluate");
  }

  @Override
  List<String> report(ModelJobs jobs, OpenSession session, ModelJobs.Request request)
      throws IOException {
    return ModelReport.lines(jobs.evaluate(session.spark(), request), shownOutput());
  }
}
