package io.lockstep.network.dl4j;

import java.nio.FloatBuffer;

/**
 * {@code L = Σ_y t_y Σ_{j≠y} max(0, 1 - z_y + z_j) / K}: of each class that the targets give a part
 * to, its hinge loss. {@code dL/dz_j} gains t_y / K where the margin is violated, {@code dL/dz_y}
 * loses as much. Used by one thread.
 */
final class HingeLoss implements OutputLoss {
  private double[] gradient = {};

  @Override
  public double row(FloatBuffer z, FloatBuffer t, int from, int width) {
    if (gradient.length != width) {
      gradient = new double[width];
    }
    double sum = 0;
    for (int y = 0; y < width; y++) {
      double part = (double) t.get(from + y) / width;
      sum += part == 0 ? 0 : part * violations(z, from, y, part);
    }
    for (int i = 0; i < width; i++) {
      z.put(from + i, (float) gradient[i]);
      gradient[i] = 0;
    }
    return sum;
  }

  private double violations(FloatBuffer z, int from, int y, double part) {
    double sum = 0;
    for (int j = 0; j < gradient.length; j++) {
      double margin = 1 - (double) z.get(from + y) + z.get(from + j);
      if (j != y && !(margin <= 0)) { // NaN counts as a violation, so that it shows
        sum += margin;
        gradient[j] += part;
        gradient[y] -= part;
      }
    }
    return sum;
  }
}
