package io.lockstep.metrics;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.present;

import io.lockstep.storage.Storage;
import java.io.IOException;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Writes scalars for TensorBoard into {@code events.out.tfevents.<seconds>.<host>}, a new file for
 * each start and resume: TensorBoard reads them in the order of their names. Where the file system
 * cannot append, {@code .00001} and so on follow.
 */
public final class TensorBoardEvents implements MetricSink {
  private final Clock clock;
  private final Written records;

  private TensorBoardEvents(Storage storage, String host, Clock clock) {
    this.clock = present(clock, "clock");
    String name = name(present(host, "host"), clock);
    IntFunction<String> parts =
        part -> part == 0 ? name : String.format(Locale.ROOT, "%s.%05d", name, part);
    this.records = new Written(storage, parts, firstFree(present(storage, "storage"), parts));
  }

  /**
   * For a new run.
   *
   * @param host that writes
   * @param clock for the file's name and the events' times
   */
  public static TensorBoardEvents start(Storage storage, String host, Clock clock) {
    TensorBoardEvents events = new TensorBoardEvents(storage, host, clock);
    events.add(events.at(0).fileVersion());
    return events;
  }

  /** For a resume: tells TensorBoard to forget what earlier files have of later steps. */
  public static TensorBoardEvents resume(Storage storage, String host, Clock clock, long step) {
    TensorBoardEvents events = new TensorBoardEvents(storage, host, clock);
    events.add(events.at(0).fileVersion());
    events.add(events.at(atLeast(step, 0, "step") + 1).sessionStart());
    return events;
  }

  private static String name(String host, Clock clock) {
    return String.format(
        Locale.ROOT,
        "events.out.tfevents.%010d.%s",
        clock.instant().getEpochSecond(),
        host.replaceAll("[^A-Za-z0-9.-]", "_"));
  }

  /** Not 0 only if the same host started in the same second before. */
  private static int firstFree(Storage storage, IntFunction<String> parts) {
    int part = 0;
    try {
      while (storage.exists(parts.apply(part))) {
        part++;
      }
      return part;
    } catch (IOException e) {
      throw Written.failure(storage.location() + "/" + parts.apply(part), e);
    }
  }

  @Override
  public void accept(Metric metric) {
    Map<String, Double> values = Scalars.of(metric);
    if (!values.isEmpty()) {
      add(at(metric.progress().step()).scalars(values));
    }
  }

  @Override
  public void flush() {
    records.flush();
  }

  @Override
  public void close() {
    records.close();
  }

  private Event at(long step) {
    return new Event(clock.millis() / 1e3, step);
  }

  private void add(byte[] event) {
    records.add(TfRecord.frame(event));
  }
}
