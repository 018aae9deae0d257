package io.lockstep.driver.transport;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.collective.Collective;
import io.lockstep.collective.TestingRanks;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Bias;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.Loss;
import io.lockstep.network.ModelSource;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Origin;
import io.lockstep.network.Shape;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;
import io.lockstep.progress.Span;
import io.lockstep.synchronization.StepTimer;
import io.lockstep.synchronization.SynchronizationSpec;
import io.lockstep.synchronization.SynchronizationSpec.GradientSharing;
import io.lockstep.synchronization.SynchronizationSpec.ParameterAveraging;
import io.lockstep.synchronization.Synchronizer;
import io.lockstep.synchronization.SynchronizerSetup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What a step sends between two hosts, with and without frozen layers. */
class FrozenLayersTrafficTest {
  private static NetworkSpec network(String... freeze) {
    ModelSource source = new ModelSource(ModelSource.Form.START_FROM, "runs/a", Optional.empty());
    LayerSpec dense = new LayerSpec.Dense(200, Activation.RELU, Initialization.HE, Bias.AUTO);
    LayerSpec output =
        new LayerSpec.Output(OptionalInt.empty(), Optional.empty(), Initialization.LECUN);
    return NetworkSpec.infer(
        new ModelSpec(List.of(dense, dense, dense, output))
            .from(new Origin(Optional.of(source), List.of(freeze), Origin.Head.KEPT)),
        Shape.flat(300),
        10,
        Loss.CROSS_ENTROPY);
  }

  @Test
  void frozenLayersCostNoCommunication() throws Exception {
    ParameterLayout all = network().trained();
    ParameterLayout trained = network("0-*", "1-*").trained();
    double share = (double) trained.length() / all.length();
    assertTrue(share < 0.4, "only " + share + " is trained");
    for (SynchronizationSpec how : List.of(new GradientSharing(), new ParameterAveraging(1))) {
      double whole = sent(how, all);
      double partly = sent(how, trained);
      assertTrue(whole > 4.0 * all.length(), "a step sends " + whole + " bytes");
      assertTrue(partly < (share + 0.05) * whole, partly + " of " + whole + " bytes, " + how);
    }
  }

  /** Bytes of rank 0 in one step of two workers on hosts of their own. */
  private static long sent(SynchronizationSpec how, ParameterLayout layout) throws Exception {
    List<Collective> members =
        new TestingNetwork(Map.of()).open(List.of(TestingRanks.patient(), TestingRanks.patient()));
    long[] bytes = new long[1];
    try (TestingRanks ranks = new TestingRanks(members)) {
      ranks.all(
          collective -> {
            long before = collective.sentBytes();
            step(how, layout, collective);
            if (collective.rank() == 0) {
              bytes[0] = collective.sentBytes() - before;
            }
          });
    }
    return bytes[0];
  }

  private static void step(SynchronizationSpec how, ParameterLayout layout, Collective collective) {
    FlatVector parameters = Synchronizer.place(how, collective, layout.length());
    Progress start = Progress.start(8);
    Synchronizer synchronizer =
        Synchronizer.of(
            how,
            new SynchronizerSetup(
                collective,
                layout,
                parameters,
                Synchronizer.NormNeeded.FOR_METRICS,
                new RunLength(Span.steps(3), 1),
                start,
                new StepTimer(System::nanoTime)));
    FlatVector gradient = collective.individual(layout.length());
    synchronizer.beforeUpdate(gradient, 1, 4, 8);
    float[] block = new float[layout.length()];
    synchronizer.gradient().load(synchronizer.slice().from(), 1, block);
    synchronizer.afterUpdate(parameters, Map.of(), start.advance(8));
  }
}
