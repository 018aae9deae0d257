package io.lockstep.driver.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.driver.system.LockstepProcess.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a finished run's model is used for. */
class PredictIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int DIGITS = 1797;
  private static final int PIXELS = 64;
  private static final int CLASSES = 10;

  /** The label, the prediction and its probability follow the pixels, then one for each class. */
  private static final int COLUMNS = PIXELS + 1 + 2 + CLASSES;

  private static final Path DATA = Repository.file("conf/data/digits.csv.gz");

  @TempDir private static Path folder;
  private static Path run;

  @BeforeAll
  static void trains() throws InterruptedException {
    run = folder.resolve("run");
    lockstep("train", TestingPlan.write(folder, 8).toString(), "--output", run.toString());
  }

  @Test
  void evaluatesOnDataWithLabels() throws InterruptedException {
    Outcome outcome = lockstep("evaluate", run.toString(), "--input", DATA.toString());
    Map<String, String> values = new TreeMap<>();
    outcome
        .stdout()
        .lines()
        .map(line -> line.split(" {2,}"))
        .filter(words -> words.length == 2)
        .forEach(words -> values.put(words[0], words[1]));
    assertEquals("1,797", values.get("examples"), outcome.toString());
    // Four fifths of these it was trained on, so it does better than on the rest.
    double validation = new RunOutput(run).result().path("accuracy").doubleValue();
    assertTrue(Double.parseDouble(values.get("accuracy")) >= validation, outcome.toString());
    assertTrue(Double.parseDouble(values.get("f1")) > 0.9, outcome.toString());
  }

  /** Against plain Deeplearning4j, which reads model.zip and knows nothing of Lockstep. */
  @Test
  void predictsAsPlainDeeplearning4jDoesFromTheModelsZip() throws Exception {
    Path output = folder.resolve("predictions");
    lockstep("predict", run.toString(), "--input", DATA.toString(), "--output", output.toString());
    List<String[]> rows = rows(output);
    assertEquals(DIGITS, rows.size());
    try (INDArray expected = deeplearning4j().output(normalized(rows))) {
      for (int i = 0; i < DIGITS; i++) {
        String[] row = rows.get(i);
        assertEquals(COLUMNS, row.length, String.join(",", row));
        for (int c = 0; c < CLASSES; c++) {
          double probability = Double.parseDouble(row[COLUMNS - CLASSES + c]);
          assertEquals(expected.getDouble(i, c), probability, 1e-5, "row " + i + " class " + c);
        }
      }
    }
  }

  @Test
  void writesWholeParquetFiles() throws InterruptedException, IOException {
    Path output = folder.resolve("parquet");
    lockstep(
        "predict",
        run.toString(),
        "--input",
        DATA.toString(),
        "--output",
        output.toString(),
        "--format",
        "parquet");
    for (Path file : parts(output)) {
      byte[] bytes = Files.readAllBytes(file);
      assertEquals("PAR1", new String(bytes, 0, 4, StandardCharsets.US_ASCII));
      assertEquals("PAR1", new String(bytes, bytes.length - 4, 4, StandardCharsets.US_ASCII));
    }
  }

  private static MultiLayerNetwork deeplearning4j() throws IOException {
    return ModelSerializer.restoreMultiLayerNetwork(run.resolve("model/model.zip").toFile(), false);
  }

  /** The pixels as the network was trained on them, by the numbers in model.json. */
  private static INDArray normalized(List<String[]> rows) throws IOException {
    JsonNode model = new ObjectMapper().readTree(run.resolve("model/model.json").toFile());
    JsonNode normalization = model.path("normalization");
    float[][] pixels = new float[rows.size()][PIXELS];
    for (int i = 0; i < pixels.length; i++) {
      for (int p = 0; p < PIXELS; p++) {
        double offset = normalization.path("offsets").path(p).doubleValue();
        double scale = normalization.path("scales").path(p).doubleValue();
        pixels[i][p] = (float) ((Double.parseDouble(rows.get(i)[p]) - offset) * scale);
      }
    }
    return Nd4j.createFromArray(pixels);
  }

  /** The rows of all parts, without their headers. */
  private static List<String[]> rows(Path output) throws IOException {
    List<String[]> rows = new ArrayList<>();
    for (Path part : parts(output)) {
      List<String> lines = Files.readAllLines(part);
      lines.stream().skip(1).map(line -> line.split(",")).forEach(rows::add);
    }
    return rows;
  }

  private static List<Path> parts(Path output) {
    List<Path> parts = new RunOutput(output).named("part-");
    assertTrue(!parts.isEmpty(), "parts in " + output);
    return parts;
  }

  private static Outcome lockstep(String... arguments) throws InterruptedException {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("--master", "local[2]"));
    try (LockstepProcess process = LockstepProcess.lockstep(folder, all.toArray(String[]::new))) {
      Outcome outcome = process.await(LIMIT);
      assertEquals(0, outcome.exitCode(), outcome.toString());
      return outcome;
    }
  }
}
