package io.lockstep.plan.yaml;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes a tree as YAML, the same tree always as the same text: mappings in block style with two
 * spaces, lists of mappings one item a line, all else in flow style.
 */
public final class YamlPrinter {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_./][A-Za-z0-9_./-]*");

  /** What YAML readers, old ones too, take for something else than a text. */
  private static final Set<String> WORDS =
      Set.of("null", "true", "false", "yes", "no", "on", "off", "y", "n", ".inf", ".nan");

  private YamlPrinter() {}

  /** A whole document. */
  public static String print(Yaml.Mapping tree) {
    StringBuilder out = new StringBuilder();
    print(tree, "", out);
    return out.toString();
  }

  private static void print(Yaml.Mapping mapping, String indent, StringBuilder out) {
    for (Yaml.Entry entry : mapping.entries()) {
      out.append(indent).append(entry.key()).append(':');
      if (entry.value() instanceof Yaml.Mapping inner && !inner.entries().isEmpty()) {
        out.append('\n');
        print(inner, indent + "  ", out);
      } else if (entry.value() instanceof Yaml.Sequence list && !isFlat(list)) {
        out.append('\n');
        list.items().forEach(item -> out.append(indent).append("  - ").append(item(item)));
      } else {
        out.append(' ').append(flow(entry.value())).append('\n');
      }
    }
  }

  /** {@code dense: {units: 10}} stands without outer braces. */
  private static String item(Yaml item) {
    String text = flow(item);
    boolean isNamed = item instanceof Yaml.Mapping mapping && mapping.entries().size() == 1;
    return (isNamed ? text.substring(1, text.length() - 1) : text) + "\n";
  }

  private static boolean isFlat(Yaml.Sequence list) {
    return list.items().stream().noneMatch(Yaml.Mapping.class::isInstance);
  }

  /** A node in one line: {@code {units: 10, bias: auto}}. */
  public static String flow(Yaml node) {
    if (node instanceof Yaml.Mapping mapping) {
      return mapping.entries().stream()
          .map(entry -> entry.key() + ": " + flow(entry.value()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    if (node instanceof Yaml.Sequence sequence) {
      return sequence.items().stream()
          .map(YamlPrinter::flow)
          .collect(Collectors.joining(", ", "[", "]"));
    }
    Yaml.Scalar scalar = (Yaml.Scalar) node;
    return scalar.quoted() ? text(scalar.text()) : scalar.text();
  }

  private static String text(String text) {
    boolean isPlain =
        PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT));
    return isPlain ? text : quote(text);
  }

  private static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints().forEach(character -> quote(character, out));
    return out.append('"').toString();
  }

  private static void quote(int character, StringBuilder out) {
    if (character == '"' || character == '\\') {
      out.append('\\').append((char) character);
    } else if (character == '\t') {
      out.append("\\t");
    } else if (character >= ' ' && character < 0x7F || Character.isLetterOrDigit(character)) {
      out.appendCodePoint(character);
    } else {
      out.append(String.format("\\U%08x", character));
    }
  }
}
