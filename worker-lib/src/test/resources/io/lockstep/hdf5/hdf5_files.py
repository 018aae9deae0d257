"""Writes plain.h5, soft.h5, external.h5 and latest.h5 beside this script, by h5py 3.7 on HDF5 1.10.

  python3 hdf5_files.py
"""
import os
import h5py, numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))

with h5py.File(os.path.join(HERE, "plain.h5"), "w") as f:
    f.attrs["text"] = "Grüße"
    f.attrs["ascii"] = b"letters"
    f.attrs["long"] = b"ab" * 33000
    f.attrs["fixed"] = [b"one", b"three", b""]
    f.attrs["variable"] = np.array(["x", "", "zwölf"], dtype=h5py.string_dtype())
    f.attrs["nothing"] = np.array([])
    f.attrs["number"] = 7
    for i in range(30):  # more than an object header has at first
        f.attrs["more%d" % i] = "value %d" % i
    f.create_group("target").attrs["it"] = "is"
    for i in range(300):  # a B-tree of two levels
        f["many/g%d" % i] = f["target"]
    f["singles"] = np.arange(6, dtype="float32").reshape(2, 3)
    f["doubles"] = np.array([.5, -1e300])
    f["one"] = np.float32(2.5)
    f["empty"] = np.zeros((0, 4), "float32")
    f["bigEndian"] = np.array([1.], ">f4")
    f["halves"] = np.array([1.], "float16")
    f["whole"] = np.arange(3)
    f.create_dataset("chunked", data=np.zeros((4, 4), "float32"), chunks=(2, 2), compression="gzip")

with h5py.File(os.path.join(HERE, "soft.h5"), "w") as f:
    f["singles"] = np.arange(6, dtype="float32")
    f["soft"] = h5py.SoftLink("/singles")

with h5py.File(os.path.join(HERE, "external.h5"), "w") as f:
    f["elsewhere"] = h5py.ExternalLink("/etc/passwd", "/x")

with h5py.File(os.path.join(HERE, "latest.h5"), "w", libver="latest") as f:
    f["singles"] = np.arange(6, dtype="float32")
