package io.lockstep.metrics;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The whole lines of a stream; a last one without newline was torn and is not among them. */
final class Lines implements Closeable {
  /** Longer lines are refused; one with 65,536 workers' times fits. */
  static final int MAX_BYTES = 16 << 20;

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int position;
  private int limit;

  Lines(InputStream in) {
    this.in = in;
  }

  /** The next one without its newline; empty at the end. */
  Optional<String> next() throws IOException {
    line.reset();
    while (position < limit || fill()) {
      int end = newline();
      line.write(buffer, position, end - position);
      if (line.size() > MAX_BYTES) {
        throw new IllegalArgumentException("it is longer than " + MAX_BYTES + " bytes");
      }
      position = end + 1;
      if (end < limit) {
        return Optional.of(line.toString(StandardCharsets.UTF_8));
      }
    }
    return Optional.empty();
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(0, in.read(buffer));
    return limit > 0;
  }

  /** Where the next newline is, or the limit. */
  private int newline() {
    int end = position;
    while (end < limit && buffer[end] != '\n') {
      end++;
    }
    return end;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
