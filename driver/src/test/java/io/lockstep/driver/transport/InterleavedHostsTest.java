package io.lockstep.driver.transport;

import io.lockstep.collective.Collective;
import io.lockstep.collective.CollectiveContractTest;
import io.lockstep.collective.Topology;
import io.lockstep.collective.Waiting;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Two hosts, on which the ranks are by turns. */
class InterleavedHostsTest extends CollectiveContractTest {
  @Override
  protected List<Collective> open(List<Waiting> waitings) throws Exception {
    List<String> names =
        IntStream.range(0, waitings.size()).mapToObj(rank -> "host " + rank % 2).toList();
    return new TestingNetwork(Map.of()).open(Topology.of(names), waitings);
  }
}
