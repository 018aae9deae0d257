package io.lockstep.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import org.junit.jupiter.api.Test;

class EnginesTest {
  @Test
  void everyEngineIsFoundByItsOwnName() {
    for (String name : Engines.names()) {
      assertEquals(name, Engines.named(name).name());
    }
  }

  @Test
  void anUnknownNameListsTheKnownOnes() {
    LockstepException failure =
        assertThrows(LockstepException.class, () -> Engines.named("tensorflow"));
    assertEquals("Cannot find the engine 'tensorflow'; there are: dl4j", failure.getMessage());
    assertEquals(ExitCode.USAGE, failure.exitCode());
  }
}
