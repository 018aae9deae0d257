"""Writes trajectories.json: parameters step by step under PyTorch's optimizers.

Run with any Python that has PyTorch:  python trajectories.py > trajectories.json

The layout is a small network's: a convolution-like weight, a bias, scale and shift of a
normalization, its two running statistics, and an output layer. Gradients are drawn once, over
several orders of magnitude, some of them exactly zero. Statistics are no parameters to PyTorch:
here they go down by their "gradient" alone. Clipping is torch.nn.utils.clip_grad_norm_ over the
trained pieces. Weight decay of any kind is on the weights' parameter group alone.
"""

import json
import sys

import torch

STEPS = 24
PIECES = [
    ("0.weight", "WEIGHT", [3, 4]),
    ("0.bias", "BIAS", [3]),
    ("1.gamma", "NORMALIZATION", [3]),
    ("1.beta", "NORMALIZATION", [3]),
    ("1.mean", "STATISTIC", [3]),
    ("1.var", "STATISTIC", [3]),
    ("2.weight", "WEIGHT", [2, 3]),
    ("2.bias", "BIAS", [2]),
]


class Moments(torch.optim.Optimizer):
    """What PyTorch does not have, from the papers' algorithms, in float64."""

    def __init__(self, groups, lr, betas, eps, **more):
        super().__init__(groups, dict(lr=lr, betas=betas, eps=eps, weight_decay=0, **more))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                state = self.state[p]
                if not state:
                    zero = torch.zeros_like(p, dtype=torch.float64)
                    state.update(t=0, m=zero.clone(), s=zero.clone(), most=zero.clone(), x=p.double())
                state["t"] += 1
                g = p.grad.double() + group["weight_decay"] * state["x"]
                b1, b2 = group["betas"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["x"] = state["x"] - self.change(group, state, g, b1, b2)
                p.copy_(state["x"])


class AdaBelief(Moments):
    """arXiv 2010.07468, algorithm 2."""

    def change(self, group, state, g, b1, b2):
        t, m = state["t"], state["m"]
        state["s"] = b2 * state["s"] + (1 - b2) * (g - m) ** 2 + group["eps"]
        root = (state["s"] / (1 - b2**t)).sqrt() + group["eps"]
        return group["lr"] * m / (1 - b1**t) / root


class AdaBound(Moments):
    """arXiv 1902.09843, algorithms 2 and 3, with the authors' bias corrections and bounds."""

    def __init__(self, groups, lr, betas, eps, final_lr=0.1, gamma=1e-3, amsbound=False):
        super().__init__(groups, lr, betas, eps, final_lr=final_lr, gamma=gamma, amsbound=amsbound)

    def change(self, group, state, g, b1, b2):
        t = state["t"]
        state["s"] = b2 * state["s"] + (1 - b2) * g**2
        state["most"] = torch.maximum(state["most"], state["s"])
        second = state["most"] if group["amsbound"] else state["s"]
        rate = group["lr"] * (1 - b2**t) ** 0.5 / (1 - b1**t) / (second.sqrt() + group["eps"])
        low = group["final_lr"] * (1 - 1 / (group["gamma"] * t + 1))
        high = group["final_lr"] * (1 + 1 / (group["gamma"] * t))
        return rate.clamp(low, high) * state["m"]


def adam(kind, **options):
    return lambda groups: kind(groups, betas=(0.9, 0.99), eps=1e-6, **options)


def warm_up_then_cosine(optimizer):
    warm = torch.optim.lr_scheduler.LinearLR(optimizer, start_factor=1 / 6, total_iters=5)
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=STEPS - 5, eta_min=0.1 * 0.05)
    return torch.optim.lr_scheduler.SequentialLR(optimizer, [warm, cosine], milestones=[5])


