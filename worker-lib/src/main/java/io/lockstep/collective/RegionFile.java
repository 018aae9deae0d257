package io.lockstep.collective;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/**
 * The file of a {@link MappedRegion}: a page of header (magic, version, bytes, proof that the other
 * side knows the nonce, creator), then the region. All of its bytes are written before anybody maps
 * it, since a mapped page for which there is no room kills the process (SIGBUS).
 *
 * @param name in its folder; tells nothing of the nonce
 * @param proof hash of the nonce
 * @param bytes of the region
 */
record RegionFile(String name, byte[] proof, long bytes) {
  private static final byte[] MAGIC = "LKREGION".getBytes(UTF_8);
  private static final int VERSION = 1;
  private static final int PROOF_BYTES = 32;
  private static final int FIELDS = MAGIC.length + Integer.BYTES + 3 * Long.BYTES + PROOF_BYTES;
  private static final int CHUNK = 1 << 20;
  private static final String PATTERN = "lockstep-*.region";

  /** A file has its name for seconds only; one that is older belongs to a run that was killed. */
  private static final Duration STALE = Duration.ofMinutes(2);

  static RegionFile of(String nonce, int host, long bytes) {
    byte[] name = hash("lockstep-region-name", host, nonce);
    return new RegionFile(
        "lockstep-" + HexFormat.of().formatHex(name, 0, 12) + ".region",
        hash("lockstep-region-1", host, nonce),
        bytes);
  }

  private static byte[] hash(String purpose, int host, String nonce) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(purpose.getBytes(UTF_8));
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, host));
      return digest.digest(nonce.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot find SHA-256, which every JDK has", e);
    }
  }

  MappedRegion create(List<Path> folders) throws IOException {
    StringJoiner reasons = new StringJoiner("; ");
    for (Path folder : folders) {
      try {
        return create(folder);
      } catch (IOException e) {
        reasons.add(folder + ": " + reason(e));
      }
    }
    throw new IOException("Cannot share " + bytes + " bytes of memory: " + reasons);
  }

  private MappedRegion create(Path folder) throws IOException {
    removeStale(folder, Instant.now());
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < Region.ALIGNMENT + bytes) {
      throw new IOException("only " + free + " bytes are free");
    }
    Path file = folder.resolve(name);
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      writeZeros(channel);
      channel.write(header(), 0);
      return new MappedRegion(channel, file, bytes);
    } catch (IOException e) {
      channel.close();
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private void writeZeros(FileChannel channel) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK);
    long end = Region.ALIGNMENT + bytes;
    for (long at = 0; at < end; ) {
      zeros.clear().limit((int) Math.min(CHUNK, end - at));
      at += channel.write(zeros, at);
    }
  }

  private ByteBuffer header() {
    return ByteBuffer.allocate(FIELDS)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putInt(VERSION)
        .putLong(bytes)
        .put(proof)
        .putLong(ProcessHandle.current().pid())
        .putLong(Liveness.started(ProcessHandle.current()))
        .flip();
  }

  MappedRegion open(List<Path> folders) throws IOException {
    StringJoiner reasons = new StringJoiner("; ");
    for (Path folder : folders) {
      try {
        return open(folder.resolve(name));
      } catch (IOException e) {
        reasons.add(folder + ": " + reason(e));
      }
    }
    throw new IOException("Cannot share memory with the other workers of this host: " + reasons);
  }

  private static String reason(IOException e) {
    return e instanceof NoSuchFileException ? "no file " + e.getMessage() : e.getMessage();
  }

  private MappedRegion open(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, NOFOLLOW_LINKS);
    try {
      ByteBuffer expected = header().limit(FIELDS - 2 * Long.BYTES);
      ByteBuffer found = read(channel, expected.remaining());
      if (!MessageDigest.isEqual(bytes(found), bytes(expected))) {
        throw new IOException(file + " is not the region of this run");
      }
      if (channel.size() != Region.ALIGNMENT + bytes) {
        throw new IOException(file + " has " + channel.size() + " bytes");
      }
      return new MappedRegion(channel, file, bytes);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static ByteBuffer read(FileChannel channel, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, at);
      if (read < 0) {
        break;
      }
      at += read;
    }
    return buffer.flip();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    return Arrays.copyOf(buffer.array(), buffer.limit());
  }

  /** Removes what killed runs have left, so that their memory comes free. */
  private static void removeStale(Path folder, Instant now) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PATTERN)) {
      for (Path file : files) {
        if (isStale(file, now)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static boolean isStale(Path file, Instant now) {
    try {
      if (!Files.isRegularFile(file, NOFOLLOW_LINKS)
          || Files.getLastModifiedTime(file).toInstant().plus(STALE).isAfter(now)) {
        return false;
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, NOFOLLOW_LINKS)) {
        ByteBuffer header = read(channel, FIELDS);
        if (header.remaining() < FIELDS
            || !Arrays.equals(Arrays.copyOf(header.array(), 8), MAGIC)) {
          // Killed before it had written its header, or none of ours.
          return header.remaining() < FIELDS || header.getLong(0) == 0;
        }
        int creator = FIELDS - 2 * Long.BYTES;
        return !Liveness.runs(header.getLong(creator), header.getLong(creator + Long.BYTES));
      }
    } catch (IOException e) {
      // Another user's, or gone meanwhile.
      return false;
    }
  }
}
