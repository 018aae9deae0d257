package io.lockstep.driver.source;

import io.lockstep.data.DataSpec.Validation;
import io.lockstep.seed.Seed;
import java.io.Serializable;

/**
 * Numbers records and parts them: a record is held out if the uniform number that belongs to its
 * place in the source is below the fraction; then training and validation examples are numbered
 * each for themselves, in the order of the source.
 */
final class Split implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long[][] first;
  private final long[] firstRecord;
  private final Part whole;
  private final double fraction;
  private final long seed;

  private Split(long[] counts, Part whole, double fraction, Seed seed) {
    this.whole = whole;
    this.fraction = fraction;
    this.seed = seed.value();
    this.firstRecord = new long[counts.length + 1];
    this.first = new long[counts.length + 1][Part.values().length];
    for (int partition = 0; partition < counts.length; partition++) {
      firstRecord[partition + 1] = firstRecord[partition] + counts[partition];
      long[] next = first[partition].clone();
      for (long r = firstRecord[partition]; r < firstRecord[partition + 1]; r++) {
        next[partOf(r).ordinal()]++;
      }
      first[partition + 1] = next;
    }
  }

  /** All records for one part. */
  static Split whole(Part part, long[] counts) {
    return new Split(counts, part, 0, new Seed(0));
  }

  /** Training records, of which a plan may hold some out. */
  static Split training(long[] counts, Validation validation, Seed seed) {
    double fraction = validation instanceof Validation.Fraction some ? some.fraction() : 0;
    return new Split(counts, Part.TRAINING, fraction, seed.derive("split"));
  }

  /** Examples of a part. */
  long count(Part part) {
    return first[first.length - 1][part.ordinal()];
  }

  /** Numbers the records of a partition, one after the other. */
  Cursor cursor(int partition) {
    return new Cursor(firstRecord[partition], first[partition].clone());
  }

  private Part partOf(long record) {
    return fraction > 0 && new Seed(seed).derive(record).uniform() < fraction
        ? Part.VALIDATION
        : whole;
  }

  /** Where the next record goes. */
  final class Cursor {
    private final long[] next;
    private long record;
    private Part part = whole;

    private Cursor(long record, long[] next) {
      this.record = record;
      this.next = next;
    }

    /** The id of the next record, within its part. */
    long advance() {
      part = partOf(record++);
      return next[part.ordinal()]++;
    }

    /** The part of the record that was advanced to. */
    Part part() {
      return part;
    }
  }
}
