package io.lockstep.driver.source;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import com.univocity.parsers.csv.UnescapedQuoteHandling;
import java.util.ArrayList;
import java.util.List;

/**
 * Cells of a line, without the blanks around them. Lines with quotes go through univocity-parsers;
 * a record is one line, quotes or not. Used by one thread.
 */
final class CsvCells {
  private final char separator;
  private int columns;
  private CsvParser parser;

  CsvCells(char separator) {
    this.separator = separator;
    this.columns = 64;
    this.parser = parser();
  }

  /**
   * The cells; empty text for an empty one.
   *
   * @throws IllegalArgumentException if quotes do not match
   */
  String[] split(String line) {
    return line.indexOf('"') < 0 ? plain(line) : quoted(line);
  }

  private String[] plain(String line) {
    List<String> cells = new ArrayList<>(columns);
    int from = 0;
    for (int to = line.indexOf(separator); to >= 0; to = line.indexOf(separator, from)) {
      cells.add(line.substring(from, to).strip());
      from = to + 1;
    }
    cells.add(line.substring(from).strip());
    return cells.toArray(String[]::new);
  }

  private String[] quoted(String line) {
    int most = 1 + (int) line.chars().filter(c -> c == separator).count();
    if (most > columns) {
      columns = most;
      parser = parser();
    }
    try {
      if (line.chars().filter(c -> c == '"').count() % 2 != 0) {
        throw new IllegalArgumentException("has a quote that is not closed on the same line");
      }
      String[] cells = parser.parseLine(line);
      for (int i = 0; i < cells.length; i++) {
        cells[i] = cells[i].strip();
      }
      return cells;
    } catch (TextParsingException e) {
      throw new IllegalArgumentException("has quotes inside an unquoted or after a quoted cell", e);
    }
  }

  private CsvParser parser() {
    CsvParserSettings settings = new CsvParserSettings();
    settings.getFormat().setDelimiter(separator);
    settings.getFormat().setComment('\0'); // no comments: a line is a record
    settings.setMaxColumns(columns);
    settings.setMaxCharsPerColumn(-1);
    settings.setNullValue("");
    settings.setEmptyValue("");
    settings.setUnescapedQuoteHandling(UnescapedQuoteHandling.RAISE_ERROR);
    return new CsvParser(settings);
  }
}
