package io.lockstep.collective;

/** The operations of a {@link Collective}. */
public enum Operation {
  REDUCE_SCATTER("reduce-scatter"),
  ALL_GATHER("all-gather"),
  EXCHANGE("exchange"),
  GATHER("gather");

  private final String text;

  Operation(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
