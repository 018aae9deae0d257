package io.lockstep.driver.source;

import io.lockstep.driver.source.DataPaths.Names;
import io.lockstep.driver.source.SourceRecord.Target;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.CharacterCodingException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;

/**
 * Cuts files of text into examples, in tasks: so many characters after so many, and with each the
 * next one as its class. What is left at the end of a file is too short, and left out.
 */
final class TextReader implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int length;
  private final HashMap<String, Integer> numbers;
  private final Ids ids;
  private final Labels need;
  private final Names names;

  /**
   * @param length characters of an example
   * @param characters the vocabulary, by number
   */
  TextReader(int length, List<String> characters, Labels need, Names names) {
    this.length = length;
    this.numbers = ClassNames.numbers(characters);
    this.ids = new Ids(characters.size());
    this.need = need;
    this.names = names;
  }

  /** The different characters of a file, up to where it is no UTF-8, as one text. */
  static Iterator<String> characters(Piece piece, Configuration configuration) throws IOException {
    TreeSet<Integer> found = new TreeSet<>();
    try (TextCharacters text = TextCharacters.open(piece, configuration)) {
      for (int c = text.next(); c != TextCharacters.END; c = text.next()) {
        found.add(c);
      }
    } catch (CharacterCodingException | FileNotFoundException e) {
      // The examples will be read as far, and say so with the place.
    }
    StringBuilder all = new StringBuilder();
    found.forEach(all::appendCodePoint);
    return Collections.singleton(all.toString()).iterator();
  }

  Iterator<SourceRecord> read(Piece piece, Configuration configuration) throws IOException {
    String file = names.of(piece.path());
    try {
      TextCharacters text = TextCharacters.open(piece, configuration);
      Tasks.closeAtEnd(TaskContext.get(), text);
      return new Examples(text, file);
    } catch (FileNotFoundException e) {
      return Collections.singleton(SourceRecord.bad(file, 0, Tasks.notHere())).iterator();
    }
  }

  private static String shown(int character) {
    String code = "U+%04X".formatted(character);
    return Character.isISOControl(character)
        ? code
        : "'" + Character.toString(character) + "' (" + code + ")";
  }

  private final class Examples extends UntilAbsent<SourceRecord> {
    private final TextCharacters text;
    private final String file;
    private final int[] window = new int[need == Labels.REQUIRED ? length + 1 : length];
    private int filled;
    private boolean broken;

    Examples(TextCharacters text, String file) {
      this.text = text;
      this.file = file;
    }

    @Override
    protected Optional<SourceRecord> advance() throws IOException {
      if (broken) {
        return Optional.empty();
      }
      try {
        return fill() ? Optional.of(example()) : Optional.empty();
      } catch (CharacterCodingException e) {
        broken = true;
        return Optional.of(SourceRecord.bad(file, text.line(), "is not UTF-8"));
      } catch (IllegalArgumentException e) {
        return Optional.of(SourceRecord.bad(file, text.line(), e.getMessage()));
      }
    }

    /** The character after an example is the first of the next one. */
    private boolean fill() throws IOException {
      if (filled > 0) {
        window[0] = window[length];
      }
      for (; filled < window.length; filled++) {
        int next = text.next();
        if (next == TextCharacters.END) {
          return false;
        }
        window[filled] = next;
      }
      filled = window.length - length;
      return true;
    }

    private SourceRecord example() {
      float[] inputs = numbers(0);
      return need == Labels.REQUIRED
          ? SourceRecord.of(ids.features(inputs), Target.of(numbers(1)), SourceRecord.NO_FIELDS)
          : SourceRecord.of(
              ids.features(inputs), Target.NONE, new String[] {new String(window, 0, length)});
    }

    private float[] numbers(int from) {
      float[] found = new float[length];
      for (int i = 0; i < length; i++) {
        String character = Character.toString(window[from + i]);
        Integer number = numbers.get(character);
        if (number == null) {
          throw new IllegalArgumentException(
              "has about here the character %s, which the training data do not have"
                  .formatted(shown(window[from + i])));
        }
        found[i] = number;
      }
      return found;
    }
  }
}
