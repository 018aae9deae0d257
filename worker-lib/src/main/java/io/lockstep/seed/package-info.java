/** Every random draw starts at a {@link io.lockstep.seed.Seed}. Uses the JDK only. */
package io.lockstep.seed;
