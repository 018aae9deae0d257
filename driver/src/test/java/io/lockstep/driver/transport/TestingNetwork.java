package io.lockstep.driver.transport;

import io.lockstep.collective.Collective;
import io.lockstep.collective.HostMember;
import io.lockstep.collective.InProcessGroup;
import io.lockstep.collective.TestingRanks;
import io.lockstep.collective.Topology;
import io.lockstep.collective.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.apache.spark.network.sasl.SecretKeyHolder;

/** Groups whose members talk over the loopback interface of this machine. */
final class TestingNetwork {
  static final String HOST = "127.0.0.1";
  static final String NONCE = "nonce-of-this-run";

  private static final AtomicInteger GROUPS = new AtomicInteger();

  private final SparkConf conf = new SparkConf(false);

  TestingNetwork(Map<String, String> settings) {
    settings.forEach(conf::set);
  }

  NetworkEndpoint endpoint() {
    return endpoint("a secret of the cluster");
  }

  NetworkEndpoint endpoint(String secret) {
    Optional<SecretKeyHolder> holder = Optional.of(new Secret(secret));
    return NetworkEndpoint.open(
        conf, HOST, holder.filter(s -> conf.getBoolean("spark.authenticate", false)));
  }

  List<NetworkEndpoint> endpoints(int size) {
    List<NetworkEndpoint> endpoints = new ArrayList<>();
    for (int rank = 0; rank < size; rank++) {
      endpoints.add(endpoint());
    }
    return endpoints;
  }

  static List<PeerAddress> addresses(List<NetworkEndpoint> endpoints) {
    return endpoints.stream().map(NetworkEndpoint::address).toList();
  }

  static List<NetworkCollective> connect(List<NetworkEndpoint> endpoints, List<Waiting> waitings)
      throws Exception {
    List<Callable<NetworkCollective>> tasks = new ArrayList<>();
    for (Waiting waiting : waitings) {
      int rank = tasks.size();
      tasks.add(
          () ->
              endpoints
                  .get(rank)
                  .connect(rank, addresses(endpoints), NONCE, TestingRanks.patient(), waiting));
    }
    return TestingRanks.together(tasks);
  }

  List<Collective> open(List<Waiting> waitings) throws Exception {
    return List.copyOf(connect(endpoints(waitings.size()), waitings));
  }

  /** Groups of which some members share memory. */
  List<Collective> open(Topology topology, List<Waiting> waitings) throws Exception {
    List<NetworkCollective> apart = connect(endpoints(waitings.size()), waitings);
    String name = "group-" + GROUPS.incrementAndGet() + "-host-";
    List<Collective> members = new ArrayList<>();
    for (int rank = 0; rank < waitings.size(); rank++) {
      HostMember member =
          InProcessGroup.join(
              name + topology.hostOf(rank), topology.mates(rank), rank, waitings.get(rank));
      members.add(apart.get(rank).sharing(topology, member));
    }
    return members;
  }

  private record Secret(String secret) implements SecretKeyHolder {
    @Override
    public String getSaslUser(String application) {
      return "lockstep-test";
    }

    @Override
    public String getSecretKey(String application) {
      return secret;
    }
  }
}
