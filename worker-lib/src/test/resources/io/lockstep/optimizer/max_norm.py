"""Writes max_norm.json: parameters step by step under PyTorch with a bound on the norms of incoming
weights, over 24 steps.

Run with any Python that has PyTorch:  python max_norm.py > max_norm.json

After each step torch.renorm bounds the rows of the dense weights and the filters of the convolution;
biases, the normalization's scale and the embedding stay as they are. Weights begin beyond the bound.
"""

import json

import torch

STEPS = 24
BOUND = 1.5
# dense weight and bias, convolution bias and weight, scale, embedding
SHAPES = [[5, 4], [5], [3], [3, 2, 2, 2], [4], [2, 6]]
BOUNDED = [0, 3]


# name: (optimizer, L2 on the weights)
CASES = {
    "sgd": (lambda groups: torch.optim.SGD(groups, lr=0.1), 0.0),
    "momentum-l2": (lambda groups: torch.optim.SGD(groups, lr=0.03, momentum=0.9), 0.02),
    "adam": (lambda groups: torch.optim.Adam(groups, lr=0.05, betas=(0.9, 0.99), eps=1e-6), 0.0),
}
DECAYING = [0, 3, 5]


def run(case, initial, gradients):
    make, l2 = case
    tensors = [torch.nn.Parameter(x.clone()) for x in initial]
    weights = [tensors[i] for i in DECAYING]
    others = [t for i, t in enumerate(tensors) if i not in DECAYING]
    optimizer = make([{"params": weights, "weight_decay": l2}, {"params": others}])
    trajectory = []
    for step in gradients:
        for tensor, gradient in zip(tensors, step):
            tensor.grad = gradient.clone()
        optimizer.step()
        with torch.no_grad():
            for i in BOUNDED:
                tensors[i].copy_(torch.renorm(tensors[i], p=2, dim=0, maxnorm=BOUND))
        trajectory.append(flat(tensors))
    return trajectory


def flat(tensors):
    return [float(f"{x:.9g}") for t in tensors for x in t.detach().flatten().tolist()]


def rows(values):
    return "[\n" + ",\n".join(json.dumps(row) for row in values) + "]"


generator = torch.Generator().manual_seed(11)
initial = [torch.randn(shape, generator=generator) for shape in SHAPES]
initial[0][0] *= 0.1
gradients = [[torch.randn(shape, generator=generator) for shape in SHAPES] for _ in range(STEPS)]
cases = (json.dumps(n) + ": " + rows(run(c, initial, gradients)) for n, c in CASES.items())
print('{"initial": ' + json.dumps(flat(initial)) + ',\n"gradients": '
      + rows(flat(step) for step in gradients) + ',\n"cases": {\n' + ",\n".join(cases) + "}}")
