package io.lockstep.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class NewtonSchulzTest {
  @Test
  void bringsEachSingularValueWhereThePolynomialDoes() {
    // A diagonal matrix has its entries as singular values, and keeps its singular vectors.
    double[] values = {3, 1, 0.5, 0.1};
    float[] matrix = new float[4 * 7];
    double squares = 0;
    for (int i = 0; i < values.length; i++) {
      matrix[i * 7 + i] = (float) values[i];
      squares += values[i] * values[i];
    }
    new NewtonSchulz(4, 7).orthogonalize(matrix);
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 7; column++) {
        double expected = row == column ? polynomial(values[row] / Math.sqrt(squares)) : 0;
        assertEquals(expected, matrix[row * 7 + column], 1e-5, row + ", " + column);
      }
    }
  }

  private static double polynomial(double value) {
    double x = value;
    for (int i = 0; i < 5; i++) {
      x = 3.4445 * x - 4.7750 * Math.pow(x, 3) + 2.0315 * Math.pow(x, 5);
    }
    return x;
  }

  @Test
  void turnsATallMatrix() {
    Random random = new Random(3);
    int rows = 37;
    int columns = 21;
    float[] tall = new float[rows * columns];
    float[] wide = new float[rows * columns];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        tall[r * columns + c] = (float) random.nextGaussian();
        wide[c * rows + r] = tall[r * columns + c];
      }
    }
    new NewtonSchulz(rows, columns).orthogonalize(tall);
    new NewtonSchulz(columns, rows).orthogonalize(wide);
    float[] turned = new float[rows * columns];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        turned[r * columns + c] = wide[c * rows + r];
      }
    }
    // The norm is summed in another order.
    assertArrayEquals(turned, tall, 1e-4f);
  }
}
