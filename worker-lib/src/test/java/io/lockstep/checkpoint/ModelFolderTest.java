package io.lockstep.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.storage.TestingStorage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelFolderTest {
  private static final ModelDescription MODEL = model("{\"offsets\": [0.1, 1e-7], \"scales\":[2]}");

  private final TestingStorage storage = new TestingStorage();
  private final ModelFolder folder = new ModelFolder(storage, ModelFolder.NAME);

  @Test
  void readsBackAllThatWasSaved() {
    folder.save(MODEL, TestingStates.LAYOUT, TestingStates.vector(3));
    assertEquals(List.of("model.json", "parameters.safetensors"), storage.list("model"));
    assertEquals(MODEL, folder.description());
    assertEquals(
        TestingStates.bits(TestingStates.vector(3)),
        TestingStates.bits(folder.parameters(TestingStates.LAYOUT)));
  }

  @Test
  void replacesAnOlderModel() {
    folder.save(MODEL, TestingStates.LAYOUT, TestingStates.vector(3));
    folder.save(model("null"), TestingStates.LAYOUT, TestingStates.vector(4));
    assertEquals("null", folder.description().normalization());
    assertEquals(
        TestingStates.bits(TestingStates.vector(4)),
        TestingStates.bits(folder.parameters(TestingStates.LAYOUT)));
  }

  @Test
  void refusesANormalizationThatIsNoJson() {
    assertEquals(
        "Invalid normalization (JSON): {",
        assertThrows(IllegalArgumentException.class, () -> model("{")).getMessage());
  }

  @Test
  void noticesParametersOfAnotherModelFolder() throws IOException {
    folder.save(MODEL, TestingStates.LAYOUT, TestingStates.vector(3));
    ModelFolder other = new ModelFolder(storage, "other");
    other.save(MODEL, TestingStates.LAYOUT, TestingStates.vector(4));
    byte[] parameters = storage.bytes("other/parameters.safetensors");
    storage.write("model/parameters.safetensors", out -> out.write(parameters));
    assertFails(
        ExitCode.DATA,
        "Cannot read memory/model/parameters.safetensors: its content does not have the SHA-256 of"
            + " its manifest",
        () -> folder.parameters(TestingStates.LAYOUT));
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    assertFails(
        ExitCode.DATA, "Cannot read memory/model/model.json: it is missing", folder::description);
    storage.write(
        "model/model.json",
        out -> out.write(SealedJson.write(SealedJson.object(1).put("plan", "x"))));
    assertFails(
        ExitCode.DATA,
        "Cannot read memory/model/model.json: \"planHash\" is missing",
        folder::description);
    storage.write("model/model.json", out -> out.write("{\"version\":1}".getBytes(UTF_8)));
    assertFails(
        ExitCode.DATA,
        "Cannot read memory/model/model.json: \"sha256\" is missing",
        folder::description);
  }

  @Test
  void refusesAnUnknownVersion() throws IOException {
    storage.write("model/model.json", out -> out.write(SealedJson.write(SealedJson.object(7))));
    assertFails(
        ExitCode.USAGE,
        "Cannot use memory/model/model.json: it has version 7, this Lockstep reads version 1; use"
            + " the Lockstep that wrote it",
        folder::description);
  }

  private static void assertFails(ExitCode code, String message, Runnable call) {
    LockstepException failure = assertThrows(LockstepException.class, call::run);
    assertEquals(message, failure.getMessage());
    assertEquals(code, failure.exitCode());
  }

  private static ModelDescription model(String normalization) {
    return new ModelDescription(
        "version: 1\nname: \"digits\"\n# \"sha256\"\n",
        "hash",
        "data",
        "classification",
        "cross-entropy",
        List.of(1, 8, 8),
        List.of(),
        List.of("zero", "één", "\"2\""),
        normalization,
        77,
        Map.of("loss", 0.125, "accuracy", 0.97),
        Map.of("lockstep", "0.1.0"));
  }
}
