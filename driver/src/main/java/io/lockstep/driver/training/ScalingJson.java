package io.lockstep.driver.training;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.diagnostics.ScalingAdvice;
import io.lockstep.diagnostics.TimeProfile;
import java.util.List;

/** The text of {@code scaling.json} (docs/formats/scaling.md). */
final class ScalingJson {
  private static final int VERSION = 1;

  private ScalingJson() {}

  static byte[] write(ScalingAdvice advice) {
    TimeProfile profile = advice.profile();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("version", VERSION);
    json.put("workers", profile.workers());
    json.put("steps", profile.steps());
    json.put("globalBatch", profile.globalBatch());
    ObjectNode seconds = json.putObject("secondsPerStep");
    seconds.put("compute", profile.compute());
    seconds.put("update", profile.update());
    seconds.put("communicate", profile.communicate());
    seconds.put("waiting", profile.waiting());
    seconds.put("data", profile.data());
    ArrayNode ranks = json.putArray("computeByRank");
    profile.computeByRank().forEach(ranks::add);
    json.put("longestWaitSeconds", profile.longestWait());
    if (advice.bandwidth().isPresent()) {
      json.put("bytesPerSecond", advice.bandwidth().getAsDouble());
    } else {
      json.putNull("bytesPerSecond");
    }
    ObjectNode efficiencies = json.putObject("efficiencies");
    advice.efficiencies().forEach((workers, value) -> efficiencies.put("" + workers, value));
    json.put("bestCase", advice.isBestCase());
    put(json.putArray("assumptions"), advice.assumptions());
    put(json.putArray("settings"), advice.settings());
    return JsonText.write(json);
  }

  private static void put(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }
}
