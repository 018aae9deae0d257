package io.lockstep.synchronization;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lockstep.collective.Collective;
import io.lockstep.collective.InProcessGroup;
import io.lockstep.collective.Waiting;
import io.lockstep.network.StatisticsExchange.Table;
import io.lockstep.worker.CollectiveStatistics;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTimeTest {
  @Test
  void exchangesAmidForwardAndBackwardAreNoComputing() {
    Iterator<Long> clock = List.of(0L, 5L, 12L, 20L).iterator();
    StepTimer timer = new StepTimer(clock::next);
    try (Collective alone =
        InProcessGroup.alone(0, new Waiting(Duration.ofSeconds(9), () -> false))) {
      Table table = new CollectiveStatistics(alone, timer).table(1);
      table.exchange();
      timer.markComputed();
    }
    assertEquals(5 + 8, timer.computed());
    assertEquals(7, timer.communicated());
    assertEquals(0, timer.waited());
  }
}
