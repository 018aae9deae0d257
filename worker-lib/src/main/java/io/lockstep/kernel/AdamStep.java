package io.lockstep.kernel;

/**
 * Adam's arithmetic for one step at a time (Kingma and Ba 2015, arXiv 1412.6980, algorithm 1):
 *
 * <pre>
 * m = m + (1 - beta1) * (u - m)
 * v = beta2 * v + (1 - beta2) * u * u
 * u = firstCorrection * m / (sqrt(v) * secondCorrection + epsilon)
 * </pre>
 */
public final class AdamStep {
  private final double beta1;
  private final double beta2;
  private final float epsilon;
  private float firstCorrection;
  private float secondCorrection;

  public AdamStep(double beta1, double beta2, double epsilon) {
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = (float) epsilon;
  }

  /**
   * Moves to a step. StrictMath, so that ranks on different processors get the same bits.
   *
   * @param t number of the step, from 1
   */
  public void begin(double t) {
    firstCorrection = (float) (1 / (1 - StrictMath.pow(beta1, t)));
    secondCorrection = (float) (1 / Math.sqrt(1 - StrictMath.pow(beta2, t)));
  }

  public float oneMinusBeta1() {
    return (float) (1 - beta1);
  }

  public float beta2() {
    return (float) beta2;
  }

  public float oneMinusBeta2() {
    return (float) (1 - beta2);
  }

  /** {@code 1 / (1 - beta1^t)}. */
  public float firstCorrection() {
    return firstCorrection;
  }

  /** {@code 1 / sqrt(1 - beta2^t)}. */
  public float secondCorrection() {
    return secondCorrection;
  }

  public float epsilon() {
    return epsilon;
  }

  /** Does it for the elements [from, to), one by one. */
  public void apply(float[] u, float[] m, float[] v, int from, int to) {
    float a1 = oneMinusBeta1();
    float b2 = beta2();
    float a2 = oneMinusBeta2();
    float c1 = firstCorrection;
    float c2 = secondCorrection;
    float e = epsilon;
    for (int i = from; i < to; i++) {
      float ui = u[i];
      float mi = m[i] + a1 * (ui - m[i]);
      float vi = b2 * v[i] + a2 * ui * ui;
      m[i] = mi;
      v[i] = vi;
      u[i] = c1 * mi / ((float) Math.sqrt(vi) * c2 + e);
    }
  }
}
