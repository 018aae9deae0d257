package io.lockstep.bench.contest;

import static io.lockstep.checks.Checks.positive;

import java.util.Map;
import java.util.TreeMap;

/**
 * What one side reached in one run.
 *
 * @param value in the contest's quantity
 * @param loadBefore the machine's load average of the last minute before the run: near 0 on a quiet
 *     machine
 * @param command that was run
 * @param notes what else the side says, by name: versions, seconds, steps
 */
public record Measurement(
    double value, double loadBefore, String command, Map<String, String> notes) {
  public Measurement {
    positive(value, "value");
    notes = new TreeMap<>(notes);
  }
}
