package io.lockstep.checkpoint;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.present;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a model says about itself: enough to evaluate it and to predict with it without the data
 * that it was trained on.
 *
 * @param plan text of the resolved plan, which has the layers
 * @param planHash of it
 * @param dataFingerprint of the data that it was trained on
 * @param task such as classification
 * @param loss such as cross-entropy
 * @param inputShape of one example
 * @param features names of the columns in the order of the features; empty if they have none
 * @param outputs names of the classes, or of the regression targets, in the order of the outputs
 * @param normalization of features, as JSON whose meaning is the caller's
 * @param step after which the parameters were taken
 * @param metrics values on the validation data then
 * @param libraries versions by name, for people
 */
public record ModelDescription(
    String plan,
    String planHash,
    String dataFingerprint,
    String task,
    String loss,
    List<Integer> inputShape,
    List<String> features,
    List<String> outputs,
    String normalization,
    long step,
    Map<String, Double> metrics,
    Map<String, String> libraries) {
  public ModelDescription {
    present(plan, "plan");
    present(planHash, "plan hash");
    present(dataFingerprint, "data fingerprint");
    present(task, "task");
    present(loss, "loss");
    inputShape = List.copyOf(inputShape);
    features = List.copyOf(features);
    outputs = List.copyOf(outputs);
    normalization = canonical(normalization);
    atLeast(step, 0, "step");
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    libraries = Collections.unmodifiableMap(new TreeMap<>(libraries));
  }

  private static String canonical(String json) {
    try {
      return SealedJson.JSON.readTree(json).toString();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Invalid normalization (JSON): " + json, e);
    }
  }
}
