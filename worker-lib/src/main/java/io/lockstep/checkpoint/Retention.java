package io.lockstep.checkpoint;

import io.lockstep.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which checkpoints stay: the last few, and the best. What goes loses its manifest first, so that
 * one that is half deleted is not taken for whole.
 */
final class Retention {
  private static final Pattern NAME = Pattern.compile("step-(\\d{10,18})/");

  private final Storage storage;
  private final int keep;
  private final Consumer<String> warnings;

  Retention(Storage storage, int keep, Consumer<String> warnings) {
    this.storage = storage;
    this.keep = keep;
    this.warnings = warnings;
  }

  /** Steps of the checkpoints that have a manifest, the newest first. */
  List<Long> complete() {
    try {
      List<Long> complete = new ArrayList<>();
      for (long step : steps()) {
        if (storage.exists(folder(step) + "/" + CheckpointStore.MANIFEST)) {
          complete.add(step);
        }
      }
      return complete;
    } catch (IOException e) {
      throw Failures.reading(storage.location() + "/" + CheckpointStore.FOLDER, e);
    }
  }

  /**
   * Deletes what need not stay. That includes whatever is beyond {@code saved}: a run that went
   * back to an earlier checkpoint has left those behind, and unfinished ones. A failure is only a
   * warning, since what matters has been written.
   */
  void apply(long saved, Optional<BestSoFar> best) {
    try {
      Set<Long> staying = new HashSet<>();
      List<Long> complete = complete();
      complete.stream().filter(step -> step <= saved).limit(keep).forEach(staying::add);
      best.map(BestSoFar::step).filter(complete::contains).ifPresent(staying::add);
      for (long step : steps()) {
        if (!staying.contains(step)) {
          storage.delete(folder(step) + "/" + CheckpointStore.MANIFEST);
          storage.delete(folder(step));
        }
      }
    } catch (IOException e) {
      warnings.accept(
          "Cannot delete old checkpoints in " + storage.location() + ": " + e.getMessage());
    }
  }

  /** Of all folders, whole or not; the newest first. */
  private List<Long> steps() throws IOException {
    List<Long> steps = new ArrayList<>();
    for (String entry : storage.list(CheckpointStore.FOLDER)) {
      Matcher name = NAME.matcher(entry);
      if (name.matches()) {
        steps.add(Long.parseLong(name.group(1)));
      }
    }
    steps.sort(Comparator.reverseOrder());
    return steps;
  }

  private static String folder(long step) {
    return CheckpointStore.FOLDER + "/" + CheckpointStore.name(step);
  }
}
