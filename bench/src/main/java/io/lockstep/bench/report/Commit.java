package io.lockstep.bench.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which sources were measured.
 *
 * @param id the commit's hash, or "unknown"
 * @param state whether the tree had changes besides
 */
public record Commit(String id, State state) {
  /** Of the working tree. */
  public enum State {
    CLEAN,
    CHANGED,
    UNKNOWN
  }

  /** What git says of a repository. */
  public static Commit of(Path root) {
    Optional<String> id = git(root, "rev-parse", "HEAD");
    Optional<String> changes = git(root, "status", "--porcelain", "--untracked-files=no");
    return new Commit(
        id.orElse("unknown"),
        changes.map(text -> text.isEmpty() ? State.CLEAN : State.CHANGED).orElse(State.UNKNOWN));
  }

  private static Optional<String> git(Path root, String... arguments) {
    try {
      List<String> words = new ArrayList<>(List.of("git", "-C", root.toString()));
      words.addAll(List.of(arguments));
      Process process =
          new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? Optional.of(text.strip()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
