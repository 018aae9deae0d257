package io.lockstep.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** The members of a JSON object with their types checked; what is wrong is said with the file. */
final class JsonFields {
  private final ObjectNode object;
  private final String file;

  JsonFields(ObjectNode object, String file) {
    this.object = object;
    this.file = file;
  }

  long integer(String name) {
    return integer(name, member(object, name));
  }

  int smallInteger(String name) {
    return smallInteger(name, member(object, name));
  }

  double number(String name) {
    return number(name, member(object, name));
  }

  String text(String name) {
    return text(name, member(object, name));
  }

  /** Any JSON, as its text. */
  String json(String name) {
    return member(object, name).toString();
  }

  List<String> texts(String name) {
    return each(name, this::text);
  }

  List<Long> integers(String name) {
    return each(name, this::integer);
  }

  List<Integer> smallIntegers(String name) {
    return each(name, this::smallInteger);
  }

  Map<String, String> textsByName(String name) {
    return map(name, this::text);
  }

  Map<String, Double> numbersByName(String name) {
    return map(name, this::number);
  }

  Optional<JsonFields> optional(String name) {
    return object.hasNonNull(name) ? Optional.of(fields(name)) : Optional.empty();
  }

  JsonFields fields(String name) {
    return new JsonFields(object(name, member(object, name)), file);
  }

  List<JsonFields> list(String name) {
    return each(name, (label, node) -> new JsonFields(object(label, node), file));
  }

  /** The object itself is not what it should be. */
  RuntimeException invalid(IllegalArgumentException cause) {
    return Failures.damaged(file, cause.getMessage());
  }

  private <T> List<T> each(String name, BiFunction<String, JsonNode, T> value) {
    JsonNode node = member(object, name);
    if (!node.isArray()) {
      throw wrong(name, "a list", node);
    }
    List<T> values = new ArrayList<>(node.size());
    node.forEach(element -> values.add(value.apply(name, element)));
    return values;
  }

  private <T> Map<String, T> map(String name, BiFunction<String, JsonNode, T> value) {
    Map<String, T> values = new LinkedHashMap<>();
    object(name, member(object, name))
        .fields()
        .forEachRemaining(
            entry ->
                values.put(
                    entry.getKey(), value.apply(name + "." + entry.getKey(), entry.getValue())));
    return values;
  }

  private long integer(String name, JsonNode node) {
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw wrong(name, "an integer", node);
    }
    return node.longValue();
  }

  private int smallInteger(String name, JsonNode node) {
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      throw wrong(name, "an integer", node);
    }
    return node.intValue();
  }

  /** Numbers that are not finite are the strings NaN, Infinity and -Infinity. */
  private double number(String name, JsonNode node) {
    if (node.isNumber()) {
      return node.doubleValue();
    }
    return switch (node.asText()) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw wrong(name, "a number", node);
    };
  }

  private String text(String name, JsonNode node) {
    if (!node.isTextual()) {
      throw wrong(name, "a string", node);
    }
    return node.textValue();
  }

  private ObjectNode object(String name, JsonNode node) {
    if (node instanceof ObjectNode found) {
      return found;
    }
    throw wrong(name, "an object", node);
  }

  private JsonNode member(ObjectNode from, String name) {
    JsonNode node = from.get(name);
    if (node == null) {
      throw Failures.damaged(file, "\"" + name + "\" is missing");
    }
    return node;
  }

  private RuntimeException wrong(String name, String expected, JsonNode node) {
    String found = node.toString();
    return Failures.damaged(
        file,
        "\""
            + name
            + "\" is not "
            + expected
            + ": "
            + found.substring(0, Math.min(80, found.length())));
  }
}
