package io.lockstep.network;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Piece;
import java.util.function.DoubleSupplier;

/**
 * Orthonormal vectors out of normal ones by Gram and Schmidt, each made orthogonal twice, so that
 * float64 keeps them so. As many vectors as the shorter side of the matrix has.
 */
final class Orthogonal {
  private Orthogonal() {}

  /**
   * Fills a weight, a matrix [units, length / units], row-major.
   *
   * @param gain length of each vector
   * @param normal draws
   */
  static void draw(Piece piece, double gain, DoubleSupplier normal, FlatVector parameters) {
    int rows = piece.shape().get(0);
    int columns = piece.length() / rows;
    boolean wide = rows <= columns;
    double[][] vectors = orthonormal(wide ? rows : columns, wide ? columns : rows, normal);
    int first = piece.slice().from();
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        double value = wide ? vectors[row][column] : vectors[column][row];
        parameters.set(first + row * columns + column, (float) (gain * value));
      }
    }
  }

  private static double[][] orthonormal(int count, int length, DoubleSupplier normal) {
    double[][] vectors = new double[count][length];
    for (int i = 0; i < count; i++) {
      double[] vector = vectors[i];
      for (int e = 0; e < length; e++) {
        vector[e] = normal.getAsDouble();
      }
      for (int pass = 0; pass < 2; pass++) {
        for (int before = 0; before < i; before++) {
          add(-dot(vector, vectors[before]), vectors[before], vector);
        }
        double norm = Math.sqrt(dot(vector, vector));
        for (int e = 0; e < length; e++) {
          vector[e] /= norm;
        }
      }
    }
    return vectors;
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  private static void add(double factor, double[] x, double[] to) {
    for (int i = 0; i < x.length; i++) {
      to[i] += factor * x[i];
    }
  }
}
