"""Writes normalization-reference.json: loss and gradients that PyTorch computes for a network with group, instance and
layer normalization, as pytorch_reference.py beside this file does for other chains. On images layer normalization has a
scale and a shift for each feature map, which in PyTorch is GroupNorm with one group.

  PYTHONPATH=<where torch is> python3 normalization_reference.py > normalization-reference.json
"""
import json
import torch, torch.nn as nn
from pytorch_reference import run


def normalized():
    c0, n1, c3, n4, n6 = nn.Conv2d(2, 6, 3, padding=1), nn.GroupNorm(3, 6, eps=1e-3), nn.Conv2d(6, 4, 3, stride=2, padding=1, bias=False), \
        nn.InstanceNorm2d(4, eps=1e-5, affine=True), nn.GroupNorm(1, 4, eps=1e-5)
    d7, n8, o = nn.Linear(64, 5), nn.LayerNorm(5, eps=1e-2), nn.Linear(5, 3)
    net = nn.Sequential(c0, n1, nn.Tanh(), c3, n4, nn.Tanh(), n6, nn.Flatten(), d7, nn.Tanh(), n8, o)
    pieces = [("0.bias", c0.bias, .3), ("0.weight", c0.weight, .4), ("1.scale", n1.weight, 1.), ("1.shift", n1.bias, .5),
              ("3.weight", c3.weight, .4), ("4.scale", n4.weight, 1.), ("4.shift", n4.bias, .5),
              ("6.scale", n6.weight, 1.), ("6.shift", n6.bias, .5), ("7.weight", d7.weight, .3), ("7.bias", d7.bias, .3),
              ("8.scale", n8.weight, 1.), ("8.shift", n8.bias, .5), ("9.weight", o.weight, .6), ("9.bias", o.bias, .3)]
    return run("normalized", net, pieces, (2, 8, 8), 5, 3)


if __name__ == "__main__":
    print(json.dumps(dict(torch=torch.__version__, networks=[normalized()]), indent=1))
