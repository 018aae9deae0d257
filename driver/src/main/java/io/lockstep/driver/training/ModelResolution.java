package io.lockstep.driver.training;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.driver.storage.Locations;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Output;
import io.lockstep.network.ModelSource;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.Origin;
import io.lockstep.network.Shape;
import io.lockstep.network.StartParameters;
import io.lockstep.plan.TrainingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;

/**
 * Finds what a plan's model comes from: the plan with all layers in it, and the parameters to begin
 * with. The source is read here once; workers get layers and parameters only.
 *
 * @param plan with the source's layers and SHA-256
 * @param parameters empty: they are drawn
 */
record ModelResolution(TrainingPlan plan, Optional<StartParameters> parameters) {
  /**
   * Resolves.
   *
   * @param base folder at which relative locations start, with its scheme
   * @param input tells the shape of an example; asked only where a class wants to know
   * @throws LockstepException (usage or data) if the source is not there, damaged, not the one that
   *     the plan names, or has other layers than the plan
   */
  static ModelResolution of(
      TrainingPlan plan, Configuration hadoop, String base, Supplier<Shape> input) {
    Optional<ModelSource> source = plan.model().origin().source();
    if (source.isEmpty()) {
      return new ModelResolution(plan, Optional.empty());
    }
    String where = source.get().location();
    StartModel start =
        source.get().form() == ModelSource.Form.CLASS
            ? FactoryModel.read(where, input.get())
            : read(source.get().form(), Locations.resolve(base, where), hadoop);
    checkSha256(source.get(), start.sha256());
    Origin origin = plan.model().origin();
    ModelSpec model = headed(start.model(), origin);
    checkLayers(plan.model(), model, where);
    Origin held =
        new Origin(
            Optional.of(source.get().withSha256(start.sha256())), origin.freeze(), origin.head());
    return new ModelResolution(with(plan, model.from(held), where), start.parameters());
  }

  private static StartModel read(ModelSource.Form form, String location, Configuration hadoop) {
    ForeignModels foreign = new ForeignModels(hadoop);
    if (form == ModelSource.Form.DL4J) {
      return foreign.dl4j(location);
    }
    String name = location.toLowerCase(Locale.ROOT);
    if (form == ModelSource.Form.KERAS || name.endsWith(".h5") || name.endsWith(".hdf5")) {
      return foreign.keras(location);
    }
    return form == ModelSource.Form.DL4J_ZIP || name.endsWith(".zip")
        ? foreign.dl4jZip(location)
        : SavedRun.read(location, hadoop);
  }

  private static void checkSha256(ModelSource source, String found) {
    if (source.sha256().filter(hex -> !hex.equals(found)).isPresent()) {
      throw refused(
          source.location(),
          "its SHA-256 is "
              + found
              + ", the plan's model.sha256 "
              + source.sha256().get()
              + "; give back the model that it was, or leave model.sha256 out");
    }
  }

  /** With a new head where the plan wants one. */
  private static ModelSpec headed(ModelSpec model, Origin origin) {
    if (origin.head() == Origin.Head.KEPT) {
      return model;
    }
    List<LayerSpec> layers = new ArrayList<>(model.layers());
    layers.set(
        layers.size() - 1,
        new Output(OptionalInt.empty(), Optional.empty(), model.output().initialization()));
    return new ModelSpec(layers, model.wires());
  }

  /** Layers that the plan has beside the source are a run's own record, and must be the same. */
  private static void checkLayers(ModelSpec planned, ModelSpec found, String where) {
    List<LayerSpec> layers = planned.layers();
    if (layers.size() > 1 && !layers.equals(found.layers())) {
      int first = 0;
      int common = Math.min(layers.size(), found.layers().size());
      while (first < common && layers.get(first).equals(found.layers().get(first))) {
        first++;
      }
      throw refused(
          where,
          "its layers differ from the plan's model.layers from layer "
              + first
              + " on; leave model.layers out to take those of the source");
    }
    if (layers.size() > 1 && !planned.wires().equals(found.wires())) {
      throw refused(
          where,
          "its layers are named or wired otherwise than the plan's model.layers (name, from); leave"
              + " model.layers out to take those of the source");
    }
  }

  private static TrainingPlan with(TrainingPlan plan, ModelSpec model, String where) {
    try {
      return plan.with(model);
    } catch (IllegalArgumentException e) {
      throw new LockstepException(
          ExitCode.USAGE,
          "Cannot use the model "
              + where
              + ": "
              + e.getMessage()
              + "; set data.task to what the model is for, or replace its head (model.replace-head:"
              + " true)",
          e);
    }
  }

  private static LockstepException refused(String where, String why) {
    return new LockstepException(
        ExitCode.USAGE, "Cannot use the model " + where + ": " + why + ".");
  }
}
