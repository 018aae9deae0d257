package io.lockstep.plan.yaml;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.checks.LockstepException;
import io.lockstep.plan.yaml.Yaml.Mapping;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class YamlReaderTest {
  @Test
  void keepsTheLineAndColumnOfEachValue() {
    Mapping tree = (Mapping) read("a: 1\nb:\n  - x\n  - {c: y}\n").orElseThrow();
    assertEquals("f.yaml:1", tree.entry("a").orElseThrow().place().label());
    Yaml.Sequence list = (Yaml.Sequence) tree.entry("b").orElseThrow().value();
    assertEquals(3, list.items().get(0).place().line());
    assertEquals(5, list.items().get(0).place().column());
    Mapping inner = (Mapping) list.items().get(1);
    assertEquals("f.yaml:4", inner.entry("c").orElseThrow().value().place().label());
  }

  @Test
  void tellsNothingFromAQuotedText() {
    Mapping tree = (Mapping) read("a:\nb: ~\nc: 'null'\nd: ''\n").orElseThrow();
    assertTrue(((Yaml.Scalar) tree.entry("a").orElseThrow().value()).isNothing());
    assertTrue(((Yaml.Scalar) tree.entry("b").orElseThrow().value()).isNothing());
    assertFalse(((Yaml.Scalar) tree.entry("c").orElseThrow().value()).isNothing());
    assertFalse(((Yaml.Scalar) tree.entry("d").orElseThrow().value()).isNothing());
  }

  @Test
  void anyTextIsATreeOrAProblem() {
    Random random = new Random(7);
    String alphabet = "ab:-[]{}&*!|>'\"%@`#,?\n \t\u0001\uFEFF0.~<=\\";
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(40); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      Problems problems = new Problems("Cannot read");
      Optional<Yaml> tree =
          assertDoesNotThrow(
              () -> YamlReader.read(text.toString(), Source.file("f"), problems),
              () -> "text: " + text);
      assertTrue(tree.isPresent() || fails(problems), () -> "text: " + text);
    }
  }

  private static boolean fails(Problems problems) {
    try {
      problems.failIfAny();
      return false;
    } catch (LockstepException e) {
      return true;
    }
  }

  private static Optional<Yaml> read(String text) {
    return YamlReader.read(text, Source.file("f.yaml"), new Problems("Cannot read"));
  }
}
