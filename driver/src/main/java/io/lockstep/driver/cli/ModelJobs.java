package io.lockstep.driver.cli;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.present;

import io.lockstep.augmentation.ViewSpec;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Spark jobs over data that use the model of a finished run. */
interface ModelJobs {
  /**
   * Compares the model's predictions with the labels that the input has.
   *
   * @param request its output, if there is one, takes each example's prediction with its label
   */
  Evaluated evaluate(SparkSession session, Request request) throws IOException;

  /** Predicts. */
  Predicted predict(SparkSession session, Request request) throws IOException;

  /** How predictions are written. */
  enum Format {
    CSV,
    PARQUET
  }

  /**
   * What to do.
   *
   * @param run folder of the run, with a scheme
   * @param input data in the plan's own format, with a scheme
   * @param output folder for what is written, with a scheme; empty: nothing is written
   * @param views of each picture, over which predictions are averaged
   */
  record Request(String run, String input, Optional<String> output, Format format, ViewSpec views) {
    public Request {
      present(run, "run");
      present(input, "input");
      present(output, "output");
      present(format, "format");
      present(views, "views");
    }
  }

  /**
   * How good the model is.
   *
   * @param values by standard name, in the order to be shown
   * @param classes names; empty for regression
   * @param confusion examples by class, rows: the label, columns: the prediction; empty for
   *     regression
   */
  record Evaluated(
      long examples, Map<String, Double> values, List<String> classes, List<List<Long>> confusion) {
    public Evaluated {
      atLeast(examples, 0, "examples");
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
      classes = List.copyOf(classes);
      confusion = List.copyOf(confusion);
    }
  }

  /**
   * What was predicted.
   *
   * @param columns names
   * @param first some rows as text
   */
  record Predicted(long examples, List<String> columns, List<List<String>> first) {
    public Predicted {
      atLeast(examples, 0, "examples");
      columns = List.copyOf(columns);
      first = List.copyOf(first);
    }
  }
}
