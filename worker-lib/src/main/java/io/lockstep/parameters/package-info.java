/**
 * Parameters, gradients and optimizer state as flat float32 vectors ({@link
 * io.lockstep.parameters.FlatVector}), the names of their pieces ({@link
 * io.lockstep.parameters.ParameterLayout}) and the parts of them that ranks own ({@link
 * io.lockstep.parameters.Slice}). Uses the JDK and checks only.
 */
package io.lockstep.parameters;
