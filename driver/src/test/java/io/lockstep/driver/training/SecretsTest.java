package io.lockstep.driver.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SecretsTest {
  @Test
  void masksValuesOfSecretKeys() {
    assertEquals(
        "--conf spark.hadoop.fs.s3a.secret.key=*** --conf spark.hadoop.fs.s3a.access.key=*** a=b",
        Secrets.mask(
            "--conf spark.hadoop.fs.s3a.secret.key=x/Y+z --conf spark.hadoop.fs.s3a.access.key=AK a=b"));
    assertEquals("password=***", Secrets.mask("password='two words'"));
  }

  @Test
  void masksLoginsInLocations() {
    assertEquals("s3a://***@bucket/a", Secrets.mask("s3a://key:word@bucket/a"));
    assertEquals("hdfs://host:8020/a@b", Secrets.mask("hdfs://host:8020/a@b"));
  }

  @Test
  void leavesOtherTextAlone() {
    String text = "Cannot read a.csv: line 3: 'x' is no number (label=7), unknown token: a";
    assertEquals(text, Secrets.mask(text));
  }
}
