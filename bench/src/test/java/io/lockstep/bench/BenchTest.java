package io.lockstep.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.bench.side.Peers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void allPeersAreMeasuredByDefault() {
    assertEquals(
        Arrays.stream(Peers.values()).map(Peers::toString).collect(Collectors.joining(",")),
        PeerName.ALL);
  }

  @Test
  void unknownNamesAreRefusedWithTheKnownOnes() {
    assertEquals(64, bench("peers", "--peers", "horovod"));
    assertTrue(
        err.toString().contains("Invalid peer (one of [ddp, ddp-tuned, dl4j-spark,"),
        err.toString());
    assertEquals(64, bench("independent", "--work", "resnet"));
    assertTrue(
        err.toString().contains("Invalid work (one of [mlp, lenet, 3c3d]): resnet"),
        err.toString());
  }

  @Test
  void noPairIsAUsageError() {
    assertEquals(64, bench("peers", "--pairs", "0"));
    assertTrue(err.toString().startsWith("Invalid --pairs (at least 1): 0"), err.toString());
  }

  @Test
  void everythingIsSkippedWithASentenceWhereThereAreNoData() {
    Path output = folder.resolve("results");
    assertEquals(69, bench("peers", "--data", folder.toString(), "--output", output.toString()));
    assertTrue(
        out.toString()
            .contains(
                "Skipped: 3c3d against ddp. No CIFAR10 in "
                    + folder
                    + ": --data DIR says where it is."),
        out.toString());
    assertTrue(out.toString().contains("Skipped: 784-128-10 until 97 % against mlpc."));
    assertTrue(output.resolve("results.json").toFile().isFile());
  }

  private int bench(String... arguments) {
    CommandLine line = Bench.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }
}
