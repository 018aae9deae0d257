"""Writes reference.safetensors with the reference implementation (pip install safetensors numpy)."""

import pathlib

import numpy
import safetensors.numpy

safetensors.numpy.save_file(
    {
        "0.weight": numpy.array([[0.5, -1.25, 3e-39], [-0.0, 1e30, 7]], numpy.float32),
        "0.bias": numpy.array([1, 2], numpy.float32),
    },
    pathlib.Path(__file__).with_name("reference.safetensors"),
    metadata={"lockstep": "1"},
)
