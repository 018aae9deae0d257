package io.lockstep.hdf5;

import java.io.IOException;

/** A file is damaged, hostile, or uses of HDF5 what is not read here; the message says which. */
public final class Hdf5Exception extends IOException {
  private static final long serialVersionUID = 1L;

  Hdf5Exception(String message) {
    super(message);
  }
}
