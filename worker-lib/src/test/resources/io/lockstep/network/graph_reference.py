"""Writes graph-reference.json: loss and gradients that PyTorch computes for a residual network, as pytorch_reference.py
beside this file does for chains. The block with a projection is torchvision's BasicBlock.

  PYTHONPATH=<where torch is> python3 graph_reference.py > graph-reference.json
"""
import json
import torch, torch.nn as nn, torch.nn.functional as F
from pytorch_reference import run


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        conv = lambda i, o, k, s: nn.Conv2d(i, o, k, stride=s, padding=k // 2, bias=False)
        self.c0, self.c3, self.c6, self.c8, self.c12 = conv(2, 4, 3, 1), conv(4, 6, 3, 2), conv(6, 6, 3, 1), conv(4, 6, 1, 2), conv(6, 6, 3, 1)
        self.n1, self.n4, self.n7, self.n9, self.n13 = (nn.BatchNorm2d(n, eps=1e-5) for n in (4, 6, 6, 6, 6))
        self.out = nn.Linear(6, 3)

    def forward(self, x):
        x = F.relu(self.n1(self.c0(x)))
        x = F.relu(self.n7(self.c6(F.relu(self.n4(self.c3(x))))) + self.n9(self.c8(x)))
        x = self.n13(self.c12(x)) + x
        return self.out(x.mean((2, 3)))


def residual():
    net = Residual()
    pieces = []
    for place, conv, norm in ((0, net.c0, net.n1), (3, net.c3, net.n4), (6, net.c6, net.n7), (8, net.c8, net.n9), (12, net.c12, net.n13)):
        pieces += [(f"{place}.weight", conv.weight, .4), (f"{place + 1}.scale", norm.weight, 1.), (f"{place + 1}.shift", norm.bias, .5)]
    pieces += [("16.weight", net.out.weight, .6), ("16.bias", net.out.bias, .3)]
    return run("residual", net, pieces, (2, 8, 8), 5, 3)


if __name__ == "__main__":
    print(json.dumps(dict(torch=torch.__version__, networks=[residual()]), indent=1))
