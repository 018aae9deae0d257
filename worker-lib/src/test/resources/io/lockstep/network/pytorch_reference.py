"""Writes pytorch-reference.json: loss and gradients that PyTorch computes for small networks.

Parameters, features and labels follow from formulas, so that the file holds results only:
trained parameter i (in the order of the layout) is sin(i + 1) * scale of its piece, feature i is cos(0.7 i), the label
of row r is r mod classes (of sequences: see there). Gradients are sums over the rows, in PyTorch's row-major order; of each piece the file
has the sum, the L2 norm and every element if there are 20 or less.

  PYTHONPATH=<where torch is> python3 pytorch_reference.py > pytorch-reference.json
"""
import json, math
import torch, torch.nn as nn, torch.nn.functional as F

torch.set_num_threads(1)


def fill(piece, start, scale):
    values = [math.sin(i + 1) * scale for i in range(start, start + piece.numel())]
    with torch.no_grad():
        piece.copy_(torch.tensor(values, dtype=torch.float64).reshape(piece.shape))
    return start + piece.numel()


def summary(t, scale):
    t = t.detach().double().flatten()
    return dict(scale=scale, sum=t.sum().item(), norm=t.norm().item(), values=t.tolist() if t.numel() <= 20 else [])


def run(name, net, pieces, shape, rows, classes):
    """pieces: (name, tensor, scale) in the order of our layout."""
    start = 0
    for _, piece, scale in pieces:
        start = fill(piece, start, scale)
    x = torch.tensor([math.cos(0.7 * i) for i in range(rows * math.prod(shape))], dtype=torch.float64)
    x = x.reshape(rows, *shape).to(torch.float32)
    y = torch.arange(rows) % classes
    net.train()
    loss = F.cross_entropy(net(x), y, reduction="sum")
    loss.backward()
    return dict(name=name, rows=rows, parameters=start, loss=loss.item(),
                gradients={n: summary(p.grad, s) for n, p, s in pieces})


def lenet():
    c1, c2, d, o = nn.Conv2d(1, 32, 5), nn.Conv2d(32, 64, 5), nn.Linear(1024, 512), nn.Linear(512, 10)
    net = nn.Sequential(c1, nn.ReLU(), nn.MaxPool2d(2), c2, nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), d, nn.ReLU(), o)
    pieces = [("0.bias", c1.bias, .1), ("0.weight", c1.weight, .3), ("2.bias", c2.bias, .1), ("2.weight", c2.weight, .06),
              ("4.weight", d.weight, .05), ("4.bias", d.bias, .1), ("5.weight", o.weight, .06), ("5.bias", o.bias, .1)]
    return run("lenet", net, pieces, (1, 28, 28), 4, 10)


def mixed():
    """Stride, padding, batch normalization and average pooling that counts padded zeros."""
    c1, n1, c2, o = nn.Conv2d(2, 3, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(3, eps=1e-3), nn.Conv2d(3, 4, 2), nn.Linear(16, 3)
    net = nn.Sequential(c1, n1, nn.Tanh(), nn.MaxPool2d(3, 1, padding=1), c2, nn.Sigmoid(),
                        nn.AvgPool2d(3, 2, padding=1), nn.Flatten(), o)
    pieces = [("0.weight", c1.weight, .5), ("1.scale", n1.weight, 1.), ("1.shift", n1.bias, .5),
              ("4.bias", c2.bias, .3), ("4.weight", c2.weight, .5), ("6.weight", o.weight, .5), ("6.bias", o.bias, .3)]
    return run("mixed", net, pieces, (2, 9, 9), 5, 3)


class Sequences(nn.Module):
    """Embedding, two LSTMs and an output, in our layout: DL4J's gates cell, forget, output, input; one bias."""

    def __init__(self, vocabulary, size, units, classes, last):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, size)
        self.lstms = nn.ModuleList([nn.LSTM(size, units[0], batch_first=True), nn.LSTM(units[0], units[1], batch_first=True)])
        self.output, self.last, self.ours = nn.Linear(units[1], classes), last, []

    def pieces(self):
        """The tensors to fill and to differentiate by; PyTorch's own are made of them."""
        e = torch.empty(self.embedding.weight.t().shape)
        self.ours = [("0.weight", e, .5)]
        for place, lstm in enumerate(self.lstms, 1):
            rows = lstm.weight_ih_l0.shape[0]
            self.ours += [(f"{place}.weight", torch.empty(lstm.weight_ih_l0.shape), .4),
                          (f"{place}.recurrent", torch.empty(lstm.weight_hh_l0.shape), .4), (f"{place}.bias", torch.empty(rows), .3)]
        self.ours += [("3.weight", torch.empty(self.output.weight.shape), .5), ("3.bias", torch.empty(self.output.bias.shape), .3)]
        for _, t, _ in self.ours:
            t.requires_grad_(True)
        return self.ours

    def forward(self, ids):
        tensors = {n: t for n, t, _ in self.ours}
        h = tensors["0.weight"].t()[ids.long()]
        for place, lstm in enumerate(self.lstms, 1):
            def gates(t):  # ours a, f, o, i; theirs i, f, g, o
                a, f, o, i = t.chunk(4)
                return torch.cat([i, f, a, o])
            w, r, b = (gates(tensors[f"{place}.{p}"]) for p in ("weight", "recurrent", "bias"))
            h, _ = torch.func.functional_call(lstm, dict(weight_ih_l0=w, weight_hh_l0=r, bias_ih_l0=b, bias_hh_l0=torch.zeros_like(b)), (h,))
        if self.last:
            h = h[:, -1]
        return h @ tensors["3.weight"].t() + tensors["3.bias"]


def sequences(name, last):
    """The label of row r, or of its step t, is (r + t) mod classes; the loss of a row is the mean over its steps."""
    rows, time, vocabulary, classes = 4, 6, 7, 5
    net = Sequences(vocabulary, 3, (4, 5), classes, last)
    pieces, start = net.pieces(), 0
    for _, piece, scale in pieces:
        start = fill(piece, start, scale)
    ids = torch.arange(rows * time).reshape(rows, time) * 3 % vocabulary
    out = net(ids)
    y = torch.arange(rows) % classes if last else (torch.arange(rows)[:, None] + torch.arange(time)) % classes
    loss = F.cross_entropy(out.reshape(-1, classes), y.reshape(-1), reduction="sum") / (1 if last else time)
    loss.backward()
    return dict(name=name, rows=rows, parameters=start, loss=loss.item(),
                gradients={n: summary(p.grad, s) for n, p, s in pieces})


if __name__ == "__main__":
    print(json.dumps(dict(torch=torch.__version__, networks=[lenet(), mixed(), sequences("sequence", False), sequences("last", True)]), indent=1))
