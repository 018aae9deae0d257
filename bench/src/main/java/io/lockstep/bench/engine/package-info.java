/**
 * Where a step of an engine spends its time and memory. Start at {@link
 * io.lockstep.bench.engine.EngineProfile}, and at {@link
 * io.lockstep.bench.engine.NetworksSideBySide} for two workers in one process. Uses worker-lib, and
 * OpenBLAS for the peak that the layers are compared with.
 */
package io.lockstep.bench.engine;
