package io.lockstep.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.storage.TestingStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckpointStoreTest {
  private final TestingStorage storage = new TestingStorage();
  private final List<String> warnings = new ArrayList<>();
  private final CheckpointStore store = new CheckpointStore(storage, 2, warnings::add);

  @Test
  void loadsAllThatWasSaved() {
    TrainingState saved = TestingStates.state(123, 100);
    String name = store.save(saved);
    assertEquals("step-0000000123", name);
    assertEquals(Optional.of(name), store.latest());
    TrainingState loaded = load(name);
    assertEquals(saved.progress(), loaded.progress());
    assertEquals(saved.run(), loaded.run());
    assertEquals(TestingStates.LAYOUT, loaded.layout());
    assertEquals(TestingStates.bits(saved.parameters()), TestingStates.bits(loaded.parameters()));
    assertEquals(TestingStates.OPTIMIZER, List.copyOf(loaded.optimizer().keySet()));
    for (String vector : TestingStates.OPTIMIZER) {
      assertEquals(
          TestingStates.bits(saved.optimizer().get(vector)),
          TestingStates.bits(loaded.optimizer().get(vector)));
    }
  }

  @Test
  void describesItselfWithoutItsVectors() {
    TrainingState saved = TestingStates.state(5);
    Manifest manifest = store.manifest(store.save(saved));
    assertEquals(saved.progress(), manifest.progress());
    assertEquals(saved.run(), manifest.run());
    assertEquals(TestingStates.OPTIMIZER, manifest.optimizer());
    assertEquals(
        List.of("parameters.safetensors", "optimizer.safetensors"),
        manifest.files().stream().map(StoredFile::name).toList());
  }

  @Test
  void hasNoLatestBeforeTheFirst() {
    assertEquals(Optional.empty(), store.latest());
  }

  @Test
  void keepsTheLastOnesAndTheBest() {
    store.save(TestingStates.state(1));
    store.save(TestingStates.state(2, 2));
    store.save(TestingStates.state(3, 2));
    store.save(TestingStates.state(4, 2));
    store.save(TestingStates.state(5, 2));
    assertEquals(
        List.of("step-0000000002/", "step-0000000004/", "step-0000000005/"),
        storage.list("checkpoints"));
    store.save(TestingStates.state(6, 6));
    assertEquals(List.of("step-0000000005/", "step-0000000006/"), storage.list("checkpoints"));
  }

  @Test
  void writesTheManifestLastAndDeletesItFirst() {
    store.save(TestingStates.state(1));
    store.save(TestingStates.state(2));
    int before = storage.changes().size();
    store.save(TestingStates.state(3));
    assertEquals(
        List.of(
            "write checkpoints/step-0000000003/parameters.safetensors",
            "write checkpoints/step-0000000003/optimizer.safetensors",
            "write checkpoints/step-0000000003/manifest.json",
            "delete checkpoints/step-0000000001/manifest.json",
            "delete checkpoints/step-0000000001"),
        storage.changes().subList(before, storage.changes().size()));
  }

  @Test
  void isWholeWhereverTheProcessDies() {
    for (int changes = 0; changes <= 5; changes++) {
      TestingStorage dying = new TestingStorage();
      CheckpointStore last = new CheckpointStore(dying, 1, warnings::add);
      last.save(TestingStates.state(1));
      dying.failAfter(changes);
      if (changes < 3) {
        assertThrows(LockstepException.class, () -> last.save(TestingStates.state(2)));
      } else {
        last.save(TestingStates.state(2));
      }
      assertEquals(
          Optional.of(CheckpointStore.name(changes < 3 ? 1 : 2)),
          last.latest(),
          "after " + changes + " changes");
    }
  }

  @Test
  void staysWholeWhileTheSameStepIsSavedAgain() throws IOException {
    for (int changes = 0; changes <= 3; changes++) {
      TestingStorage dying = new TestingStorage();
      CheckpointStore last = new CheckpointStore(dying, 1, warnings::add);
      last.save(TestingStates.state(1));
      dying.failAfter(changes);
      if (changes < 3) {
        assertThrows(LockstepException.class, () -> last.save(TestingStates.state(1, 1)));
      } else {
        last.save(TestingStates.state(1, 1));
      }
      assertEquals(Optional.of("step-0000000001"), last.latest());
    }
  }

  @Test
  void removesUnfinishedOnesAndThoseOfAnAbandonedContinuation() throws IOException {
    store.save(TestingStates.state(10));
    storage.write("checkpoints/step-0000000007/parameters.safetensors", out -> out.write(1));
    store.save(TestingStates.state(30));
    storage.write("checkpoints/notes.txt", out -> out.write(1));
    store.save(TestingStates.state(20));
    assertEquals(
        List.of("notes.txt", "step-0000000010/", "step-0000000020/"), storage.list("checkpoints"));
  }

  @Test
  void onlyWarnsWhenAnOldOneCannotBeDeleted() {
    store.save(TestingStates.state(1));
    store.save(TestingStates.state(2));
    storage.failAfter(3);
    store.save(TestingStates.state(3));
    assertEquals(
        List.of(
            "Cannot delete old checkpoints in memory: out of changes at delete"
                + " checkpoints/step-0000000001/manifest.json"),
        warnings);
  }

  @Test
  void ignoresOneWithoutManifest() throws IOException {
    store.save(TestingStates.state(1));
    store.save(TestingStates.state(2));
    storage.delete("checkpoints/step-0000000002/manifest.json");
    assertEquals(Optional.of("step-0000000001"), store.latest());
    assertEquals(List.of(), warnings);
  }

  @Test
  void failsTemporarilyWhenTheStorageDoes() {
    storage.failAfter(1);
    LockstepException failure =
        assertThrows(LockstepException.class, () -> store.save(TestingStates.state(1)));
    assertEquals(
        "Cannot write memory/checkpoints/step-0000000001/optimizer.safetensors: out of changes at"
            + " write checkpoints/step-0000000001/optimizer.safetensors",
        failure.getMessage());
    assertEquals(ExitCode.TEMPORARY, failure.exitCode());
  }

  @Test
  void refusesAnotherModel() {
    String name = store.save(TestingStates.state(1));
    ParameterLayout other =
        TestingStates.layout(List.of(3, 2), List.of(2), List.of(5, 7, 3, 3), List.of(20_011));
    LockstepException failure =
        assertThrows(
            LockstepException.class, () -> store.load(name, other, TestingStates.OPTIMIZER));
    assertEquals(
        "Cannot use memory/checkpoints/step-0000000001/parameters.safetensors: tensor 0.weight has"
            + " shape [2, 3], the model's is [3, 2]",
        failure.getMessage());
    assertEquals(ExitCode.USAGE, failure.exitCode());
  }

  @Test
  void refusesAnotherOptimizer() {
    String name = store.save(TestingStates.state(1));
    LockstepException failure =
        assertThrows(
            LockstepException.class,
            () -> store.load(name, TestingStates.LAYOUT, List.of("momentum.v")));
    assertEquals(
        "Cannot use memory/checkpoints/step-0000000001/optimizer.safetensors: it holds the"
            + " optimizer state [adam.m, adam.v], the plan's optimizer has [momentum.v]",
        failure.getMessage());
    assertEquals(ExitCode.USAGE, failure.exitCode());
  }

  private TrainingState load(String name) {
    return store.load(name, TestingStates.LAYOUT, TestingStates.OPTIMIZER);
  }
}
