package io.lockstep.synchronization;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;

import io.lockstep.collective.Rows;

/**
 * What each worker has to say of each step since the last agreement. It rides as a row of the
 * agreement's collective, so that metrics cost no message of their own and every rank decides on
 * the same numbers.
 *
 * <p>A row is the control word (rank 0's counts), then for each step: loss sum, examples, norm of
 * the local gradient, nanoseconds awaited data, computed, waited, communicated, updated, and bytes
 * sent and encoded. The times and bytes of a step are those of the window that ends when the worker
 * has its gradient and begins where the previous window ended, so that no time is left out and none
 * waits for a further message.
 */
public final class StepJournal {
  /** Columns of one step. */
  private enum Column {
    LOSS,
    EXAMPLES,
    NORM,
    DATA,
    COMPUTE,
    WAIT,
    COMMUNICATE,
    UPDATE,
    SENT,
    ENCODED
  }

  private static final int COLUMNS = Column.values().length;

  private final int rank;
  private final int capacity;
  private final int tail;
  private final Rows rows;
  private final double[] globalNorm;
  private final double[] error;
  private final double[] cosine;
  private int steps;
  private long sentBefore;

  /**
   * @param capacity most steps between two agreements
   * @param tail further values that ride along with each rank's row
   */
  public StepJournal(int rank, int ranks, int capacity, int tail) {
    check(0 <= rank && rank < ranks, "rank", "0 <= rank < " + ranks, rank);
    this.rank = rank;
    this.capacity = atLeast(capacity, 1, "capacity");
    this.rows = new Rows(ranks, 1 + capacity * COLUMNS + atLeast(tail, 0, "tail"));
    this.tail = 1 + capacity * COLUMNS;
    this.globalNorm = new double[capacity];
    this.error = new double[capacity];
    this.cosine = new double[capacity];
  }

  /** Adds a step of this rank. */
  void record(double lossSum, int examples, double localNorm, StepTimer timer) {
    check(steps < capacity, "steps between agreements", "at most " + capacity, steps + 1);
    double[] own = rows.of(rank);
    int at = 1 + steps * COLUMNS;
    own[at + Column.LOSS.ordinal()] = lossSum;
    own[at + Column.EXAMPLES.ordinal()] = examples;
    own[at + Column.NORM.ordinal()] = localNorm;
    own[at + Column.DATA.ordinal()] = timer.awaitedData();
    own[at + Column.COMPUTE.ordinal()] = timer.computed();
    own[at + Column.WAIT.ordinal()] = timer.waited();
    own[at + Column.COMMUNICATE.ordinal()] = timer.communicated();
    own[at + Column.UPDATE.ordinal()] = timer.updated();
    timer.restart();
    own[at + Column.SENT.ordinal()] = 0;
    own[at + Column.ENCODED.ordinal()] = 0;
    globalNorm[steps] = Double.NaN;
    error[steps] = Double.NaN;
    cosine[steps] = Double.NaN;
    steps++;
  }

  /** To ride along with a collective; afterwards all ranks have all rows. */
  Rows rows() {
    return rows;
  }

  /** Puts further values into this rank's row. */
  void writeTail(double[] values, int from, int length) {
    writeTail(0, values, from, length);
  }

  /**
   * Puts further values into this rank's row.
   *
   * @param at where among the further values
   */
  void writeTail(int at, double[] values, int from, int length) {
    System.arraycopy(values, from, rows.of(rank), tail + at, length);
  }

  /** Takes the further values of a rank's row. */
  void readTail(int ofRank, double[] values, int from, int length) {
    readTail(ofRank, 0, values, from, length);
  }

  /**
   * Takes the further values of a rank's row.
   *
   * @param at where among the further values
   */
  void readTail(int ofRank, int at, double[] values, int from, int length) {
    System.arraycopy(rows.of(ofRank), tail + at, values, from, length);
  }

  /**
   * Adds to the last step what this rank has sent since the one before.
   *
   * @param totalSent to other hosts in all so far
   * @param encoded bytes of its gradient as it is about to be encoded, 0 if it is not
   */
  void traffic(long totalSent, long encoded) {
    double[] own = rows.of(rank);
    int at = 1 + (steps - 1) * COLUMNS;
    own[at + Column.SENT.ordinal()] = totalSent - sentBefore;
    own[at + Column.ENCODED.ordinal()] = encoded;
    sentBefore = totalSent;
  }

  /** Sets what the guard saw in the last step. */
  void deviation(double relativeError, double cosineOfAngle) {
    error[steps - 1] = relativeError;
    cosine[steps - 1] = cosineOfAngle;
  }

