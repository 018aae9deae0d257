package io.lockstep.network;

import static io.lockstep.network.TestingNetworks.averagePool;
import static io.lockstep.network.TestingNetworks.conv;
import static io.lockstep.network.TestingNetworks.dense;
import static io.lockstep.network.TestingNetworks.output;
import static io.lockstep.network.TestingNetworks.window;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.network.LayerSpec.Activation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Models that are graphs: what reads what, and the shapes that follow. */
class ModelBuilderTest {
  private static final Shape IMAGE = Shape.image(3, 8, 8);

  private static LayerSpec sameSize(int filters) {
    return conv(filters, window(3, 1, 1), Activation.IDENTITY);
  }

  private static Wire named(String name, String... from) {
    return new Wire(Optional.of(name), List.of(from));
  }

  private static NetworkSpec infer(ModelBuilder builder, Shape input) {
    return NetworkSpec.infer(builder.add(output()).build(), input, 2, Loss.CROSS_ENTROPY);
  }

  private static void assertRefused(String message, ModelBuilder builder, Shape input) {
    LockstepException failure = assertThrows(LockstepException.class, () -> infer(builder, input));
    assertEquals(message, failure.getMessage());
    assertEquals(ExitCode.USAGE, failure.exitCode());
  }

  @Test
  void aResidualBlockAddsWhatItReads() {
    ModelBuilder builder =
        new ModelBuilder()
            .add(sameSize(4))
            .residual(body -> body.add(sameSize(4)).add(sameSize(4)), shortcut -> {})
            .residual(body -> body.add(sameSize(6)), shortcut -> shortcut.add(sameSize(6)));
    assertEquals(
        List.of(
            List.of(-1),
            List.of(0),
            List.of(1),
            List.of(2, 0),
            List.of(3),
            List.of(3),
            List.of(4, 5),
            List.of(6)),
        builder.add(output()).build().sources());
  }

  @Test
  void aBlockMayBeginTheModelOrABranch() {
    ModelBuilder builder =
        new ModelBuilder()
            .residual(
                body -> body.residual(inner -> inner.add(sameSize(3)), none -> {}),
                shortcut -> shortcut.residual(inner -> inner.add(sameSize(3)), none -> {}));
    assertEquals(
        List.of(List.of(-1), List.of(0, -1), List.of(-1), List.of(2, -1), List.of(1, 3)),
        builder.add(output()).build().sources().subList(0, 5));
  }

  @Test
  void aBlockMayReadWhatStandsFurtherBack() {
    ModelBuilder builder =
        new ModelBuilder()
            .add(sameSize(3), named("a"))
            .add(sameSize(3), named("b"))
            .residual(named("c", "a"), body -> body.add(sameSize(3)), shortcut -> {})
            .add(new LayerSpec.Concat(), Wire.reading(List.of("b", "c")));
    assertEquals(
        List.of(List.of(-1), List.of(0), List.of(0), List.of(2, 0), List.of(1, 3), List.of(4)),
        builder.add(output()).build().sources());
  }

  @Test
  void concatenationAddsUpChannels() {
    ModelBuilder builder =
        new ModelBuilder()
            .add(sameSize(4), named("a"))
            .add(sameSize(5), named("b"))
            .add(new LayerSpec.Concat(), named("c", "input", "a", "b"))
            .add(averagePool(window(2, 2, 0)));
    NetworkSpec spec = infer(builder, IMAGE);
    assertEquals(Shape.image(12, 8, 8), spec.layers().get(2).output());
    assertEquals(List.of(1, 2), spec.readersOf(0));
    ModelBuilder flat =
        new ModelBuilder()
            .add(dense(4, Activation.RELU), named("a"))
            .add(new LayerSpec.Concat(), Wire.reading(List.of("a", "input")));
    assertEquals(Shape.flat(11), infer(flat, Shape.flat(7)).layers().get(1).output());
  }

  @Test
  void namesTheLayersWhoseShapesDiffer() {
    assertRefused(
        "Cannot build layer 3 (add): it adds layers of one shape, but they are b 6x8x8, at-0 4x8x8;"
            + " a conv2d of kernel 1 (for images) or a dense layer on the smaller branch makes them"
            + " equal",
        new ModelBuilder()
            .add(sameSize(4))
            .residual(body -> body.add(sameSize(4)).add(sameSize(6), named("b")), shortcut -> {}),
        IMAGE);
    assertRefused(
        "Cannot build layer 1 (concat 'c'): it joins images of one height and width, or flat"
            + " layers, but they are input 3x8x8, a 3x4x4",
        new ModelBuilder()
            .add(averagePool(window(2, 2, 0)), named("a"))
            .add(new LayerSpec.Concat(), named("c", "input", "a")),
        IMAGE);
  }

  @Test
  void refusesBranchesOfSequences() {
    ModelBuilder builder =
        new ModelBuilder()
            .residual(body -> body.add(dense(3, Activation.RELU)), none -> {})
            .add(output());
    LockstepException failure =
        assertThrows(
            LockstepException.class,
            () ->
                NetworkSpec.infer(builder.build(), Shape.sequence(5, 3), 2, 1, Loss.CROSS_ENTROPY));
    assertTrue(
        failure
            .getMessage()
            .startsWith(
                "Cannot build layer 0 (dense 'at-0'): its input is a sequence (5 steps of 3), for"
                    + " which models that branch or join are not there"),
        failure.getMessage());
  }

  @Test
  void leavesOutABiasOnlyIfEveryReaderCancelsIt() {
    LayerSpec norm = new LayerSpec.BatchNorm(0.9, 1e-5);
    NetworkSpec spec =
        infer(
            new ModelBuilder()
                .add(sameSize(4))
                .add(norm)
                .add(sameSize(4))
                .residual(body -> body.add(norm), shortcut -> {}),
            IMAGE);
    assertEquals(
        List.of(false, false, true, false, false, true),
        spec.layers().stream().map(NetworkSpec.Layer::hasBias).toList());
  }

  @Test
  void knowsAChainFromAGraph() {
    assertTrue(infer(new ModelBuilder().add(sameSize(4)), IMAGE).isChain());
    assertTrue(
        !infer(new ModelBuilder().residual(b -> b.add(sameSize(3)), s -> {}), IMAGE).isChain());
  }

  @Test
  void refusesAModelWithALooseEnd() {
    ModelBuilder builder =
        new ModelBuilder()
            .add(dense(3, Activation.RELU))
            .add(dense(3, Activation.RELU), Wire.reading(List.of("input")))
            .add(output());
    IllegalArgumentException failure = assertThrows(IllegalArgumentException.class, builder::build);
    assertEquals(
        "Invalid wires (a graph without cycles or loose ends): [Problem[place=0, key=, cause=no layer"
            + " reads it; name it in the 'from' of a later layer, or leave it out]]",
        failure.getMessage());
  }
}
