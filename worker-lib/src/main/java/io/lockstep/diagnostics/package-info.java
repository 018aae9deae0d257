/**
 * What a run says about itself: where its time went, what more workers would bring, and which
 * setting to change. Start at {@link io.lockstep.diagnostics.ScalingAdvisor}. May use network,
 * parameters, metrics, progress.
 */
package io.lockstep.diagnostics;
