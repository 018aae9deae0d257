package io.lockstep.network;

import static io.lockstep.network.TestingNetworks.network;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lockstep.data.Batch;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.parameters.FlatVector;
import io.lockstep.seed.Seed;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** What each name computes, on every engine. */
class ActivationTest {
  private static final float[] POINTS = {-30, -3, -1, -0.5f, -0.01f, 0, 0.01f, 0.5f, 1, 3, 30};

  @Test
  void activationsEqualTheirDefinitions() {
    for (String engine : Engines.names()) {
      for (Activation activation : Activation.values()) {
        float[] computed = compute(Engines.named(engine), activation);
        for (int i = 0; i < POINTS.length; i++) {
          double expected = definition(activation).applyAsDouble(POINTS[i]);
          assertEquals(
              expected,
              computed[i],
              1e-6 * Math.max(1, Math.abs(expected)),
              engine + " " + activation + "(" + POINTS[i] + ")");
        }
      }
    }
  }

  private static DoubleUnaryOperator definition(Activation activation) {
    return switch (activation) {
      case IDENTITY -> x -> x;
      case RELU -> x -> Math.max(0, x);
      case LEAKY_RELU -> x -> x < 0 ? 0.01 * x : x;
      case ELU -> x -> x < 0 ? Math.expm1(x) : x;
      case SELU -> x -> 1.0507009873554805 * (x < 0 ? 1.6732632423543772 * Math.expm1(x) : x);
      case GELU -> x -> x / (1 + Math.exp(-1.702 * x));
      case SIGMOID -> x -> 1 / (1 + Math.exp(-x));
      case TANH -> Math::tanh;
      case SOFTPLUS -> x -> Math.log1p(Math.exp(x));
    };
  }

  /** The activation alone: what follows is the identity. */
  private static float[] compute(Engine engine, Activation activation) {
    int n = POINTS.length;
    NetworkSpec spec = network(Shape.flat(n), n, Loss.MSE, new LayerSpec.Activate(activation));
    Network network = TestingNetworks.bind(engine, spec, new Seed(1));
    network.parameters().fill(0);
    for (int i = 0; i < n; i++) {
      network.parameters().set(i * n + i, 1);
    }
    Batch batch = new Batch(1, n, n);
    batch.rows(1);
    batch.features().copyFrom(POINTS);
    FlatVector outputs = FlatVector.allocate(n);
    network.predict(batch, outputs);
    return outputs.toArray();
  }
}
