package io.lockstep.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PlanHashTest {
  @Test
  void isTheDigestOfTheTextWithoutWhatAResumeMayChange() throws Exception {
    String text = PlanWriter.write(Plans.minimal());
    String binding =
        text.replace("name: plan\n", "").substring(0, text.indexOf("output:\n  checkpoint") - 11);
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(binding.getBytes(StandardCharsets.UTF_8));
    assertEquals(
        HexFormat.of().formatHex(digest), PlanHash.of(Plans.minimal()).toString(), binding);
  }

  @Test
  void nameOutputAndDeadlinesAreFree() {
    assertEquals(
        PlanHash.of(Plans.minimal()),
        PlanHash.of(
            Plans.minimal(
                "name=other",
                "output={checkpoint-every: 3st, keep-checkpoints: 9, shared: true}",
                "deadlines.step=1s")));
  }

  @Test
  void everythingElseBinds() {
    PlanHash hash = PlanHash.of(Plans.minimal());
    assertNotEquals(hash, PlanHash.of(Plans.minimal("seed=43")));
    assertNotEquals(hash, PlanHash.of(Plans.minimal("data.train=other.csv")));
    assertNotEquals(hash, PlanHash.of(Plans.minimal("data.shards=32")));
    assertNotEquals(hash, PlanHash.of(Plans.minimal("model.layers.0.units=129")));
    assertNotEquals(hash, PlanHash.of(Plans.minimal("optimizer.epsilon=2e-8")));
    assertNotEquals(hash, PlanHash.of(Plans.minimal("training.epochs=11")));
    assertNotEquals(hash, PlanHash.of(Plans.minimal("training.evaluate-every=2ep")));
    assertNotEquals(
        hash, PlanHash.of(Plans.minimal("synchronization={type: parameter-averaging, every: 1}")));
  }

  @Test
  void doesNotDependOnHowThePlanWasWritten() {
    String other =
        """
        # The same plan in other words.
        optimizer: {schedule: constant, type: adam, learning-rate: 1e-3}
        model: {layers: [{type: dense, units: 128, bias: auto}, output]}
        data: {label: last, train: [digits.csv]}
        training: {epochs: 10, steps: none}
        """;
    assertEquals(PlanHash.of(Plans.minimal()), PlanHash.of(Plans.parse(other)));
  }
}
