package io.lockstep.evaluation;

/**
 * How well one class is found.
 *
 * @param precision true positives / examples taken for the class; 0 if there are none
 * @param recall true positives / examples of the class; 0 if there are none
 * @param f1 harmonic mean of the two; 0 if both are
 * @param support examples of the class
 */
public record ClassValues(double precision, double recall, double f1, long support) {
  static ClassValues of(ConfusionMatrix matrix, int c) {
    return of(matrix.count(c, c), matrix.truth(c), matrix.predicted(c));
  }

  static ClassValues of(long hits, long truth, long predicted) {
    return new ClassValues(
        ratio(hits, predicted), ratio(hits, truth), ratio(2 * hits, truth + predicted), truth);
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
