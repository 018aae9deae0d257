"""Writes update-bn.json: running statistics that PyTorch's torch.optim.swa_utils.update_bn measures for networks with
batch normalization, over the batches of 8 among 24 examples that BATCHES names (epoch 0 of VirtualShards(8, 24, seed 5)).

Parameters as in pytorch_reference.py beside this file; feature i of all examples is cos(0.7 i) + sin(i / 50). Before the
pass, running values are nonsense. PyTorch keeps the unbiased variance, Lockstep that of the population: the file has the latter.

  PYTHONPATH=<where torch is> python3 update_bn.py > update-bn.json
"""
import json, math
import torch, torch.nn as nn
from pytorch_reference import fill
from graph_reference import Residual

BATCHES = [[8, 17, 18, 19, 20, 5, 22, 23], [16, 9, 10, 3, 12, 13, 14, 15], [0, 1, 2, 11, 4, 21, 6, 7]]


def measure(name, net, pieces, norms, shape):
    """norms: (place, layer, positions of a feature in an example) in the order of our layout."""
    net = net.double()
    start = 0
    for piece, scale in pieces:
        start = fill(piece, start, scale)
    examples, width = sum(map(len, BATCHES)), math.prod(shape)
    x = torch.tensor([math.cos(0.7 * i) + math.sin(i / 50) for i in range(examples * width)], dtype=torch.float64).reshape(examples, *shape)
    for _, norm, _ in norms:
        norm.running_mean.fill_(7)
        norm.running_var.fill_(9)
    torch.optim.swa_utils.update_bn([x[batch] for batch in BATCHES], net)
    statistics = {}
    for place, norm, positions in norms:
        values = len(BATCHES[0]) * positions
        statistics[f"{place}.mean"] = norm.running_mean.tolist()
        statistics[f"{place}.variance"] = (norm.running_var * (values - 1) / values).tolist()
    return dict(name=name, scales=[scale for _, scale in pieces], statistics=statistics)


def chain():
    c, n1, d, n2, o = nn.Conv2d(2, 3, 3, padding=1, bias=False), nn.BatchNorm2d(3, eps=1e-3), nn.Linear(48, 4, bias=False), nn.BatchNorm1d(4), nn.Linear(4, 3)
    net = nn.Sequential(c, n1, nn.Tanh(), nn.Flatten(), d, n2, nn.Tanh(), o)
    pieces = [(c.weight, .5), (n1.weight, 1.), (n1.bias, .5), (d.weight, .3), (n2.weight, 1.), (n2.bias, .5), (o.weight, .5), (o.bias, .3)]
    return measure("chain", net, pieces, [(1, n1, 16), (4, n2, 1)], (2, 4, 4))


def residual():
    net = Residual()
    pieces, norms = [], []
    for place, conv, norm, positions in ((0, net.c0, net.n1, 64), (3, net.c3, net.n4, 16), (6, net.c6, net.n7, 16), (8, net.c8, net.n9, 16), (12, net.c12, net.n13, 16)):
        pieces += [(conv.weight, .4), (norm.weight, 1.), (norm.bias, .5)]
        norms += [(place + 1, norm, positions)]
    return measure("residual", net, pieces + [(net.out.weight, .6), (net.out.bias, .3)], norms, (2, 8, 8))


if __name__ == "__main__":
    print(json.dumps(dict(torch=torch.__version__, batches=BATCHES, networks=[chain(), residual()]), indent=1))
