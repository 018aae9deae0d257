package io.lockstep.collective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.collective.CollectiveException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The members of one group, each with a thread of its own. */
public final class TestingRanks implements AutoCloseable {
  private static final long LIMIT_SECONDS = 60;

  /** What a rank does. */
  @FunctionalInterface
  public interface Task {
    void run(Collective collective) throws Exception;
  }

  private final List<Collective> members;
  private final ExecutorService threads;

  public TestingRanks(List<? extends Collective> members) {
    this.members = List.copyOf(members);
    this.threads = Executors.newFixedThreadPool(Math.max(1, members.size()));
  }

  /** Patience that no healthy test comes near. */
  public static Waiting patient() {
    return new Waiting(Duration.ofSeconds(LIMIT_SECONDS), () -> false);
  }

  public static Waiting hasty() {
    return new Waiting(Duration.ofMillis(200), () -> false);
  }

  /** Runs a task a rank, each on its own thread. */
  public static <T> List<T> together(List<Callable<T>> tasks) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    try {
      List<Future<T>> futures = new ArrayList<>();
      tasks.forEach(task -> futures.add(threads.submit(task)));
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get(LIMIT_SECONDS, TimeUnit.SECONDS));
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  public Collective member(int rank) {
    return members.get(rank);
  }

  int size() {
    return members.size();
  }

  public Future<?> start(int rank, Task task) {
    return threads.submit(
        () -> {
          task.run(members.get(rank));
          return null;
        });
  }

  /** Runs the same task on all ranks and waits for all. */
  public void all(Task task) throws Exception {
    List<Future<?>> futures = new ArrayList<>();
    for (int rank = 0; rank < size(); rank++) {
      futures.add(start(rank, task));
    }
    for (Future<?> future : futures) {
      future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** The failure that ends a task. */
  static CollectiveException failure(Future<?> future) throws Exception {
    try {
      future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return assertInstanceOf(CollectiveException.class, e.getCause());
    }
    throw new AssertionError("Nothing failed");
  }

  /** Asserts a failure's kind and that its message has all these parts. */
  public static void assertFailure(Kind kind, Future<?> future, String... parts) throws Exception {
    CollectiveException failure = failure(future);
    assertEquals(kind, failure.kind(), failure.getMessage());
    for (String part : parts) {
      assertTrue(failure.getMessage().contains(part), failure.getMessage());
    }
  }

  @Override
  public void close() {
    members.forEach(Collective::close);
    threads.shutdownNow();
  }
}
