package io.lockstep.driver.memory;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.present;

import java.util.List;

/**
 * The memory that a run is going to take, part by part.
 *
 * @param parts in the order in which they are shown
 * @param workers of an executor: as many as may run in one process
 */
public record MemoryPlan(List<Part> parts, int workers) {
  /** Where memory lies, and so which limit counts it. */
  public enum Kind {
    /** The JVM's heap (-Xmx). */
    HEAP,
    /** Direct buffers (MaxDirectMemorySize, by default as much as the heap may take). */
    DIRECT,
    /** What native libraries allocate (JavaCPP's limits). */
    NATIVE,
    /** What the JVM takes for itself outside its heap. */
    RUNTIME
  }

  /** How often a part exists. */
  public enum Each {
    WORKER,
    /** Once for all workers that share memory; counted in every executor that maps it. */
    HOST,
    EXECUTOR
  }

  /** What a part needs does not fit: whether that ends the run, or the rest goes to disk. */
  public enum Need {
    FIXED,
    SPILLS
  }

  /**
   * One part.
   *
   * @param bytes of one of them
   */
  public record Part(String name, Kind kind, Each each, Need need, long bytes) {
    public Part {
      present(name, "name");
      present(kind, "kind");
      present(each, "each");
      present(need, "need");
      atLeast(bytes, 0, "bytes of " + name);
    }
  }

  public MemoryPlan {
    parts = List.copyOf(parts);
    atLeast(workers, 1, "workers of an executor");
  }

  /** Bytes of a part in one executor. */
  public long inExecutor(Part part) {
    return part.each() == Each.WORKER ? workers * part.bytes() : part.bytes();
  }

  /** Bytes of a kind in one executor. */
  public long bytes(Kind kind) {
    return parts.stream().filter(part -> part.kind() == kind).mapToLong(this::inExecutor).sum();
  }

  /** Bytes of a kind in one executor that cannot be anywhere else. */
  long fixedBytes(Kind kind) {
    return parts.stream()
        .filter(part -> part.kind() == kind && part.need() == Need.FIXED)
        .mapToLong(this::inExecutor)
        .sum();
  }

  /** Bytes of one executor on its heap, garbage not counted. */
  public long heapBytes() {
    return bytes(Kind.HEAP);
  }

  /** Bytes of one executor outside its heap. */
  public long outsideHeapBytes() {
    return bytes(Kind.DIRECT) + bytes(Kind.NATIVE) + bytes(Kind.RUNTIME);
  }
}
