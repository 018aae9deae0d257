package io.lockstep.bench.contest;

/** Whether a target is reached. */
public enum Verdict {
  REACHED("yes"),
  NOT_REACHED("no"),
  TOO_FEW_PAIRS("too few pairs to say"),
  NO_TARGET("-");

  private final String words;

  Verdict(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }
}
