package io.lockstep.collective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InProcessGroupTest extends CollectiveContractTest {
  private static final AtomicInteger NAMES = new AtomicInteger();

  @Override
  protected List<Collective> group(int size, Waiting waiting) {
    String name = "group-" + NAMES.incrementAndGet();
    return IntStream.range(0, size)
        .mapToObj(rank -> InProcessGroup.join(name, rank, size, waiting))
        .toList();
  }

  @Test
  void aNameServesANewGroupOnceAllHaveLeft() {
    Collective two = InProcessGroup.join("again", 0, 2, PATIENT);
    assertEquals(
        "Invalid size of the group (2): 3",
        assertThrows(
                IllegalArgumentException.class, () -> InProcessGroup.join("again", 0, 3, PATIENT))
            .getMessage());
    two.close();
    InProcessGroup.join("again", 0, 3, PATIENT).close();
  }
}
