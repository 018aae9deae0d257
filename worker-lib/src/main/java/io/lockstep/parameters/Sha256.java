package io.lockstep.parameters;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of a vector as little-endian float32. */
public final class Sha256 {
  private static final int CHUNK = 16_384;

  private Sha256() {}

  /** In lower-case hex. */
  public static String of(FlatVector vector) {
    MessageDigest digest = digest();
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < vector.length(); from += CHUNK) {
      chunk.clear();
      for (int i = from; i < Math.min(vector.length(), from + CHUNK); i++) {
        chunk.putFloat(vector.get(i));
      }
      digest.update(chunk.flip());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot find SHA-256, which every JDK has", e);
    }
  }
}
