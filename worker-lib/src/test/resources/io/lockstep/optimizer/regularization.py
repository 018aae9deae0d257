"""Writes regularization.json: parameters step by step under PyTorch with penalties, decoupled decay
and clipping, over 24 steps.

Run with any Python that has PyTorch:  python regularization.py > regularization.json

L1 is autograd's gradient of lambda * sum |w|; clipping is torch.nn.utils.clip_grad_value_,
or clip_grad_norm_ tensor by tensor. Decay of
plain and heavy-ball SGD is w *= 1 - lr * decay before the step, as torch.optim.AdamW has it. Only
the weights' group is penalized; one of its weights begins at zero.
"""

import json

import torch

STEPS = 24
SHAPES = [[3, 4], [3], [2, 3]]


def sgd(group, momentum=0.0):
    return torch.optim.SGD(group, lr=0.05, momentum=momentum)


def adam(kind, **options):
    return lambda group: kind(group, lr=0.01, betas=(0.9, 0.99), eps=1e-6, **options)


def decayed(kind):
    return adam(kind, weight_decay=0.1, decoupled_weight_decay=True)


# name: (optimizer of the weights, of the bias, lambda of L1, decay, bound on values, bound on norms)
CASES = {
    "sgd-l1": (sgd, sgd, 0.02, 0, None, None),
    "adam-l1": (adam(torch.optim.Adam), adam(torch.optim.Adam), 0.02, 0, None, None),
    "sgd-clip-value": (sgd, sgd, 0, 0, 0.3, None),
    "adam-l1-clip-value": (adam(torch.optim.Adam), adam(torch.optim.Adam), 0.02, 0, 0.3, None),
    "sgd-decay": (sgd, sgd, 0, 0.1, None, None),
    "momentum-decay": (lambda g: sgd(g, 0.9), lambda g: sgd(g, 0.9), 0, 0.1, None, None),
    "nadam-decay": (decayed(torch.optim.NAdam), adam(torch.optim.NAdam), 0, 0, None, None),
    "radam-decay": (decayed(torch.optim.RAdam), adam(torch.optim.RAdam), 0, 0, None, None),
    "sgd-clip-layer-norm": (sgd, sgd, 0, 0, None, 0.9),
    "adam-l1-clip-layer-norm": (
        adam(torch.optim.Adam), adam(torch.optim.Adam), 0.02, 0, None, 0.9),
}


def run(case, initial, gradients):
    make, make_other, l1, decay, bound, norm = case
    first, bias, last = tensors = [torch.nn.Parameter(x.clone()) for x in initial]
    weights = [first, last]
    optimizers = [make(weights), make_other([bias])]
    trajectory = []
    for step in gradients:
        for tensor, gradient in zip(tensors, step):
            tensor.grad = gradient.clone()
        if bound:
            torch.nn.utils.clip_grad_value_(tensors, bound)
        if norm:
            for tensor in tensors:
                torch.nn.utils.clip_grad_norm_([tensor], norm)
        if l1:
            (l1 * sum(w.abs().sum() for w in weights)).backward()
        with torch.no_grad():
            for w in weights:
                w *= 1 - 0.05 * decay
        for optimizer in optimizers:
            optimizer.step()
        trajectory.append(flat(tensors))
    return trajectory


def flat(tensors):
    return [float(f"{x:.9g}") for t in tensors for x in t.detach().flatten().tolist()]


def rows(values):
    return "[\n" + ",\n".join(json.dumps(row) for row in values) + "]"


generator = torch.Generator().manual_seed(7)
initial = [torch.randn(shape, generator=generator) for shape in SHAPES]
initial[0][1, 2] = 0
gradients = [[torch.randn(shape, generator=generator) for shape in SHAPES] for _ in range(STEPS)]
cases = (json.dumps(n) + ": " + rows(run(c, initial, gradients)) for n, c in CASES.items())
print('{"initial": ' + json.dumps(flat(initial)) + ',\n"gradients": '
      + rows(flat(step) for step in gradients) + ',\n"cases": {\n' + ",\n".join(cases) + "}}")
