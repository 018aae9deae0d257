package io.lockstep.driver.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.data.DataSpec;
import io.lockstep.data.DataSpec.Header;
import io.lockstep.data.DataSpec.Task;
import io.lockstep.data.DataSpec.Validation;
import io.lockstep.data.Example.Floats;
import io.lockstep.data.NormalizationSpec;
import io.lockstep.data.Rescale;
import io.lockstep.data.RescaleSpec;
import io.lockstep.network.Loss;
import io.lockstep.network.Shape;
import io.lockstep.seed.Seed;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvSourceTest {
  private static final Path DIGITS = Path.of("..", "conf").toAbsolutePath().normalize();
  private static SparkSession spark;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    spark = TestingSession.start();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void readsTheDigits() {
    DataSpec spec =
        TestingSpec.of("data/digits.csv.gz")
            .shape(1, 8, 8)
            .validation(new Validation.Fraction(0.2))
            .shards(64)
            .spec();
    ShardedData data = Source.open(spark, spec, DIGITS.toUri()).shard(2, new Seed(1));
    assertEquals(1797, data.training() + data.validation());
    assertEquals(0.2 * 1797, data.validation(), 60);
    assertEquals(Shape.image(1, 8, 8), data.shape());
    assertEquals(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"), data.classes());
    assertEquals(data.training(), sum(data.trainingCounts()));
    assertEquals(data.validation(), sum(data.validationCounts()));
    assertEquals(1, data.normalization().groups());
    assertEquals(4.88, data.normalization().offsets().get(0), 0.1);
  }

  @Test
  void putsEachExampleIntoTheShardAndOrderThatItsIdSays() {
    write("data.csv", rows(100, new SplittableRandom(1)));
    DataSpec spec = TestingSpec.of("data.csv").validation(new Validation.Fraction(0.3)).spec();
    ShardedData data = Source.open(spark, spec, folder.toUri()).shard(3, new Seed(5));
    List<List<ShardedExample>> ranks = Contents.ofRanks(data);
    assertEquals(3, ranks.size());
    long[] expected = new long[2];
    for (int rank = 0; rank < 3; rank++) {
      List<String> order = new ArrayList<>();
      for (Part part : Part.values()) {
        long n = part == Part.TRAINING ? data.training() : data.validation();
        for (int shard = rank; shard < 8; shard += 3) {
          for (long id = shard; id < n; id += 8) {
            order.add(part + " " + id);
            expected[part.ordinal()]++;
          }
        }
      }
      List<String> found =
          ranks.get(rank).stream().map(x -> x.part() + " " + x.example().id()).toList();
      assertEquals(order, found);
    }
    assertEquals(100, expected[0] + expected[1]);
  }

  @Test
  void drawsWhatIsHeldOutFromTheSeedAndThePlaceOfTheRow() {
    write("data.csv", rows(60, new SplittableRandom(2)));
    DataSpec spec =
        TestingSpec.of("data.csv")
            .validation(new Validation.Fraction(0.25))
            .normalization(new NormalizationSpec.None())
            .spec();
    List<String> lines = read("data.csv");
    List<List<String>> expected = List.of(new ArrayList<>(), new ArrayList<>());
    for (int row = 0; row < 60; row++) {
      boolean held = new Seed(9).derive("split").derive(row).uniform() < 0.25;
      List<String> part = expected.get(held ? 1 : 0);
      String[] cells = lines.get(row + 1).split(",");
      int label = List.of("a", "b", "c").indexOf(cells[2]);
      float x = Float.parseFloat(cells[0]);
      float y = Float.parseFloat(cells[1]);
      part.add(part.size() + " [" + x + ", " + y + "] [" + label + ".0]");
    }
    ShardedData data = Source.open(spark, spec, folder.toUri()).shard(2, new Seed(9));
    assertEquals(expected.get(0), Contents.byId(data, Part.TRAINING));
    assertEquals(expected.get(1), Contents.byId(data, Part.VALIDATION));
  }

  @Test
  void clipsToExactPercentilesOfTheTrainingPartAlone() {
    write("part-1.csv", rows(70, new SplittableRandom(3)));
    write("part-2.csv", rows(41, new SplittableRandom(4)));
    DataSpec spec =
        TestingSpec.of("part-*.csv")
            .validation(new Validation.Fraction(0.2))
            .rescale(new RescaleSpec.ClipPercentiles(0.1, 0.95))
            .spec();
    ShardedData one = cut(spec, 1 << 20).shard(1, new Seed(3));
    int count = (int) one.training();
    assertTrue(count < 111);
    for (int feature = 0; feature < 2; feature++) {
      int at = feature;
      double[] sorted =
          Contents.ofRanks(one).get(0).stream()
              .filter(example -> example.part() == Part.TRAINING)
              .mapToDouble(example -> ((Floats) example.example().features()).values()[at])
              .sorted()
              .toArray();
      double low = sorted[(count + 9) / 10 - 1];
      double high = sorted[(count * 95 + 99) / 100 - 1];
      assertEquals(low, one.normalization().rescale().lows().get(feature));
      assertEquals(high, one.normalization().rescale().highs().get(feature));
      double mean =
          Arrays.stream(sorted).map(x -> Math.min(Math.max(x, low), high)).average().orElseThrow();
      assertEquals(mean, one.normalization().offsets().get(feature), 1e-9 * Math.abs(high));
    }
    for (int bytes : new int[] {150, 1000}) {
      for (int workers : new int[] {2, 3}) {
        ShardedData data = cut(spec, bytes).shard(workers, new Seed(3));
        assertEquals(one.normalization(), data.normalization());
      }
    }
  }

  @Test
  void clipsChannelsOfPicturesAndFeaturesOfSequencesAlike() {
    write("data.csv", "1,2,30,40,x\n7,0,90,10,y\n");
    Rescale picture = rescale(TestingSpec.of("data.csv").shape(2, 1, 2));
    assertEquals(Rescale.clip(List.of(0.0, 10.0), List.of(2.0, 40.0)), picture);
    Rescale sequence = rescale(TestingSpec.of("data.csv").shape(2, 2));
    assertEquals(
        Rescale.clip(List.of(1.0, 0.0, 1.0, 0.0), List.of(30.0, 10.0, 30.0, 10.0)), sequence);
    Rescale table = rescale(TestingSpec.of("data.csv"));
    assertEquals(Rescale.clip(List.of(1.0, 0.0, 30.0, 10.0), List.of(7.0, 2.0, 90.0, 40.0)), table);
  }

  /** From the least, up to the third of four numbers, or the second of two. */
  private Rescale rescale(TestingSpec spec) {
    return shard(
            spec.normalization(new NormalizationSpec.None())
                .rescale(new RescaleSpec.ClipPercentiles(0, 0.75)))
        .normalization()
        .rescale();
  }

  @Test
  void givesTheSameWhateverTheWorkersAndTheCutOfTheFiles() {
    write("part-1.csv", rows(70, new SplittableRandom(3)));
    write("part-2.csv", rows(41, new SplittableRandom(4)));
    DataSpec spec = TestingSpec.of("part-*.csv").validation(new Validation.Fraction(0.2)).spec();
    ShardedData one = cut(spec, 1 << 20).shard(1, new Seed(3));
    for (int bytes : new int[] {150, 1000}) {
      for (int workers : new int[] {1, 2, 3}) {
        ShardedData data = cut(spec, bytes).shard(workers, new Seed(3));
        String message = workers + " workers, pieces of " + bytes + " bytes";
        assertEquals(one.fingerprint(), data.fingerprint(), message);
        assertEquals(one.normalization(), data.normalization(), message);
        assertEquals(one.trainingCounts(), data.trainingCounts(), message);
        assertEquals(
            Contents.byId(one, Part.TRAINING), Contents.byId(data, Part.TRAINING), message);
        assertEquals(
            Contents.byId(one, Part.VALIDATION), Contents.byId(data, Part.VALIDATION), message);
      }
    }
  }

  @Test
  void fingerprintsContentOrderAndClasses() {
    write("a.csv", "1,2,x\n3,4,y\n");
    write("b.csv", "1,2,x\n3,4.0000005,y\n");
    write("c.csv", "3,4,y\n1,2,x\n");
    write("d.csv", "1,2,x\n3,4,z\n");
    write("e.csv", "1.0,2,\"x\"\r\n3,4,y\r\n");
    List<String> prints =
        List.of("a.csv", "b.csv", "c.csv", "d.csv", "e.csv").stream()
            .map(name -> shard(TestingSpec.of(name)).fingerprint())
            .toList();
    assertEquals(4, prints.stream().distinct().count());
    assertEquals(prints.get(0), prints.get(4));
    assertTrue(prints.get(0).matches("[0-9a-f]{32}"));
  }

  @Test
  void standardizesByTheTrainingPartAlone() {
    write("train.csv", "2,7,a\n4,7,b\n4,7,a\n4,7,b\n5,7,a\n5,7,b\n7,7,a\n9,7,b\n");
    write("test.csv", "1000,8,a\n");
    ShardedData data = shard(TestingSpec.of("train.csv").validation("test.csv"));
    assertEquals(List.of(5.0, 7.0), data.normalization().offsets());
    assertEquals(List.of(0.5, 0.0), data.normalization().scales());
    assertEquals(8, data.training());
    assertEquals(List.of(1L, 0L), data.validationCounts());
    assertEquals(List.of("0 [1000.0, 8.0] [0.0]"), Contents.byId(data, Part.VALIDATION));
  }

  @Test
  void takesAHeaderWhereNoCellOfTheFirstLineIsANumber() {
    String rows = "1,2,x\n3,4,y\n";
    write("bare.csv", rows);
    write("header.csv", "width,height,kind\n" + rows);
    write("marked.csv", "\uFEFF\"width\",height,kind\r\n" + rows.replace("\n", "\r\n"));
    write("numbers.csv", "0,1,kind\n" + rows);
    String expected = Contents.byId(shard(TestingSpec.of("bare.csv")), Part.TRAINING).toString();
    for (TestingSpec spec :
        List.of(
            TestingSpec.of("header.csv"),
            TestingSpec.of("marked.csv").label("kind"),
            TestingSpec.of("numbers.csv").csv(Header.PRESENT, ','),
            TestingSpec.of("bare.csv").csv(Header.ABSENT, ','))) {
      assertEquals(expected, Contents.byId(shard(spec), Part.TRAINING).toString());
    }
    assertEquals(
        List.of("width", "height"), shard(TestingSpec.of("header.csv")).schema().columns());
  }

  @Test
  void choosesColumnsByNameOrPosition() {
    write("data.csv", "kind,a,b,c\nx,1,2,3\ny,4,5,6\n");
    for (String label : List.of("kind", "0", "-4")) {
      assertEquals(
          List.of("0 [3.0, 1.0] [0.0]", "1 [6.0, 4.0] [1.0]"),
          Contents.byId(
              shard(TestingSpec.of("data.csv").label(label).features("c", "1")), Part.TRAINING));
    }
    assertEquals(
        List.of("0 [1.0, 2.0, 3.0] [0.0]", "1 [4.0, 5.0, 6.0] [1.0]"),
        Contents.byId(shard(TestingSpec.of("data.csv").label("kind")), Part.TRAINING));
  }

  @Test
  void keepsSeveralTargetsOfARegression() {
    write("data.csv", "a,b,c\n1,0.5,3\n4,-5e2,6\n");
    ShardedData data = shard(TestingSpec.of("data.csv").regression("c", "b"));
    assertEquals(
        List.of("0 [1.0] [3.0, 0.5]", "1 [4.0] [6.0, -500.0]"), Contents.byId(data, Part.TRAINING));
    assertEquals(2, data.form().targetWidth());
    assertEquals(List.of(2L), data.trainingCounts());
  }

  @Test
  void keepsLabelsThatDoNotExcludeEachOther() {
    write("data.csv", "a,cat,dog\n1,0,1\n4,1,1\n");
    ShardedData data = shard(TestingSpec.of("data.csv").task(Task.MULTI_LABEL, "dog", "cat"));
    assertEquals(
        List.of("0 [1.0] [1.0, 0.0]", "1 [4.0] [1.0, 1.0]"), Contents.byId(data, Part.TRAINING));
    assertEquals(List.of("dog", "cat"), data.classes());
    assertEquals(2, data.form().targetWidth());
  }

  @Test
  void dividesDistributionsByTheirSum() {
    write("data.csv", "a,p,q\n1,0.333,0.666\n4,1,0\n");
    ShardedData data = shard(TestingSpec.of("data.csv").task(Task.DISTRIBUTION, "p", "q"));
    float third = (float) (0.333f / ((double) 0.333f + 0.666f));
    float rest = (float) (0.666f / ((double) 0.333f + 0.666f));
    assertEquals(
        List.of("0 [1.0] [" + third + ", " + rest + "]", "1 [4.0] [1.0, 0.0]"),
        Contents.byId(data, Part.TRAINING));
  }

  @Test
  void namesRowsWhoseTargetsDoNotFitTheTask() {
    write("data.csv", "a,p,q\n1,0,1\n4,0.5,0.25\n2,-1,2\n");
    assertEquals(
        "Cannot use the data: 2 bad rows of 3:\n"
            + "data.csv:3: has the label 0.5; expected 0 or 1\n"
            + "data.csv:4: has the label -1.0; expected 0 or 1",
        failure(() -> shard(TestingSpec.of("data.csv").task(Task.MULTI_LABEL, "p", "q"))));
    assertEquals(
        "Cannot use the data: 2 bad rows of 3:\n"
            + "data.csv:3: has parts of a distribution that sum to 0.75; expected 1\n"
            + "data.csv:4: has the part -1.0 of a distribution; expected none below 0",
        failure(() -> shard(TestingSpec.of("data.csv").task(Task.DISTRIBUTION, "p", "q"))));
  }

  @Test
  void namesRowsWhoseTargetsAreNoCounts() {
    write("data.csv", "a,count\n1,0\n4,-2\n");
    Source source =
        Source.open(spark, TestingSpec.of("data.csv").regression("count").spec(), folder.toUri());
    assertEquals(
        "Cannot use the data: 1 bad row of 2:\n"
            + "data.csv:3: has the target -2.0; the loss poisson expects counts of at least 0",
        failure(() -> source.shard(2, new Seed(1), Optional.of(new Loss.Poisson()))));
    assertEquals(2, source.shard(2, new Seed(1), Optional.of(Loss.MSE)).training());
  }

  @Test
  void keepsTheWeightsOfTrainingExamplesBehindTheirTargets() {
    write("data.csv", "a,w,kind\n1,0.5,x\n4,3,y\n");
    write("held.csv", "a,kind\n7,y\n");
    ShardedData data = shard(TestingSpec.of("data.csv").weight("w").validation("held.csv"));
    assertEquals(
        List.of("0 [1.0] [0.0, 0.5]", "1 [4.0] [1.0, 3.0]"), Contents.byId(data, Part.TRAINING));
    assertEquals(List.of("0 [7.0] [1.0, 1.0]"), Contents.byId(data, Part.VALIDATION));
    assertEquals(2, data.form().storedTargets());
    assertEquals(List.of("a"), data.schema().columns());
  }

  @Test
  void namesRowsWhoseWeightsAreNone() {
    write("data.csv", "a,w,kind\n1,-0.5,x\n4,inf,y\n4,,y\n");
    assertEquals(
        "Cannot use the data: 3 bad rows of 3:\n"
            + "data.csv:2: column w (the weight) is -0.5; expected a number of at least 0\n"
            + "data.csv:3: column w is not a number in the range of float32: \"inf\"\n"
            + "data.csv:4: column w is empty",
        failure(() -> shard(TestingSpec.of("data.csv").weight("w"))));
    assertEquals(
        "Cannot find the weight column v: data.csv has the columns a, w, kind.",
        failure(() -> shard(TestingSpec.of("data.csv").weight("v"))));
  }

  @Test
  void ordersNumericClassesAsNumbersAndOthersByTheirLetters() {
    write("numbers.csv", "1,10\n1,9\n1,2.0\n1,2\n1,-1\n");
    write("texts.csv", "1,10\n1,9\n1,b\n");
    write("codes.csv", "1,007\n1,7\n1,07\n");
    assertEquals(List.of("-1", "2", "9", "10"), shard(TestingSpec.of("numbers.csv")).classes());
    assertEquals(List.of("10", "9", "b"), shard(TestingSpec.of("texts.csv")).classes());
    assertEquals(List.of("007", "07", "7"), shard(TestingSpec.of("codes.csv")).classes());
  }

  @Test
  void readsQuotesSeparatorsBlankLinesAndGzip() throws IOException {
    String text = "a;b;kind\n\n1; 2 ;\"x;y\"\n  \n3;4;\"say \"\"z\"\"\"\n";
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("data.csv.gz")))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    ShardedData data = shard(TestingSpec.of("data.csv.gz").csv(Header.AUTO, ';'));
    assertEquals(List.of("say \"z\"", "x;y"), data.classes());
    assertEquals(
        List.of("0 [1.0, 2.0] [1.0]", "1 [3.0, 4.0] [0.0]"), Contents.byId(data, Part.TRAINING));
  }

  @Test
  void readsAllVisibleFilesOfAFolder() throws IOException {
    Files.createDirectories(folder.resolve("rows/more"));
    write("rows/b.csv", "3,y\n");
    write("rows/a.csv", "1,x\n");
    write("rows/more/c.csv", "5,x\n");
    write("rows/empty.csv", "");
    write("rows/_SUCCESS", "");
    write("rows/.a.csv.crc", "no rows");
    assertEquals(
        List.of("0 [1.0] [0.0]", "1 [3.0] [1.0]", "2 [5.0] [0.0]"),
        Contents.byId(shard(TestingSpec.of("rows")), Part.TRAINING));
  }

  @Test
  void namesBadRowsWithTheirLinesAndReasons() {
    write(
        "bad.csv",
        """
        age,height,kind
        1,2,x
        1,2
        1,2,x,4
        ,2,x
        NaN,2,x

        1,Infinity,x
        1,1e39,x
        one,2,x
        1,2f,y
        1,2,
        "1,2,x
        1,"2"3,y
        3,4,y
        """);
    String report =
        """
        Cannot use the data: 11 bad rows of 13:
        bad.csv:3: expected 3 columns, found 2
        bad.csv:4: expected 3 columns, found 4
        bad.csv:5: column age is empty
        bad.csv:6: column age is not a number in the range of float32: "NaN"
        bad.csv:8: column height is not a number in the range of float32: "Infinity"
        bad.csv:9: column height is not a number in the range of float32: "1e39"
        bad.csv:10: column age is not a number in the range of float32: "one"
        bad.csv:11: column height is not a number in the range of float32: "2f"
        bad.csv:12: column kind (the label) is empty
        bad.csv:13: has a quote that is not closed on the same line
        bad.csv:14: has quotes inside an unquoted or after a quoted cell""";
    for (int bytes : new int[] {5, 33, 1 << 20}) {
      Source source = cut(TestingSpec.of("bad.csv").spec(), bytes);
      assertEquals(report, failure(() -> source.shard(2, new Seed(1))));
    }
  }

  @Test
  void namesTwentyBadRowsAndCountsTheOthers() {
    write("bad.csv", "1,2,x\n".repeat(500) + "1,y\n".repeat(25));
    String report = failure(() -> shard(TestingSpec.of("bad.csv")));
    assertTrue(
        report.startsWith("Cannot use the data: 25 bad rows of 525:\nbad.csv:501: "), report);
    assertTrue(
        report.endsWith("\nbad.csv:520: expected 3 columns, found 2\n... and 5 more"), report);
  }

  @Test
  void refusesAnotherHeaderInALaterFile() {
    write("a.csv", "x,y,kind\n1,2,p\n");
    write("b.csv", "y,x,kind\n1,2,q\n");
    write("c.csv", "1,2,q\n");
    assertEquals(
        "Cannot use the data: 2 bad rows of 4:\n"
            + "b.csv:1: expected the same header as in a.csv\n"
            + "c.csv:1: expected the same header as in a.csv",
        failureLines(() -> shard(TestingSpec.of("*.csv")), 3));
  }

  @Test
  void refusesLabelsInTheValidationDataThatTrainingDoesNotKnow() {
    write("train.csv", "1,x\n2,y\n");
    write("test.csv", "1,x\n2,z\n");
    assertEquals(
        "Cannot use the data: 1 bad row of 2:\n"
            + "test.csv:2: has the unknown label z; known are x, y",
        failure(() -> shard(TestingSpec.of("train.csv").validation("test.csv"))));
  }

  @Test
  void findsValidationColumnsByTheirNames() {
    write("train.csv", "a,b,kind\n1,2,x\n3,4,y\n");
    write("test.csv", "kind,b,a,extra\ny,6,5,0\n");
    ShardedData data = shard(TestingSpec.of("train.csv").label("kind").validation("test.csv"));
    assertEquals(List.of("0 [5.0, 6.0] [1.0]"), Contents.byId(data, Part.VALIDATION));
  }

  @Test
  void refusesABrokenGzip() throws IOException {
    byte[] whole = Files.readAllBytes(DIGITS.resolve("data/digits.csv.gz"));
    Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(whole, 30_000));
    String report = failure(() -> shard(TestingSpec.of("cut.csv.gz")));
    assertTrue(
        report.matches(
            "Cannot use the data: [12] bad rows? of \\d+:\n(cut.csv.gz:\\d+: expected 65 columns,"
                + " found \\d+\n)?cut.csv.gz:\\d+: cannot be read: Unexpected end of input stream"),
        report);
  }

  @Test
  void saysBeforeAnythingIsReadWhatIsMissing() {
    write("data.csv", "a,b,kind\n1,2,x\n3,4,y\n");
    write("bare.csv", "1,2,x\n");
    write("empty.csv", "\n\n");
    write("data.txt", "1,2,x\n");
    assertTrue(
        failure(() -> open(TestingSpec.of("none.csv")))
            .startsWith("Cannot find the data none.csv: there is no none.csv. Relative paths"));
    assertEquals(
        "Cannot find the label column digit: data.csv has the columns a, b, kind.",
        failure(() -> open(TestingSpec.of("data.csv").label("digit"))));
    assertEquals(
        "Cannot find the label column kind: bare.csv has no header, and its columns are 0 to 2.",
        failure(() -> open(TestingSpec.of("bare.csv").label("kind"))));
    assertEquals(
        "Cannot find the feature column 3: data.csv has the columns a, b, kind.",
        failure(() -> open(TestingSpec.of("data.csv").features("a", "3"))));
    assertEquals(
        "Cannot use column kind of data.csv both as a feature and as a label.",
        failure(() -> open(TestingSpec.of("data.csv").features("a", "2"))));
    assertEquals(
        "Cannot use the data: empty.csv holds no rows.",
        failure(() -> open(TestingSpec.of("empty.csv"))));
    assertEquals(
        "Cannot tell the format of data.txt by its name. Set data.format to csv, idx, parquet,"
            + " images, libsvm or text.",
        failure(() -> open(TestingSpec.of("data.txt"))));
    assertEquals(
        "Cannot use the data: data.csv is named twice by [data.csv, d*.csv].",
        failure(() -> open(TestingSpec.of("data.csv", "d*.csv"))));
    assertEquals(
        "Cannot use the data: data.shape 1x3x3 means 9 features, but an example of data.csv has 2.",
        failure(() -> open(TestingSpec.of("data.csv").shape(1, 3, 3))));
  }

  @Test
  void refusesDataThatTeachNothing() {
    write("header.csv", "a,kind\n");
    write("one.csv", "1,x\n2,x\n");
    write("two.csv", "1,x\n2,y\n");
    assertEquals(
        "Cannot use the data: header.csv holds no rows.",
        failure(() -> shard(TestingSpec.of("header.csv"))));
    assertEquals(
        "Cannot tell classes apart: every row of one.csv has the label x.",
        failure(() -> shard(TestingSpec.of("one.csv"))));
    TestingSpec held = TestingSpec.of("two.csv").validation(new Validation.Fraction(1e-9));
    assertEquals(
        "Cannot hold out 1.0E-9 of 2 examples: the draw leaves 2 to train on and 0 to validate on."
            + " Give more data, or validation data of their own.",
        failure(() -> shard(held)));
  }

  @Test
  void leavesNothingCachedBehind() {
    write("data.csv", "1,x\n2,y\n");
    write("bad.csv", "1,x\n2\n");
    ShardedData data = shard(TestingSpec.of("data.csv"));
    failure(() -> shard(TestingSpec.of("bad.csv")));
    assertEquals(2, data.training());
    assertTrue(spark.sparkContext().getPersistentRDDs().isEmpty());
    assertNotEquals("", data.fingerprint());
  }

  private Source open(TestingSpec spec) {
    return Source.open(spark, spec.spec(), folder.toUri());
  }

  private ShardedData shard(TestingSpec spec) {
    return open(spec).shard(2, new Seed(1));
  }

  /** The same data in pieces of so many bytes. */
  private Source cut(DataSpec spec, int bytes) {
    DataPaths paths = new DataPaths(folder.toUri(), spark.sparkContext().hadoopConfiguration());
    CsvFiles files =
        CsvFiles.open(
            spark.sparkContext(),
            paths,
            spec.train(),
            spec.csv(),
            ColumnChoice.of(spec),
            new Splitting(bytes, 1));
    return Source.of(spec, files, Optional.empty());
  }

  private static String failure(Runnable action) {
    LockstepException failure = assertThrows(LockstepException.class, action::run);
    assertEquals(ExitCode.DATA, failure.exitCode());
    return failure.getMessage();
  }

  private static String failureLines(Runnable action, int lines) {
    return String.join("\n", failure(action).lines().limit(lines).toList());
  }

  private static long sum(List<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  private static String rows(int count, SplittableRandom random) {
    StringBuilder text = new StringBuilder("width,height,kind\n");
    for (int i = 0; i < count; i++) {
      text.append((float) random.nextDouble(-9, 9)).append(',').append(random.nextInt(1_000_000));
      text.append(',').append("abc".charAt(random.nextInt(3))).append('\n');
    }
    return text.toString();
  }

  private void write(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> read(String name) {
    try {
      return Files.readAllLines(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
