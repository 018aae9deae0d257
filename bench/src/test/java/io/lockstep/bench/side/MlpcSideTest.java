package io.lockstep.bench.side;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MlpcSideTest {
  @Test
  void beginsWithTheLengthThatWasEnough() {
    assertEquals("60,80,100,120,150,200,300,400", MlpcSide.from("60"));
    assertEquals("100,120,150,200,300,400", MlpcSide.from("100"));
    assertEquals("400", MlpcSide.from("400"));
  }
}
