package io.lockstep.bench.contest;

/** What is compared, and which direction is better. */
public enum Quantity {
  /** Over the training loop only, without the first 10 steps and evaluation; more is better. */
  EXAMPLES_PER_SECOND("examples/s"),
  /** Of training until an accuracy is reached; fewer are better. */
  SECONDS("s");

  private final String unit;

  Quantity(String unit) {
    this.unit = unit;
  }

  public String unit() {
    return unit;
  }

  /** How many times better the product is: above 1 it is ahead. */
  public double ratio(double product, double peer) {
    return this == EXAMPLES_PER_SECOND ? product / peer : peer / product;
  }
}