# name: (optimizer, decay of the weights' group, bound on the norm, schedule)
CASES = {
    "sgd": (lambda g: torch.optim.SGD(g, lr=0.1), 0, None, None),
    "sgd-l2": (lambda g: torch.optim.SGD(g, lr=0.1), 0.02, None, None),
    "sgd-clip": (lambda g: torch.optim.SGD(g, lr=0.1), 0, 1.5, None),
    "momentum": (lambda g: torch.optim.SGD(g, lr=0.05, momentum=0.9), 0, None, None),
    "momentum-l2-clip": (lambda g: torch.optim.SGD(g, lr=0.05, momentum=0.9), 0.02, 1.5, None),
    "nag": (lambda g: torch.optim.SGD(g, lr=0.05, momentum=0.9, nesterov=True), 0, None, None),
    "nag-l2": (lambda g: torch.optim.SGD(g, lr=0.05, momentum=0.9, nesterov=True), 0.02, None, None),
    "rmsprop": (lambda g: torch.optim.RMSprop(g, lr=0.01, alpha=0.9, eps=1e-6), 0, None, None),
    "rmsprop-l2": (lambda g: torch.optim.RMSprop(g, lr=0.01, alpha=0.9, eps=1e-6), 0.02, None, None),
    "adam": (adam(torch.optim.Adam, lr=0.01), 0, None, None),
    "adam-l2": (adam(torch.optim.Adam, lr=0.01), 0.02, None, None),
    "adam-clip": (adam(torch.optim.Adam, lr=0.01), 0, 1.5, None),
    "adagrad": (lambda g: torch.optim.Adagrad(g, lr=0.05, eps=1e-6), 0, None, None),
    "adadelta": (lambda g: torch.optim.Adadelta(g, lr=1.0, rho=0.9, eps=1e-6), 0, None, None),
    "rmsprop-centered": (lambda g: torch.optim.RMSprop(g, lr=0.01, alpha=0.9, eps=1e-6, centered=True), 0, None, None),
    "amsgrad": (adam(torch.optim.Adam, lr=0.01, amsgrad=True), 0, None, None),
    "nadam": (adam(torch.optim.NAdam, lr=0.01, momentum_decay=0.004), 0, None, None),
    "radam": (adam(torch.optim.RAdam, lr=0.01), 0, None, None),
    "radam-l2": (adam(torch.optim.RAdam, lr=0.01), 0.02, None, None),
    "adabelief": (adam(AdaBelief, lr=0.01), 0, None, None),
    "adabound": (adam(AdaBound, lr=0.01), 0, None, None),
    "amsbound": (adam(AdaBound, lr=0.01, amsbound=True), 0.02, None, None),
    "adamw": (adam(torch.optim.AdamW, lr=0.01), 0.1, None, None),
    "adamw-clip": (adam(torch.optim.AdamW, lr=0.01), 0.1, 1.5, None),
    "momentum-warm-up-cosine": (
        lambda g: torch.optim.SGD(g, lr=0.1, momentum=0.9), 0, None, warm_up_then_cosine),
}


def draw(generator, shape):
    return torch.randn(shape, generator=generator)


def run(case, initial, gradients):
    make, decay, bound, schedule = case
    tensors = [torch.nn.Parameter(x.clone()) for x in initial]
    by_kind = lambda kinds: [t for t, piece in zip(tensors, PIECES) if piece[1] in kinds]
    weights, others = by_kind(["WEIGHT"]), by_kind(["BIAS", "NORMALIZATION"])
    statistics = by_kind(["STATISTIC"])
    optimizer = make([{"params": weights, "weight_decay": decay}, {"params": others, "weight_decay": 0}])
    scheduler = schedule(optimizer) if schedule else None
    trajectory = []
    for step in gradients:
        for tensor, gradient in zip(tensors, step):
            tensor.grad = gradient.clone()
        if bound:
            torch.nn.utils.clip_grad_norm_(weights + others, bound)
        optimizer.step()
        if scheduler:
            scheduler.step()
        with torch.no_grad():
            for tensor in statistics:
                tensor -= tensor.grad
        trajectory.append(flat(tensors))
    return trajectory


def flat(tensors):
    return [float(f"{x:.9g}") for t in tensors for x in t.detach().flatten().tolist()]


def main():
    generator = torch.Generator().manual_seed(20170)
    initial = [draw(generator, shape) for _, _, shape in PIECES]
    gradients = []
    for _ in range(STEPS):
        step = []
        for _, _, shape in PIECES:
            scale = 10 ** (torch.rand(shape, generator=generator) * 4 - 3.5)
            kept = (torch.rand(shape, generator=generator) > 0.1).float()
            step.append(draw(generator, shape) * scale * kept)
        gradients.append(step)
    document = {
        "made-by": f"trajectories.py, PyTorch {torch.__version__.split('+')[0]}, float32",
        "pieces": [{"name": n, "kind": k, "shape": s} for n, k, s in PIECES],
        "initial": flat(initial),
        "gradients": [flat(step) for step in gradients],
        "cases": {name: run(case, initial, gradients) for name, case in CASES.items()},
    }
    write(document)


def write(document):
    """One line for each row of numbers, so that a difference can be read."""
    lines = []
    for key, value in document.items():
        if key == "gradients":
            value = "[\n" + ",\n".join(json.dumps(row) for row in value) + "]"
        elif key == "cases":
            cases = (json.dumps(name) + ": [\n" + ",\n".join(json.dumps(row) for row in rows) + "]"
                     for name, rows in value.items())
            value = "{\n" + ",\n".join(cases) + "}"
        else:
            value = json.dumps(value)
        lines.append(f"{json.dumps(key)}: {value}")
    sys.stdout.write("{\n" + ",\n".join(lines) + "}\n")


main()
