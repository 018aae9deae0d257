package io.lockstep.driver.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.lockstep.storage.Storage;
import io.lockstep.storage.StorageContractTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The storage contract over a real HDFS, with the client that Spark brings. */
@Timeout(120)
class HdfsStorageIT extends StorageContractTest {
  private static final Configuration CONFIGURATION = new Configuration();

  @TempDir static Path folder;

  private static Process hdfs;
  private static String address;
  private static int runs;

  private String uri;

  @BeforeAll
  static void startHdfs() throws Exception {
    CONFIGURATION.set("dfs.replication", "1"); // there is one node
    Path log = Path.of("target", "hdfs.log");
    hdfs =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                Path.of("target", "hdfs", "*").toString(),
                Path.of("src", "test", "hdfs", "TestingHdfs.java").toString(),
                folder.toString())
            .redirectError(log.toFile())
            .start();
    String line = CompletableFuture.supplyAsync(() -> portLine(hdfs)).get(100, TimeUnit.SECONDS);
    address = "hdfs://127.0.0.1:" + line.substring("port ".length());
  }

  private static String portLine(Process process) {
    try {
      BufferedReader output = process.inputReader();
      String line = output.readLine();
      while (line != null && !line.startsWith("port ")) {
        line = output.readLine();
      }
      if (line == null) {
        throw new IllegalStateException("Cannot start HDFS: see target/hdfs.log");
      }
      return line;
    } catch (IOException e) {
      throw new IllegalStateException("Cannot start HDFS: see target/hdfs.log", e);
    }
  }

  @AfterAll
  static void stopHdfs() throws Exception {
    if (hdfs != null) {
      hdfs.getOutputStream().close();
      if (!hdfs.waitFor(30, TimeUnit.SECONDS)) {
        hdfs.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
      }
    }
  }

  @Override
  protected Storage open() throws IOException {
    uri = address + "/run-" + runs++;
    return HadoopStorage.open(uri, CONFIGURATION);
  }

  @Override
  protected void leaveTemporary(String parent, String temporary) throws IOException {
    org.apache.hadoop.fs.Path path =
        new org.apache.hadoop.fs.Path(uri + "/" + parent + "/" + temporary);
    try (FSDataOutputStream out = FileSystem.get(path.toUri(), CONFIGURATION).create(path)) {
      out.write(1);
    }
  }

  @Test
  void isServedByHadoopsClient() throws IOException {
    Storage storage = open();
    assertInstanceOf(HadoopStorage.class, storage);
    assertEquals(uri, storage.location());
  }
}
