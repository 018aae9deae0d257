package io.lockstep.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.storage.TestingStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedCheckpointTest {
  private static final String OLD = "step-0000000001";
  private static final String NEW = "step-0000000002";

  private final TestingStorage storage = new TestingStorage();
  private final List<String> warnings = new ArrayList<>();
  private final CheckpointStore store = new CheckpointStore(storage, 2, warnings::add);

  @BeforeEach
  void saveTwo() {
    store.save(TestingStates.state(1));
    store.save(TestingStates.state(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"parameters.safetensors", "optimizer.safetensors", "manifest.json"})
  void noticesEveryChangedBit(String file) throws IOException {
    byte[] whole = bytes(NEW, file);
    for (int round = 0; round < 60; round++) {
      SplittableRandom random = new SplittableRandom(round);
      byte[] changed = whole.clone();
      changed[random.nextInt(whole.length - 1)] ^= (byte) (1 << random.nextInt(8));
      put(NEW, file, changed);
      warnings.clear();
      assertEquals(Optional.of(OLD), store.latest(), "seed " + round);
      assertEquals(1, warnings.size(), "seed " + round);
      String start =
          "Checkpoint "
              + NEW
              + " is passed over. Cannot read memory/checkpoints/"
              + NEW
              + "/"
              + file
              + ": ";
      assertTrue(warnings.get(0).startsWith(start), warnings.get(0));
      assertDamaged(NEW);
    }
  }

  @Test
  void saysWhichDigestDiffers() throws IOException {
    byte[] bytes = bytes(NEW, "parameters.safetensors");
    bytes[bytes.length - 1] ^= 1;
    put(NEW, "parameters.safetensors", bytes);
    assertEquals(
        "Cannot read memory/checkpoints/step-0000000002/parameters.safetensors: its content does"
            + " not have the SHA-256 of its manifest",
        assertDamaged(NEW));
  }

  @Test
  void noticesAChangedDigitInTheManifest() throws IOException {
    String text = new String(bytes(NEW, "manifest.json"), UTF_8);
    put(NEW, "manifest.json", text.replace("\"seed\" : -7", "\"seed\" : -6").getBytes(UTF_8));
    assertEquals(
        "Cannot read memory/checkpoints/step-0000000002/manifest.json: its content does not have"
            + " the SHA-256 that it names",
        assertDamaged(NEW));
  }

  @Test
  void noticesATruncatedFile() throws IOException {
    byte[] bytes = bytes(NEW, "optimizer.safetensors");
    put(NEW, "optimizer.safetensors", Arrays.copyOf(bytes, bytes.length - 1));
    assertEquals(
        "Cannot read memory/checkpoints/step-0000000002/optimizer.safetensors: it has "
            + (bytes.length - 1)
            + " bytes, its manifest says "
            + bytes.length,
        assertDamaged(NEW));
    assertEquals(Optional.of(OLD), store.latest());
  }

  @Test
  void noticesAMissingFile() throws IOException {
    storage.delete("checkpoints/" + NEW + "/parameters.safetensors");
    assertEquals(
        "Cannot read memory/checkpoints/step-0000000002/parameters.safetensors: it is missing",
        assertDamaged(NEW));
    assertEquals(Optional.of(OLD), store.latest());
  }

  @Test
  void noticesAManifestOfAnotherStep() throws IOException {
    put(NEW, "manifest.json", bytes(OLD, "manifest.json"));
    assertEquals(
        "Cannot read memory/checkpoints/step-0000000002/manifest.json: it is of step 1",
        assertDamaged(NEW));
  }

  @Test
  void namesAllDamagesWhenNoneIsWhole() throws IOException {
    put(OLD, "manifest.json", "[]".getBytes(UTF_8));
    storage.delete("checkpoints/" + NEW + "/optimizer.safetensors");
    LockstepException failure = assertThrows(LockstepException.class, store::latest);
    assertEquals(
        "Cannot resume from memory/checkpoints: no checkpoint is whole;"
            + " Cannot read memory/checkpoints/step-0000000002/optimizer.safetensors: it is"
            + " missing;"
            + " Cannot read memory/checkpoints/step-0000000001/manifest.json: it is no JSON object",
        failure.getMessage());
    assertEquals(ExitCode.DATA, failure.exitCode());
  }

  @Test
  void refusesAnUnknownVersionRatherThanGoBack() throws IOException {
    put(NEW, "manifest.json", SealedJson.write(SealedJson.object(2)));
    LockstepException failure = assertThrows(LockstepException.class, store::latest);
    assertEquals(
        "Cannot use memory/checkpoints/step-0000000002/manifest.json: it has version 2, this"
            + " Lockstep reads version 1; use the Lockstep that wrote it",
        failure.getMessage());
    assertEquals(ExitCode.USAGE, failure.exitCode());
  }

  @Test
  void readsNoManifestBeyondItsLimit() throws IOException {
    put(NEW, "manifest.json", new byte[SealedJson.MAX_BYTES + 1]);
    assertEquals(
        "Cannot read memory/checkpoints/step-0000000002/manifest.json: it is larger than 16777216"
            + " bytes",
        assertDamaged(NEW));
  }

  private String assertDamaged(String name) {
    LockstepException failure =
        assertThrows(
            LockstepException.class,
            () -> store.load(name, TestingStates.LAYOUT, TestingStates.OPTIMIZER));
    assertEquals(ExitCode.DATA, failure.exitCode(), failure.getMessage());
    return failure.getMessage();
  }

  private byte[] bytes(String name, String file) throws IOException {
    return storage.bytes("checkpoints/" + name + "/" + file);
  }

  private void put(String name, String file, byte[] bytes) throws IOException {
    storage.write("checkpoints/" + name + "/" + file, out -> out.write(bytes));
  }
}
