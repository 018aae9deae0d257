package io.lockstep.driver.config;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.plan.TrainingPlan;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A plan's file, on this machine or on any file system that Hadoop knows. */
final class PlanFile {
  private final RunConfiguration.Context context;
  private final Map<String, String> conf;

  PlanFile(RunConfiguration.Context context, Map<String, String> conf) {
    this.context = context;
    this.conf = conf;
  }

  TrainingPlan read(String given, List<String> overrides) {
    if (given.isBlank()) {
      throw unusable(given, "expected the location of a plan, found nothing", Optional.empty());
    }
    try (InputStream in = open(Location.of(given, context.working()), given)) {
      return context.plans().parse(given, in, overrides);
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw unusable(given, "there is no such file", Optional.of(e));
    } catch (IOException e) {
      throw unusable(given, String.valueOf(e.getMessage()), Optional.of(e));
    }
  }

  private InputStream open(Location location, String given) throws IOException {
    Optional<Path> local = location.local();
    if (local.isEmpty()) {
      return context.storages().open(location.folder().text(), conf).read(location.name());
    }
    if (Files.isDirectory(local.get())) {
      throw unusable(given, "it is a folder; name the plan's file", Optional.empty());
    }
    return Files.newInputStream(local.get());
  }

  private static LockstepException unusable(String given, String why, Optional<IOException> cause) {
    return new LockstepException(
        ExitCode.USAGE, "Cannot use plan " + given + ": " + why, cause.orElse(null));
  }
}
