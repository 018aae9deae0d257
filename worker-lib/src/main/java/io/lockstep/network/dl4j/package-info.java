/**
 * The engine "dl4j": networks computed by Deeplearning4j over ND4J. The only package that sees
 * them. Start at {@link io.lockstep.network.dl4j.Dl4jEngine}. What upstream ships slow is mended in
 * {@link io.lockstep.network.dl4j.Natives}.
 */
package io.lockstep.network.dl4j;
