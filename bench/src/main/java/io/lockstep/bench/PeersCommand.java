package io.lockstep.bench;

import io.lockstep.bench.contest.Contest;
import io.lockstep.bench.side.Peers;
import io.lockstep.bench.side.Surroundings;
import io.lockstep.bench.side.Work;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The product and what a user would pick instead, on the same work, in turn. */
@Command(
    name = "peers",
    description = {
      "Trains with Lockstep and with a peer in turn, on the same network, data and global batch.",
      "What cannot run here is skipped with a sentence."
    },
    footer = {
      "",
      "Examples:",
      "  scripts/bench peers --work mlp --peers ddp --python 'python3'",
      "  scripts/bench peers --work lenet,3c3d --pairs 7 --output results",
    })
final class PeersCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin ContestOptions options;

  @Option(
      names = "--work",
      paramLabel = "WORK",
      split = ",",
      defaultValue = "mlp,lenet,3c3d",
      converter = WorkName.class,
      description = "Networks: mlp, lenet, 3c3d (default: all).")
  List<Work> works;

  @Option(
      names = "--peers",
      paramLabel = "PEER",
      split = ",",
      defaultValue = PeerName.ALL,
      converter = PeerName.class,
      description = "Peers: " + PeerName.ALL + " (default: all).")
  List<Peers> peers;

  @Override
  public Integer call() throws InterruptedException {
    Instant started = Instant.now();
    Surroundings around = options.surroundings();
    Path output = options.output(started);
    Session session =
        new Session(
            Typed.command(spec), started, around.root(), output, spec.commandLine().getOut());
    for (Peers peer : peers) {
      for (Contest contest : peer.contests(works, around)) {
        session.hold(contest, options.pairs);
      }
    }
    return session.end();
  }
}
