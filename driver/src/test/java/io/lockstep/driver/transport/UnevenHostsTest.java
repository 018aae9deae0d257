package io.lockstep.driver.transport;

import io.lockstep.collective.Collective;
import io.lockstep.collective.CollectiveContractTest;
import io.lockstep.collective.Topology;
import io.lockstep.collective.Waiting;
import java.util.List;
import java.util.Map;

/** Hosts of two and one, of three, two and two, and so on. */
class UnevenHostsTest extends CollectiveContractTest {
  private static final List<String> HOSTS_OF_SEVEN = List.of("a", "a", "a", "b", "b", "c", "c");
  private static final List<String> HOSTS = List.of("a", "a", "b", "c");

  @Override
  protected List<Collective> open(List<Waiting> waitings) throws Exception {
    int size = waitings.size();
    List<String> names = (size > HOSTS.size() ? HOSTS_OF_SEVEN : HOSTS).subList(0, size);
    return new TestingNetwork(Map.of()).open(Topology.of(names), waitings);
  }
}
