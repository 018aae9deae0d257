package io.lockstep.driver.source;

import io.lockstep.data.DataSpec.Task;

/** What a task asks of the numbers that are to be learned. */
final class TargetCheck {
  /** How far the sum of a distribution may be from 1: parts are often rounded to three digits. */
  private static final double SUM_ERROR = 0.01;

  private TargetCheck() {}

  /**
   * The numbers; those of a distribution are divided by their sum.
   *
   * @throws IllegalArgumentException if they are not what the task needs
   */
  static float[] accept(Task task, float[] numbers) {
    return switch (task) {
      case MULTI_LABEL -> labels(numbers);
      case DISTRIBUTION -> distribution(numbers);
      case CLASSIFICATION, REGRESSION, RECONSTRUCTION -> numbers;
    };
  }

  private static float[] labels(float[] numbers) {
    for (float number : numbers) {
      if (number != 0 && number != 1) {
        throw new IllegalArgumentException("has the label " + number + "; expected 0 or 1");
      }
    }
    return numbers;
  }

  private static float[] distribution(float[] numbers) {
    double sum = 0;
    for (float number : numbers) {
      if (number < 0) {
        throw new IllegalArgumentException(
            "has the part " + number + " of a distribution; expected none below 0");
      }
      sum += number;
    }
    if (Math.abs(sum - 1) > SUM_ERROR) {
      throw new IllegalArgumentException(
          "has parts of a distribution that sum to " + (float) sum + "; expected 1");
    }
    float[] parts = new float[numbers.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = (float) (numbers[i] / sum);
    }
    return parts;
  }

  /**
   * Fails with {@link IllegalArgumentException} if a number is no weight.
   *
   * @param column for the message
   */
  static void acceptWeight(String column, float number) {
    if (number < 0) {
      throw new IllegalArgumentException(
          column + " (the weight) is " + number + "; expected a number of at least 0");
    }
  }
}
