/**
 * Reads HDF5 files as h5py writes them by itself: the file format of superblock 0, groups with
 * names and attributes, whole arrays of float32 and float64 (HDF5 File Format Specification 3.0,
 * sections II to IV). Start at {@link io.lockstep.hdf5.Hdf5File}. A file may come from anywhere:
 * every place and size is checked against the bytes that are there, what is read of the structure
 * is counted against a budget, so that structures that point at each other end, and links to other
 * files are not followed. May use the JDK only.
 */
package io.lockstep.hdf5;
