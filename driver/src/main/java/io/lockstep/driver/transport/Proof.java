package io.lockstep.driver.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Shows that a peer knows the nonce of the run: SHA-256 over a fixed text, the ranks of sender and
 * receiver, the size of the group, and the nonce. It keeps strangers and other runs out; whoever
 * listens on the wire is kept out by Spark's authentication and encryption only.
 */
final class Proof {
  static final int BYTES = 32;

  private static final byte[] DOMAIN = "lockstep-collective-1".getBytes(UTF_8);

  private Proof() {}

  static byte[] of(String nonce, int sender, int receiver, int size) {
    MessageDigest digest = sha256();
    digest.update(DOMAIN);
    ByteBuffer ranks = ByteBuffer.allocate(3 * Integer.BYTES);
    digest.update(ranks.putInt(sender).putInt(receiver).putInt(size).flip());
    return digest.digest(nonce.getBytes(UTF_8));
  }

  /** Compares in a time that does not depend on where the two differ. */
  static boolean equal(byte[] proof, byte[] expected) {
    return MessageDigest.isEqual(proof, expected);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: every Java platform has SHA-256", e);
    }
  }
}
