package io.lockstep.driver.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What follows each {@code --conf}: {@code spark.key=value}. */
final class SparkConfArguments {
  private SparkConfArguments() {}

  /** Settings by key, the last one of a key; what is none goes to {@code problems}. */
  static Map<String, String> read(List<String> arguments, Consumer<String> problems) {
    Map<String, String> values = new TreeMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      String key = equals < 0 ? argument : argument.substring(0, equals);
      if (equals < 0 || !key.matches("spark\\.[^\\s=]+")) {
        problems.accept("--conf " + key + ": expected spark.key=value");
      } else {
        values.put(key, argument.substring(equals + 1));
      }
    }
    return values;
  }
}