  /** Sets the norm of the shared gradient for the last step. */
  void sharedNorm(double norm) {
    globalNorm[steps - 1] = norm;
  }

  /** Forgets the steps; the next one begins a new span between agreements. */
  public void clear() {
    steps = 0;
  }

  /** Rank 0's word to all, which rides in the next agreement. */
  public void control(Control word) {
    rows.of(rank)[0] = word.ordinal();
  }

  /** Takes over what was last said to another journal and has not ridden yet. */
  void takeWord(StepJournal other) {
    rows.of(rank)[0] = other.rows.of(rank)[0];
  }

  /** What rank 0 said with the last agreement. */
  public Control control() {
    double word = rows.of(0)[0];
    return Control.values()[(int) word];
  }

  public int ranks() {
    return rows.ranks();
  }

  /** Steps since the last agreement. */
  public int steps() {
    return steps;
  }

  /** Examples of a step over all ranks. */
  public long examples(int step) {
    return (long) sum(step, Column.EXAMPLES);
  }

  /** Whether all ranks took equally many examples since the last agreement. */
  boolean evenExamples() {
    double first = taken(0);
    for (int r = 1; r < ranks(); r++) {
      if (taken(r) != first) {
        return false;
      }
    }
    return true;
  }

  /** The part of all examples since the last agreement that a rank took. */
  double share(int ofRank) {
    double all = 0;
    for (int r = 0; r < ranks(); r++) {
      all += taken(r);
    }
    return taken(ofRank) / all;
  }

  private double taken(int ofRank) {
    double examples = 0;
    for (int step = 0; step < steps; step++) {
      examples += value(ofRank, step, Column.EXAMPLES);
    }
    return examples;
  }

  /** Mean loss over the examples of a step over all ranks. */
  public double loss(int step) {
    return sum(step, Column.LOSS) / sum(step, Column.EXAMPLES);
  }

  /**
   * Norm of the shared gradient; where none is shared, the example-weighted mean of the ranks'
   * norms.
   */
  public double norm(int step) {
    if (!Double.isNaN(globalNorm[step])) {
      return globalNorm[step];
    }
    double weighted = 0;
    for (int r = 0; r < ranks(); r++) {
      double examples = value(r, step, Column.EXAMPLES);
      weighted += examples == 0 ? 0 : value(r, step, Column.NORM) * examples;
    }
    return weighted / sum(step, Column.EXAMPLES);
  }

  /** Nanoseconds in which a rank waited for its batch. */
  public double awaitedData(int ofRank, int step) {
    return value(ofRank, step, Column.DATA);
  }

  /** Nanoseconds in which a rank computed. */
  public double computed(int ofRank, int step) {
    return value(ofRank, step, Column.COMPUTE);
  }

  /** Nanoseconds in which a rank waited for slower peers. */
  public double waited(int ofRank, int step) {
    return value(ofRank, step, Column.WAIT);
  }

  /** Nanoseconds in which a rank moved and summed. */
  public double communicated(int ofRank, int step) {
    return value(ofRank, step, Column.COMMUNICATE);
  }

  /** Nanoseconds in which a rank ran its optimizer. */
  public double updated(int ofRank, int step) {
    return value(ofRank, step, Column.UPDATE);
  }

  /** Bytes that all ranks have sent to other hosts between the step before and this one. */
  public long sentBytes(int step) {
    return (long) sum(step, Column.SENT);
  }

  /** Bytes in which all ranks' gradients were encoded; 0 if they are not compressed. */
  public long encodedBytes(int step) {
    return (long) sum(step, Column.ENCODED);
  }

  /** Relative error against the dense gradient; NaN unless the guard looked at this step. */
  public double error(int step) {
    return error[step];
  }

  /** Cosine to the dense gradient; NaN unless the guard looked at this step. */
  public double cosine(int step) {
    return cosine[step];
  }

  /** Whether losses and norms of all steps are numbers; the same answer on all ranks. */
  public boolean finite() {
    for (int step = 0; step < steps; step++) {
      if (!Double.isFinite(loss(step)) || !Double.isFinite(norm(step))) {
        return false;
      }
    }
    return true;
  }

  private double sum(int step, Column column) {
    return rows.sum(1 + step * COLUMNS + column.ordinal());
  }

  private double value(int ofRank, int step, Column column) {
    return rows.of(ofRank)[1 + step * COLUMNS + column.ordinal()];
  }
}
