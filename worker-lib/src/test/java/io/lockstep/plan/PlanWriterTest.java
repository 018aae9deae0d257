package io.lockstep.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlanWriterTest {
  @Test
  void writesEveryKeyInOneForm() {
    assertEquals(
        """
        version: 1
        name: plan
        seed: 42
        engine: dl4j
        data:
          train: [digits.csv]
          format: auto
          validation: none
          label: last
          task: classification
          weight: none
          class-weights: none
          features: all
          shape: auto
          sequence: none
          vocabulary: none
          csv:
            header: auto
            separator: ","
          rescale: none
          normalization: standardize
          shards: 64
        augmentation: []
        model:
          layers:
            - dense: {units: 128, activation: relu, init: he, bias: auto}
            - output: {units: auto, loss: auto, label-smoothing: 0, delta: none, init: lecun}
        optimizer:
          type: adam
          beta1: 0.9
          beta2: 0.999
          epsilon: 1e-8
          learning-rate: 0.001
          schedule:
            type: constant
            warm-up: none
          scale-learning-rate: none
          reduce-on-plateau: none
          l1: 0
          l2: 0
          max-norm: none
          clip-norm: none
          clip-value: none
          clip-layer-norm: none
          lookahead: none
          weight-average:
            type: none
        training:
          epochs: 10
          steps: none
          global-batch: 128
          evaluate-every: 1ep
          early-stopping: none
        synchronization:
          type: gradient-sharing
          compression:
            type: none
        output:
          checkpoint-every: 1ep
          keep-checkpoints: 3
          shared: false
        deadlines:
          start: 5m
          step: 5m
          driver: 1m
          stop: 2m
        lint:
          quiet: []
        """,
        PlanWriter.write(Plans.minimal()));
  }

  @Test
  void whatItWritesIsReadAsAnEqualPlan() {
    for (long seed = 0; seed < 1_000; seed++) {
      TrainingPlan plan = new RandomPlan(seed).draw();
      String text = PlanWriter.write(plan);
      assertEquals(plan, Plans.parse(text), () -> text);
    }
  }

  @Test
  void everyPlanOfTheRepositoryIsReadAndWritten() throws IOException {
    List<Path> files;
    try (Stream<Path> conf = Files.list(Path.of("..", "conf"))) {
      files = conf.filter(file -> file.toString().endsWith(".yaml")).toList();
    }
    assertTrue(files.size() >= 4, files.toString());
    for (Path file : files) {
      TrainingPlan plan =
          PlanParser.forFiles().parse(file.toString(), Files.readString(file), List.of());
      assertEquals(plan, Plans.parse(PlanWriter.write(plan)));
    }
  }
}
