/**
 * Models in the formats of others, as layers and parameters of ours. Start at {@link
 * io.lockstep.imports.Dl4jZip}, {@link io.lockstep.imports.Dl4jConfiguration} and {@link
 * io.lockstep.imports.KerasH5}. What is read may come from anywhere: every size is checked before
 * memory is taken, class names are compared with a list and never resolved, and nothing is
 * deserialized. May use network, parameters and hdf5, and Jackson for JSON trees.
 */
package io.lockstep.imports;
