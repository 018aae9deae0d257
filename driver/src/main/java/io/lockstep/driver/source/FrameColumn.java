package io.lockstep.driver.source;

import java.io.Serializable;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import scala.collection.Iterator;
import scala.collection.Seq;

/**
 * A column of a DataFrame as numbers: a number, a boolean (0 or 1), an array of them, in arrays
 * also, or an ML vector, as many numbers in every row.
 *
 * @param place in the row
 * @param length numbers in a row
 */
record FrameColumn(int place, String name, int length) implements Serializable {
  /** Whether a column of this type is numbers. */
  static boolean isNumeric(DataType type) {
    return type instanceof NumericType || type instanceof BooleanType || isMany(type);
  }

  /** Whether a column of this type is several numbers. */
  static boolean isMany(DataType type) {
    return type.equals(SQLDataTypes.VectorType())
        || (type instanceof ArrayType array && isNumeric(array.elementType()));
  }

  /** A column like that of this row. */
  static FrameColumn like(Row row, int place, String name) {
    return new FrameColumn(place, name, count(row.get(place)));
  }

  /**
   * Writes the numbers of a row from some place on.
   *
   * @throws IllegalArgumentException if there is none, not as many, or not finite
   */
  void write(Row row, float[] to, int from) {
    Object value = row.get(place);
    int count = count(value);
    if (value != null && count != length) {
      throw new IllegalArgumentException(
          "column " + name + " has " + count + " numbers, expected " + length);
    }
    write(value, to, from);
  }

  private int write(Object value, float[] to, int from) {
    if (value instanceof Seq<?> many) {
      int at = from;
      for (Iterator<?> each = many.iterator(); each.hasNext(); ) {
        at = write(each.next(), to, at);
      }
      return at;
    } else if (value instanceof Vector vector) {
      for (int i = 0; i < vector.size(); i++) {
        to[from + i] = finite(vector.apply(i));
      }
      return from + vector.size();
    }
    to[from] = finite(number(value));
    return from + 1;
  }

  private double number(Object value) {
    if (value == null) {
      throw new IllegalArgumentException("column " + name + " is null");
    } else if (value instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    return ((Number) value).doubleValue();
  }

  private float finite(double number) {
    float value = (float) number;
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException(
          "column " + name + " " + NumberText.problem(String.valueOf(number)));
    }
    return value;
  }

  private static int count(Object value) {
    if (value instanceof Vector vector) {
      return vector.size();
    } else if (value instanceof Seq<?> many) {
      int count = 0;
      for (Iterator<?> each = many.iterator(); each.hasNext(); ) {
        count += count(each.next());
      }
      return count;
    }
    return 1;
  }
}
