package io.lockstep.plan;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.data.DataSpec;
import io.lockstep.data.DataSpec.Format;
import io.lockstep.data.DataSpec.Task;
import io.lockstep.data.FormatNames;
import io.lockstep.network.Loss;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is known of examples before the data are looked at: by {@code data.shape}, else by their
 * format, which says whether they are pictures, ids or flat.
 */
final class KnownExamples {
  /** Stands for sizes that the data say; a sequence of it is one. */
  private static final int ANY = 256;

  private final DataSpec data;

  KnownExamples(DataSpec data) {
    this.data = data;
  }

  /** As the plan names it, else as all paths say alike; empty if that needs a look. */
  Optional<Format> format() {
    if (data.format() != Format.AUTO) {
      return Optional.of(data.format());
    }
    List<Optional<Format>> told =
        data.train().stream()
            .map(path -> FormatNames.of(path.substring(path.lastIndexOf('/') + 1)))
            .distinct()
            .toList();
    return told.size() == 1 ? told.get(0) : Optional.empty();
  }

  /** Whether an example is one row of numbers if {@code data.shape} says nothing else. */
  private boolean isRow() {
    boolean isFrame = data.train().isEmpty() && data.format() == Format.AUTO;
    return isFrame
        || format()
            .filter(f -> f == Format.CSV || f == Format.PARQUET || f == Format.LIBSVM)
            .isPresent();
  }

  /**
   * The whole shape, if the plan says it. The vocabulary of text is what the output has, else a
   * guess.
   *
   * @throws IllegalArgumentException if it makes no sense
   */
  Optional<Shape> shape(ModelSpec model) {
    if (data.sequence().isPresent()) {
      int classes = Math.max(2, model.output().units().orElse(2));
      return Optional.of(Shape.ids(data.sequence().getAsInt(), classes));
    }
    return data.shape().isEmpty()
        ? Optional.empty()
        : Optional.of(new Shape(data.shape(), data.vocabulary().orElse(0)));
  }

  /** A shape of the same kind, where the sizes are not known. */
  private Optional<Shape> kind() {
    OptionalInt vocabulary = data.vocabulary();
    if (vocabulary.isPresent()) {
      return Optional.of(Shape.ids(ANY, vocabulary.getAsInt()));
    } else if (isRow()) {
      return Optional.of(Shape.flat(ANY));
    }
    // IDX files may hold flat examples
    return format().filter(f -> f == Format.IMAGES).map(f -> Shape.image(3, ANY, ANY));
  }

  /** Why examples are no pictures and what to do; empty if they are, or may be. */
  Optional<String> noPictures() {
    if (data.sequence().isPresent() || data.vocabulary().isPresent()) {
      String what = data.sequence().isPresent() ? "text" : "data.vocabulary";
      return Optional.of(what + " gives ids; leave augmentation out");
    } else if (data.shape().isEmpty() && isRow()) {
      String what = format().map(Words::of).map(w -> "the format " + w).orElse("a DataFrame");
      return Optional.of(
          what
              + " gives flat examples where data.shape does not say otherwise; set it to [channels,"
              + " height, width], such as [1, 8, 8], or leave augmentation out");
    } else if (!data.shape().isEmpty() && data.shape().size() != 3) {
      return Optional.of(
          "data.shape is not that of one; set it to [channels, height, width], such as [1, 8, 8],"
              + " or leave augmentation out");
    }
    return Optional.empty();
  }

  /**
   * The network for as many classes as the model says, or for two.
   *
   * @throws io.lockstep.checks.LockstepException (usage) naming the layer that does not fit
   */
  static NetworkSpec network(DataSpec data, ModelSpec model, Shape shape) {
    Task task = data.task();
    boolean isText = data.sequence().isPresent();
    boolean classes = task == Task.CLASSIFICATION;
    int steps = isText ? shape.time() : 1;
    int units = model.output().units().orElse(isText ? shape.vocabulary() : 2);
    boolean features = task == Task.RECONSTRUCTION;
    checkOutputs(units, steps);
    return NetworkSpec.infer(
        model,
        shape,
        features ? shape.elements() : classes ? units * steps : units,
        classes || features ? steps : NetworkSpec.ANY_STEPS,
        TrainingPlan.lossOf(task));
  }

  private static void checkOutputs(int units, int steps) {
    if ((long) units * steps > DataSpec.MAX_FEATURES) {
      throw new LockstepException(
          ExitCode.USAGE,
          "Cannot build the model: %,d classes at each of %,d steps are more outputs than one vector holds (%,d); make data.sequence smaller"
              .formatted(units, steps, DataSpec.MAX_FEATURES));
    }
  }

  /**
   * Fails where the model cannot take what is known.
   *
   * @return the network, if all of the shape is known
   * @throws io.lockstep.checks.LockstepException (usage) naming the layer that does not fit
   */
  Optional<NetworkSpec> check(ModelSpec model) {
    Optional<Shape> shape = shape(model);
    if (shape.isPresent()) {
      return Optional.of(network(data, model, shape.get()));
    }
    Loss loss = TrainingPlan.lossOf(data.task());
    kind().ifPresent(any -> NetworkSpec.checkKind(model, any, loss));
    return Optional.empty();
  }
}
