package io.lockstep.compression;

import static io.lockstep.checks.Checks.check;

import io.lockstep.compression.SparseForm.Kind;
import java.nio.ByteBuffer;

/**
 * Sends plus or minus tau for each element whose magnitude has come to tau, two bytes each, and
 * keeps the rest (Strom 2015, Scalable Distributed DNN Training Using Commodity GPU Cloud
 * Computing, Interspeech, algorithm 1).
 *
 * <p>Tau begins as the magnitude above which the target fraction of the first gradient lies. After
 * a step in which the ranks have sent the fraction p in the mean, it becomes {@code mean tau * (p /
 * target)^0.1}, by a quarter at most: small steps, since what a new tau holds back or lets go shows
 * only after a while. All ranks have the same tau but in the first step, and in one in which more
 * than four times the target would go: then a rank takes the tau with which it would begin.
 */
public final class ThresholdCodec implements SparseCodec {
  private static final double EXPONENT = 0.1;
  private static final double MOST_CHANGE = 1.25;
  private static final int MOST_BY_TARGET = 4;
  private static final int FEW = 64;
  private static final int INFINITY = MagnitudeSelection.bits(Float.POSITIVE_INFINITY);

  private final SparseForm form;
  private final double target;
  private final int most;
  private final SparseWriter writer;
  private final float[] denseValues;
  private final MagnitudeSelection selection = new MagnitudeSelection();
  private float tau;
  private int largest;

  /**
   * @param target fraction of the elements that is to be sent
   */
  public ThresholdCodec(SparseForm form, double target) {
    check(target > 0 && target <= 0.5, "target", "above 0, at most 0.5", target);
    this.form = form;
    this.target = target;
    double entries = FEW + Math.ceil(MOST_BY_TARGET * target * form.sparseElements());
    this.most = (int) Math.min(form.sparseElements(), entries);
    this.writer = new SparseWriter(form);
    this.denseValues = new float[form.denseElements()];
  }

  @Override
  public int mostBytes() {
    return Math.toIntExact(form.bytes(Kind.THRESHOLD, most));
  }

  @Override
  public int encode(float[] accumulated, ByteBuffer into) {
    form.takeDense(accumulated, denseValues);
    float here = tau == 0 ? first(accumulated) : tau;
    int entries = count(accumulated, here);
    if (entries > most) {
      here = first(accumulated);
      entries = count(accumulated, here);
    }
    if (entries > most) {
      // Many are equal to it.
      here = Math.nextUp(here);
      entries = count(accumulated, here);
    }
    if (largest >= INFINITY || entries > most) {
      return noNumber(into);
    }
    writer.begin(into, Kind.THRESHOLD, entries, here);
    int bits = MagnitudeSelection.bits(here);
    for (int i = 0; i < accumulated.length; i++) {
      float value = accumulated[i];
      if (MagnitudeSelection.bits(value) >= bits) {
        writer.sign(i, value);
        accumulated[i] = value < 0 ? value + here : value - here;
      }
    }
    return writer.end(denseValues);
  }

  private float first(float[] accumulated) {
    selection.select(accumulated, (int) Math.max(1, target * form.sparseElements()));
    return Math.max(Float.MIN_NORMAL, Float.intBitsToFloat(selection.bits()));
  }

  /** Elements whose magnitude has come to a tau; notes the largest. */
  private int count(float[] accumulated, float here) {
    int bits = MagnitudeSelection.bits(here);
    int count = 0;
    int most = 0;
    for (float value : accumulated) {
      int magnitude = MagnitudeSelection.bits(value);
      count += magnitude >= bits ? 1 : 0;
      most = Math.max(most, magnitude);
    }
    largest = most;
    return count;
  }

  /** A gradient that is no number must not look like one to the others. */
  private int noNumber(ByteBuffer into) {
    writer.begin(into, Kind.THRESHOLD, 1, Float.NaN);
    writer.sign(0, 1);
    return writer.end(denseValues);
  }

  @Override
  public void adapt(SparseSum sum) {
    double density = sum.density();
    if (tau == 0 && density == 0) {
      return;
    }
    // The same bits on every machine, which Math.pow does not promise.
    double change = StrictMath.pow(density / target, EXPONENT);
    change = Math.max(1 / MOST_CHANGE, Math.min(change, MOST_CHANGE));
    tau = (float) Math.max(Float.MIN_NORMAL, Math.min(sum.tau() * change, Float.MAX_VALUE));
  }

  @Override
  public double state() {
    return tau;
  }

  @Override
  public void restore(double state) {
    tau = (float) state;
  }
}
