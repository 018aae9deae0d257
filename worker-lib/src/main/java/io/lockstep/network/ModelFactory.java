package io.lockstep.network;

/**
 * A model by a class of the user's own, named in a plan by {@code model.class}. The class is
 * public, has a public constructor without parameters and is on the driver's class path ({@code
 * --jars} or {@code spark.jars}); workers never need it.
 *
 * <pre>{@code
 * public final class Narrowing implements ModelFactory {
 *   public ModelSpec model(Shape input) {
 *     List<LayerSpec> layers = ...;
 *     return new ModelSpec(layers);
 *   }
 * }
 * }</pre>
 */
public interface ModelFactory {
  /**
   * The model. Called more than once, and to answer alike each time: a resume compares.
   *
   * @param input shape of one example
   */
  ModelSpec model(Shape input);
}
