package io.lockstep.metrics;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.storage.Journal;
import io.lockstep.storage.Storage;
import java.io.IOException;
import java.util.function.IntFunction;

/** A journal whose failures say which file cannot be written. */
final class Written {
  private final String file;
  private final Journal journal;

  Written(Storage storage, IntFunction<String> names, int part) {
    this.file = storage.location() + "/" + names.apply(part);
    try {
      this.journal = new Journal(storage, names, part);
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  void add(byte[] record) {
    try {
      journal.add(record);
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  void flush() {
    try {
      journal.flush();
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  void close() {
    try {
      journal.close();
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  static LockstepException failure(String file, IOException cause) {
    return new LockstepException(
        ExitCode.TEMPORARY, "Cannot write " + file + ": " + cause.getMessage(), cause);
  }
}
