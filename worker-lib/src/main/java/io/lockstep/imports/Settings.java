package io.lockstep.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.util.ArrayList;
import java.util.List;

/**
 * The settings of a part of a foreign model: an object of a JSON tree. Failures name the file, the
 * part and the setting.
 *
 * @param where the file and the part, for messages
 */
record Settings(String where, JsonNode node) {
  /** Simple name of the class that the object says it is of. */
  String type() {
    String name = text("@class");
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** Whether there is anything but {@code null} and an empty list. */
  boolean has(String key) {
    JsonNode value = node.path(key);
    return !value.isMissingNode() && !value.isNull() && !(value.isArray() && value.isEmpty());
  }

  Settings part(String key) {
    JsonNode value = node.path(key);
    if (!value.isObject()) {
      throw refused("'" + key + "' is missing");
    }
    return new Settings(where, value);
  }

  String text(String key) {
    JsonNode value = node.path(key);
    if (!value.isTextual()) {
      throw refused("'" + key + "' is " + found(value) + ", not a text");
    }
    return value.textValue();
  }

  /** A whole number from 1 on. */
  int size(String key) {
    return size(key, node.path(key), 1);
  }

  private int size(String key, JsonNode value, int least) {
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < least) {
      throw refused("'" + key + "' is " + found(value) + ", not a whole number from " + least);
    }
    return value.intValue();
  }

  /** Whole numbers from {@code least} on. */
  List<Integer> sizes(String key, int count, int least) {
    JsonNode list = node.path(key);
    if (!list.isArray() || list.size() != count) {
      throw refused("'" + key + "' is " + found(list) + ", not " + count + " numbers");
    }
    List<Integer> sizes = new ArrayList<>();
    list.forEach(value -> sizes.add(size(key, value, least)));
    return sizes;
  }

  double number(String key) {
    JsonNode value = node.path(key);
    if (!value.isNumber()) {
      throw refused("'" + key + "' is " + found(value) + ", not a number");
    }
    return value.doubleValue();
  }

  boolean flag(String key, String absent) {
    JsonNode value = node.path(key);
    return value.isBoolean() ? value.booleanValue() : Boolean.parseBoolean(absent);
  }

  /** Fails unless a setting is absent or what it is here for. */
  void only(String key, String expected, String remedy) {
    if (has(key) && !node.get(key).asText().equals(expected)) {
      throw refused(
          "'%s' is %s, and Lockstep has %s alone%s"
              .formatted(key, found(node.get(key)), expected, remedy));
    }
  }

  LockstepException refused(String why) {
    return new LockstepException(
        ExitCode.USAGE, "Cannot use the model " + where + ": " + why + ".");
  }

  static String found(JsonNode value) {
    String text = value.isMissingNode() ? "missing" : value.toString();
    return text.length() <= 60 ? text : text.substring(0, 60) + "...";
  }
}
