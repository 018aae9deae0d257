package io.lockstep.bench;

import io.lockstep.bench.side.Peers;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A peer by the name that it has on the command line. */
final class PeerName implements ITypeConverter<Peers> {
  static final String ALL =
      "ddp,ddp-tuned,dl4j-spark,dl4j-spark-tuned,dl4j-spark-10,dl4j-fit,dl4j-fit-tuned,dl4j-fit-threads,mlpc";

  @Override
  public Peers convert(String text) {
    return Arrays.stream(Peers.values())
        .filter(peer -> peer.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "Invalid peer (one of " + Arrays.toString(Peers.values()) + "): " + text));
  }
}
