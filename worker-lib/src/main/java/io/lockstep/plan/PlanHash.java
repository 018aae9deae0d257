package io.lockstep.plan;

import io.lockstep.plan.yaml.YamlPrinter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The identity of what a plan defines: SHA-256 over the UTF-8 bytes of {@link PlanWriter}'s text
 * without {@code name}, {@code output} and {@code deadlines}, which a resume may change.
 *
 * @param text 64 hexadecimal digits in lower case
 */
public record PlanHash(String text) {
  public static PlanHash of(TrainingPlan plan) {
    byte[] canonical = YamlPrinter.print(PlanTree.binding(plan)).getBytes(StandardCharsets.UTF_8);
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(canonical);
      return new PlanHash(HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash a plan: every Java has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
