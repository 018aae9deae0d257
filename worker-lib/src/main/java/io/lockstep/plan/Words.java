package io.lockstep.plan;

import io.lockstep.data.DataSpec.Header;
import io.lockstep.network.LayerSpec.Bias;
import io.lockstep.network.Origin.Head;
import io.lockstep.plan.OutputSpec.Visibility;
import java.util.List;
import java.util.Locale;

/** The plan's words for the constants of enums: {@code he-uniform} for {@code HE_UNIFORM}. */
final class Words {
  private Words() {}

  /** The word for a constant. */
  static String of(Enum<?> constant) {
    if (constant == Bias.YES
        || constant == Header.PRESENT
        || constant == Visibility.SHARED
        || constant == Head.REPLACED) {
      return "true";
    }
    if (constant == Bias.NO
        || constant == Header.ABSENT
        || constant == Visibility.HOST
        || constant == Head.KEPT) {
      return "false";
    }
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Reads the word for a constant. */
  static <E extends Enum<E>> Reading<E> reading(Class<E> type) {
    List<E> constants = List.of(type.getEnumConstants());
    return Reading.choice(constants.stream().map(Words::of).toList(), constants);
  }
}
