package io.lockstep.collective;

import static io.lockstep.collective.TestingRanks.patient;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.lockstep.parameters.FlatVector;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InProcessGroupTest extends CollectiveContractTest {
  private static final AtomicInteger NAMES = new AtomicInteger();

  @Override
  protected List<Collective> open(List<Waiting> waitings) {
    String name = "group-" + NAMES.incrementAndGet();
    List<Collective> members = new ArrayList<>();
    for (Waiting waiting : waitings) {
      members.add(InProcessGroup.join(name, members.size(), waitings.size(), waiting));
    }
    return members;
  }

  @Test
  void allocatesNothingInAnOperation() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (TestingRanks ranks =
        new TestingRanks(open(List.of(TestingRanks.patient(), TestingRanks.patient())))) {
      ranks.all(
          collective -> {
            FlatVector vector = collective.individual(10_000);
            Rows rows = new Rows(2, 4);
            step(collective, vector, rows, 50);
            long before = threads.getCurrentThreadAllocatedBytes();
            step(collective, vector, rows, 500);
            long each = (threads.getCurrentThreadAllocatedBytes() - before) / 500;
            assertTrue(each < 16, each + " bytes a step");
          });
    }
  }

  private static void step(Collective collective, FlatVector vector, Rows rows, int times) {
    for (int i = 0; i < times; i++) {
      collective.reduceScatter(vector);
      collective.allGather(vector, rows);
      collective.exchange(rows);
    }
  }

  @Test
  void refusesAVectorOfAnotherOrigin() throws Exception {
    try (TestingRanks ranks = new TestingRanks(open(List.of(patient())))) {
      FlatVector stranger = FlatVector.allocate(7);
      IllegalArgumentException failure =
          assertThrows(
              IllegalArgumentException.class, () -> ranks.member(0).reduceScatter(stranger));
      assertEquals(
          "Invalid vector (one that this membership has handed out): FlatVector[7]",
          failure.getMessage());
    }
  }

  @Test
  void findsTheGroupByItsNameAndForgetsItWhenAllHaveClosed() throws Exception {
    int before = InProcessGroup.count();
    Collective first = InProcessGroup.join("generation-1", 0, 2, patient());
    Collective second = InProcessGroup.join("generation-1", 1, 2, patient());
    Collective apart = InProcessGroup.join("generation-2", 0, 1, patient());
    assertEquals(before + 2, InProcessGroup.count());
    apart.exchange(new Rows(1, 0));
    try (TestingRanks ranks = new TestingRanks(List.of(first, second))) {
      ranks.all(
          collective -> {
            Rows rows = new Rows(2, 1);
            rows.of(collective.rank())[0] = 1 + collective.rank();
            collective.exchange(rows);
            assertEquals(3, rows.sum(0));
          });
    }
    first.close();
    assertEquals(before + 1, InProcessGroup.count());
    apart.close();
    assertEquals(before, InProcessGroup.count());
  }

  @Test
  void refusesARankThatIsTakenAndAnotherSize() {
    try (Collective first = InProcessGroup.join("taken", 0, 2, patient())) {
      assertEquals(
          "Invalid rank (not yet taken in this group): " + first.rank(),
          assertThrows(
                  IllegalArgumentException.class,
                  () -> InProcessGroup.join("taken", 0, 2, patient()))
              .getMessage());
      assertEquals(
          "Invalid size of the group (2): 3",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> InProcessGroup.join("taken", 1, 3, patient()))
              .getMessage());
    }
  }
}
