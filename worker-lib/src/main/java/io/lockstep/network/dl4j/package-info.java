/**
 * The engine "dl4j": networks computed by Deeplearning4j over ND4J, the only package that sees
 * them. Start at {@link io.lockstep.network.dl4j.Dl4jEngine}. What upstream ships slow or wrong is
 * mended in two places: {@link io.lockstep.network.dl4j.Natives} (which library, how many threads)
 * and {@link io.lockstep.network.dl4j.Substitutes} (layers). A layer that gains nothing stays
 * DL4J's.
 */
package io.lockstep.network.dl4j;
