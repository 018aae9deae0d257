package io.lockstep.driver.source;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;

/** What the driver hears about a partition that was parsed. */
@DefaultSerializer(PartitionSummary.KryoForm.class)
final class PartitionSummary implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Bad rows that are named; the others are counted. */
  static final int NAMED = 20;

  /** More labels than this are hardly classes, and more than a driver should hear of. */
  static final int MAX_LABELS = 10_000;

  private final long records;
  private final long bad;
  private final ArrayList<BadRow> named;
  private final TreeSet<String> labels;

  private PartitionSummary(
      long records, long bad, ArrayList<BadRow> named, TreeSet<String> labels) {
    this.records = records;
    this.bad = bad;
    this.named = named;
    this.labels = labels;
  }

  static PartitionSummary of(Iterator<SourceRecord> partition) {
    long records = 0;
    long bad = 0;
    ArrayList<BadRow> named = new ArrayList<>();
    TreeSet<String> labels = new TreeSet<>();
    while (partition.hasNext()) {
      SourceRecord record = partition.next();
      records++;
      if (record.isBad()) {
        bad++;
        if (named.size() < NAMED) {
          named.add(record.problem());
        }
      } else if (!record.label().isEmpty() && labels.size() <= MAX_LABELS) {
        labels.add(record.label());
      }
    }
    return new PartitionSummary(records, bad, named, labels);
  }

  /** Good and bad ones. */
  long records() {
    return records;
  }

  long bad() {
    return bad;
  }

  List<BadRow> named() {
    return named;
  }

  TreeSet<String> labels() {
    return labels;
  }

  /** How Kryo writes it. */
  public static final class KryoForm extends Serializer<PartitionSummary> {
    @Override
    public void write(Kryo kryo, Output output, PartitionSummary summary) {
      output.writeLong(summary.records, true);
      output.writeLong(summary.bad, true);
      output.writeInt(summary.named.size(), true);
      summary.named.forEach(row -> KryoValues.write(output, row));
      KryoValues.write(output, summary.labels.toArray(String[]::new));
    }

    @Override
    public PartitionSummary read(Kryo kryo, Input input, Class<PartitionSummary> type) {
      long records = input.readLong(true);
      long bad = input.readLong(true);
      ArrayList<BadRow> named = new ArrayList<>();
      for (int left = input.readInt(true); left > 0; left--) {
        named.add(KryoValues.readBadRow(input));
      }
      TreeSet<String> labels = new TreeSet<>(List.of(KryoValues.readStrings(input)));
      return new PartitionSummary(records, bad, named, labels);
    }
  }
}
