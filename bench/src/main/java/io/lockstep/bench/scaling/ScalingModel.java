package io.lockstep.bench.scaling;

import static io.lockstep.checks.Checks.check;

import java.util.Arrays;
import java.util.List;

/**
 * CPU seconds of a step as {@code N (example * b + byte * s) + message * 2 N (N - 1)}, with N
 * workers, b examples and s bytes sent by each: what computing, moving and handling cost. Fitted by
 * least squares of the relative errors, coefficients not below zero.
 *
 * @param example CPU seconds to compute one example
 * @param sentByte CPU seconds to send, receive and add one byte
 * @param message CPU seconds to handle one message from one worker to another
 * @param error largest relative error of the fit
 */
public record ScalingModel(double example, double sentByte, double message, double error) {
  private static final int TERMS = 3;

  /** The model of some measurements, at least as many as it has terms. */
  public static ScalingModel fit(List<ScalingPoint> points) {
    check(points.size() >= TERMS, "points", "at least " + TERMS, points.size());
    double[] best = new double[TERMS];
    double least = Double.POSITIVE_INFINITY;
    // With three terms, all sets of terms that may be zero are soon tried.
    for (int kept = 1; kept < 1 << TERMS; kept++) {
      double[] solution = solve(points, kept);
      double squares = squares(points, solution);
      if (Arrays.stream(solution).allMatch(x -> x >= 0) && squares < least) {
        least = squares;
        best = solution;
      }
    }
    double error = 0;
    for (ScalingPoint point : points) {
      error = Math.max(error, Math.abs(relative(point, best)));
    }
    return new ScalingModel(best[0], best[1], best[2], error);
  }

  /** Each point's terms, over what was measured there. */
  private static double[] terms(ScalingPoint point) {
    double measured = point.cpuSecondsPerStep();
    return new double[] {
      point.workers() * (double) point.examplesPerWorker() / measured,
      point.workers() * point.sentBytesPerStep() / measured,
      point.messages() / measured
    };
  }

  private static double relative(ScalingPoint point, double[] solution) {
    double[] terms = terms(point);
    double predicted = 0;
    for (int i = 0; i < TERMS; i++) {
      predicted += solution[i] * terms[i];
    }
    return predicted - 1;
  }

  private static double squares(List<ScalingPoint> points, double[] solution) {
    return points.stream().mapToDouble(p -> Math.pow(relative(p, solution), 2)).sum();
  }

  /** The normal equations of the kept terms by Gaussian elimination; NaN if they depend. */
  private static double[] solve(List<ScalingPoint> points, int kept) {
    double[][] a = new double[TERMS][TERMS + 1];
    for (int i = 0; i < TERMS; i++) {
      a[i][i] = (kept >> i & 1) == 0 ? 1 : 0;
    }
    for (ScalingPoint point : points) {
      double[] terms = terms(point);
      for (int i = 0; i < TERMS; i++) {
        for (int j = 0; (kept >> i & 1) != 0 && j < TERMS; j++) {
          a[i][j] += (kept >> j & 1) != 0 ? terms[i] * terms[j] : 0;
        }
        a[i][TERMS] += (kept >> i & 1) != 0 ? terms[i] : 0;
      }
    }
    for (int pivot = 0; pivot < TERMS; pivot++) {
      eliminate(a, pivot);
    }
    double[] solution = new double[TERMS];
    for (int i = 0; i < TERMS; i++) {
      solution[i] = a[i][TERMS] / a[i][i];
    }
    return solution;
  }

  private static void eliminate(double[][] a, int pivot) {
    for (int row = 0; row < TERMS; row++) {
      if (row == pivot) {
        continue;
      }
      double factor = a[row][pivot] / a[pivot][pivot];
      for (int column = 0; column <= TERMS; column++) {
        a[row][column] -= factor * a[pivot][column];
      }
    }
  }

  /** CPU seconds that one worker spends on a step among so many. */
  public double cpuSecondsPerWorker(int workers, int examplesPerWorker, double sentBytes) {
    return example * examplesPerWorker + sentByte * sentBytes + message * 2 * (workers - 1);
  }
}
