package io.lockstep.driver.transport;

import io.lockstep.collective.Collective;
import io.lockstep.collective.CollectiveContractTest;
import io.lockstep.collective.Topology;
import io.lockstep.collective.Waiting;
import java.util.List;
import java.util.Map;

/** All share memory, so that the network carries nothing but goodbyes. */
class OneHostTest extends CollectiveContractTest {
  @Override
  protected List<Collective> open(List<Waiting> waitings) throws Exception {
    return new TestingNetwork(Map.of()).open(Topology.oneHost(waitings.size()), waitings);
  }
}
