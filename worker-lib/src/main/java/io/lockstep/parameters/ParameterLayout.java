package io.lockstep.parameters;

import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Names the pieces of a flat vector, which follow each other without gaps.
 *
 * @param pieces in the order of their offsets
 * @param last name of the model's last weight, the output's; of a part of a model it may be none of
 *     the pieces
 */
public record ParameterLayout(List<Piece> pieces, Optional<String> last) {
  /** Of a whole model. */
  public ParameterLayout(List<Piece> pieces) {
    this(pieces, lastWeight(pieces));
  }

  private static Optional<String> lastWeight(List<Piece> pieces) {
    return pieces.stream()
        .filter(piece -> piece.kind().decays())
        .map(Piece::name)
        .reduce((one, other) -> other);
  }

  public ParameterLayout {
    pieces = List.copyOf(pieces);
    present(last, "last");
    Set<String> names = new HashSet<>();
    int offset = 0;
    for (Piece piece : pieces) {
      check(piece.offset() == offset, "offset of " + piece.name(), "" + offset, piece.offset());
      check(names.add(piece.name()), "name", "unique", piece.name());
      offset = Math.addExact(offset, piece.length());
    }
  }

  /** Elements in all. */
  public int length() {
    return pieces.isEmpty() ? 0 : pieces.get(pieces.size() - 1).slice().to();
  }

  /** Those parts of {@code slice} whose pieces are of the kinds, neighbours joined; in order. */
  public List<Slice> parts(Slice slice, Set<Piece.Kind> kinds) {
    return parts(slice, piece -> kinds.contains(piece.kind()));
  }

  /** Where the chosen pieces are, neighbours joined; in order. */
  public List<Slice> parts(Predicate<Piece> chosen) {
    return parts(Slice.all(length()), chosen);
  }

  /** The chosen pieces alone, in their order, moved together; the last weight is the model's. */
  public ParameterLayout only(Predicate<Piece> chosen) {
    List<Piece> moved = new ArrayList<>();
    int offset = 0;
    for (Piece piece : pieces) {
      if (chosen.test(piece)) {
        moved.add(new Piece(piece.name(), piece.kind(), piece.shape(), offset));
        offset += piece.length();
      }
    }
    return new ParameterLayout(moved, last);
  }

  /** Those parts of {@code slice} whose pieces are chosen, neighbours joined; in order. */
  public List<Slice> parts(Slice slice, Predicate<Piece> chosen) {
    List<Slice> parts = new ArrayList<>();
    for (Piece piece : pieces) {
      Slice part = piece.slice().intersect(slice);
      if (part.isEmpty() || !chosen.test(piece)) {
        continue;
      }
      int last = parts.size() - 1;
      if (last >= 0 && parts.get(last).to() == part.from()) {
        parts.set(last, new Slice(parts.get(last).from(), part.to()));
      } else {
        parts.add(part);
      }
    }
    return List.copyOf(parts);
  }
}
