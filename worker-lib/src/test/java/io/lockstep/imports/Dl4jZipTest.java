package io.lockstep.imports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.data.Batch;
import io.lockstep.network.Engines;
import io.lockstep.network.Loss;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Origin.Head;
import io.lockstep.network.Shape;
import io.lockstep.parameters.FlatVector;
import io.lockstep.seed.Seed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Model files that DL4J wrote predict what DL4J predicts; damaged and hostile ones are refused. */
class Dl4jZipTest {
  private static Dl4jZip read(byte[] file) throws IOException {
    return Dl4jZip.read(new ByteArrayInputStream(file), file.length, "net.zip");
  }

  @Test
  void predictsWhatDl4jPredicts() throws IOException {
    MultiLayerNetwork convolutions = Dl4jModels.convolutions();
    assertPredictsTheSame(convolutions, convolutions::output, 3);
    MultiLayerNetwork pooled = Dl4jModels.pooled();
    assertPredictsTheSame(pooled, pooled::output, 2);
    ComputationGraph graph = Dl4jModels.graph();
    assertPredictsTheSame(graph, graph::outputSingle, 3);
  }

  private static void assertPredictsTheSame(
      Model dl4j, UnaryOperator<INDArray> predictions, int outputs) throws IOException {
    Dl4jZip read = read(Dl4jModels.zip(dl4j));
    Loss loss = read.model().output().loss().orElseThrow();
    NetworkSpec spec = NetworkSpec.infer(read.model(), Shape.image(2, 8, 8), outputs, loss);
    FlatVector parameters = FlatVector.allocate(spec.layout().length());
    read.parameters().copyTo(spec, Head.KEPT, parameters);
    int rows = 6;
    Batch batch = new Batch(rows, 128, outputs);
    batch.rows(rows);
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < batch.features().length(); i++) {
      batch.features().set(i, (float) (2 * random.nextDouble() - 1));
    }
    float[] expected =
        predictions
            .apply(Nd4j.create(batch.features().toArray(), new int[] {rows, 2, 8, 8}, 'c'))
            .dup('c')
            .data()
            .asFloat();
    FlatVector actual = FlatVector.allocate(rows * outputs);
    try (Network network =
        Engines.named("dl4j")
            .bind(spec, parameters, FlatVector.allocate(parameters.length()), rows, new Seed(1))) {
      network.predict(batch, actual);
    }
    assertArrayEquals(expected, actual.toArray(), 2e-5f);
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] file = Dl4jModels.zip(Dl4jModels.pooled());
    int whole = 0;
    for (int length = 0; length < file.length; length += 37) {
      byte[] cut = Arrays.copyOf(file, length);
      try {
        read(cut);
        whole++; // the directory at the end of a zip file is not needed
      } catch (LockstepException e) {
        assertTrue(e.getMessage().startsWith("Cannot use the model net.zip: "), e.getMessage());
      }
    }
    assertTrue(whole < 40, whole + " of " + file.length / 37 + " truncated files were read");
  }

  @Test
  void everyChangedByteIsRefusedOrGivesAModel() throws IOException {
    byte[] file = Dl4jModels.zip(Dl4jModels.pooled());
    SplittableRandom random = new SplittableRandom(8);
    int refused = 0;
    for (int trial = 0; trial < 400; trial++) {
      byte[] damaged = file.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        read(damaged);
      } catch (LockstepException e) {
        refused++;
      }
    }
    assertTrue(refused > 200, "only " + refused + " of 400 were refused");
  }

  @Test
  void hostileEntriesAreRefused() throws IOException {
    Map<String, byte[]> good = entries(Dl4jModels.zip(Dl4jModels.pooled()));
    assertRefused("it has the entry '../../etc/passwd', which", with(good, "../../etc/passwd", 10));
    assertRefused("it has the entry 'objects/x', which", with(good, "objects/x", 10));
    assertRefused(
        "it holds more than 200 times its own size", with(good, "updaterState.bin", 1 << 27));
    assertRefused("it has no configuration.json", zip(Map.of()));
    Map<String, byte[]> reversed = new LinkedHashMap<>();
    reversed.put("coefficients.bin", good.get("coefficients.bin"));
    reversed.put("configuration.json", good.get("configuration.json"));
    assertRefused("its entry coefficients.bin comes twice, or before", zip(reversed));
    good.remove("coefficients.bin");
    assertRefused("it has no coefficients.bin", zip(good));
  }

  @Test
  void wrongSizesAreRefusedBeforeMemoryIsTaken() throws IOException {
    Map<String, byte[]> good = entries(Dl4jModels.zip(Dl4jModels.pooled()));
    String json = new String(good.get("configuration.json"), UTF_8);
    // a model of 2^28 units that are not in the file
    assertRefused(
        "its configuration has",
        changed(good, json.replace("\"nout\" : 4", "\"nout\" : 10000000")));
    assertRefused(
        "has more parameters than one vector holds",
        changed(good, json.replace("\"nout\" : 4", "\"nout\" : 2000000000")));
    assertRefused("'nout' is -4", changed(good, json.replace("\"nout\" : 4", "\"nout\" : -4")));
    byte[] claims = good.get("coefficients.bin").clone();
    claims[0x2c] = 0x7f;
    Map<String, byte[]> larger = new LinkedHashMap<>(good);
    larger.put("coefficients.bin", claims);
    assertRefused("its ", zip(larger));
    byte[] longer =
        Arrays.copyOf(good.get("coefficients.bin"), good.get("coefficients.bin").length + 4);
    larger.put("coefficients.bin", longer);
    assertRefused("its coefficients.bin has more than it says", zip(larger));
  }

  @Test
  void foreignClassesAreNamedAndNeverLoaded() throws IOException {
    Map<String, byte[]> good = entries(Dl4jModels.zip(Dl4jModels.pooled()));
    String json = new String(good.get("configuration.json"), UTF_8);
    assertRefused(
        "layer 0: it is a ScriptEngineManager; of DL4J's layers Lockstep reads",
        changed(
            good,
            json.replace(
                "org.deeplearning4j.nn.conf.layers.ConvolutionLayer",
                "javax.script.ScriptEngineManager")));
    assertRefused(
        "layer 2: its loss is JdbcRowSetImpl of ActivationIdentity",
        changed(
            good,
            json.replace(
                "org.nd4j.linalg.lossfunctions.impl.LossMSE", "com.sun.rowset.JdbcRowSetImpl")));
    assertRefused("it is no JSON", changed(good, json.substring(0, 500)));
    assertRefused("it is no JSON", changed(good, "[".repeat(100_000)));
  }

  private static byte[] changed(Map<String, byte[]> entries, String json) throws IOException {
    Map<String, byte[]> changed = new LinkedHashMap<>(entries);
    changed.put("configuration.json", json.getBytes(UTF_8));
    return zip(changed);
  }

  private static byte[] with(Map<String, byte[]> entries, String name, int zeros)
      throws IOException {
    Map<String, byte[]> more = new LinkedHashMap<>(entries);
    more.put(name, new byte[zeros]);
    return zip(more);
  }

  private static void assertRefused(String message, byte[] file) {
    LockstepException refusal = assertThrows(LockstepException.class, () -> read(file));
    assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
    assertTrue(
        refusal.exitCode() == ExitCode.DATA || refusal.exitCode() == ExitCode.USAGE,
        refusal.exitCode().toString());
  }

  private static Map<String, byte[]> entries(byte[] file) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file));
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      entries.put(entry.getName(), zip.readAllBytes());
    }
    assertEquals("configuration.json", entries.keySet().iterator().next());
    return entries;
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return out.toByteArray();
  }
}
