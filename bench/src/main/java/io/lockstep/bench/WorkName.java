package io.lockstep.bench;

import io.lockstep.bench.side.Work;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A work by the name that it has on the command line. */
final class WorkName implements ITypeConverter<Work> {
  @Override
  public Work convert(String text) {
    return Arrays.stream(Work.values())
        .filter(work -> work.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "Invalid work (one of " + Arrays.toString(Work.values()) + "): " + text));
  }
}
