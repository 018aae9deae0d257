package io.lockstep.driver.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LocationTest {
  @Test
  void takesAPathWithoutASchemeForOneOfThisMachine() {
    assertEquals("file:/here/a b/c.yaml", of("a b/./c.yaml").text());
    assertEquals("file:/c", of("../c/").text());
    assertEquals("file:/", of("/").text());
  }

  @Test
  void keepsASchemeAndDropsTheLastSlash() {
    assertEquals("hdfs://host:8020/a", of("hdfs://host:8020/a/").text());
    assertEquals("s3a://bucket/", of("s3a://bucket/").text());
    assertEquals("file:/a", of("file:///a").text());
  }

  @Test
  void namesTheFolderAndTheRest() {
    assertEquals("hdfs://host/a", of("hdfs://host/a/b.yaml").folder().text());
    assertEquals("b.yaml", of("hdfs://host/a/b.yaml").name());
    assertEquals("hdfs://host/", of("hdfs://host/b.yaml").folder().text());
    assertEquals("hdfs:/", of("hdfs:/b.yaml").folder().text());
    assertEquals("file:/", of("/b.yaml").folder().text());
    assertEquals("file:/here", of("b.yaml").folder().text());
  }

  @Test
  void showsALocalOneAsAPlainPath() {
    assertEquals("/here/runs/a", of("runs/a").display());
    assertEquals(Optional.of(Path.of("/a b")), of("/a b").local());
    assertEquals("s3a://bucket/a", of("s3a://bucket/a").display());
    assertEquals(Optional.empty(), of("s3a://bucket/a").local());
  }

  @Test
  void refusesNothing() {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> of(" "));
    assertEquals("Invalid location (not blank): ' '", e.getMessage());
  }

  private static Location of(String given) {
    return Location.of(given, Path.of("/here"));
  }
}
