package io.lockstep.checkpoint;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 under way and the number of bytes that went into it. */
final class Digest {
  private final MessageDigest sha256;
  private long bytes;

  Digest() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot find SHA-256, which every JDK has", e);
    }
  }

  Digest update(byte[] chunk) {
    return update(chunk, 0, chunk.length);
  }

  private Digest update(byte[] chunk, int offset, int length) {
    sha256.update(chunk, offset, length);
    bytes += length;
    return this;
  }

  long bytes() {
    return bytes;
  }

  /** Ends it; in lower-case hex. */
  String hex() {
    return HexFormat.of().formatHex(sha256.digest());
  }

  /** What is written there goes into the digest too. */
  OutputStream over(OutputStream out) {
    return new FilterOutputStream(out) {
      @Override
      public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] chunk, int offset, int length) throws IOException {
        out.write(chunk, offset, length);
        update(chunk, offset, length);
      }
    };
  }

  /** What is read from there goes into the digest too; skipping is not for it. */
  InputStream over(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] chunk, int offset, int length) throws IOException {
        int count = in.read(chunk, offset, length);
        update(chunk, offset, Math.max(0, count));
        return count;
      }
    };
  }
}
