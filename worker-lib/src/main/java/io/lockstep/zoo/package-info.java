/**
 * Reference models by name: {@link io.lockstep.zoo.Zoo} lists them, a {@link
 * io.lockstep.zoo.ReferenceModel} makes layers of a few numbers. A new one is a class here and a
 * row in {@code Zoo}, in docs/formats/plan.md and in docs/toolbox.md. May use network.
 */
package io.lockstep.zoo;
