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


class Lars(Moments):
    """arXiv 1708.03888, algorithm 1, on weights; momentum alone on the others."""

    def change(self, group, state, g, b1, b2):
        w, rate = state["x"], group["lr"]
        if group["trusted"]:
            decay = group["decay"]
            local = group["trust"] * w.norm() / (g.norm() + decay * w.norm())
            g, rate = g + decay * w, rate * local
        state["v"] = b1 * state.get("v", 0) + rate * g
        return state["v"]


class Lamb(Moments):
    """arXiv 1904.00962, algorithm 2, with phi(z) = z, on weights; Adam on the others."""

    def change(self, group, state, g, b1, b2):
        t, w = state["t"], state["x"]
        state["s"] = b2 * state["s"] + (1 - b2) * g**2
        r = state["m"] / (1 - b1**t) / ((state["s"] / (1 - b2**t)).sqrt() + group["eps"])
        if group["trusted"]:
            r = r + group["decay"] * w
            r = r * w.norm() / r.norm()
        return group["lr"] * r


class ScheduleFree(Moments):
    """arXiv 2405.15682, algorithm 1, in x, y and z; the parameters are y, or at last x."""

    def change(self, group, state, g, b1, b2):
        if state["t"] == 1:
            state.update(z=state["x"], average=state["x"], squares=0.0)
        rate = group["lr"] * min(1, state["t"] / (group["warm_up"] + 1))
        state["s"] = b2 * state["s"] + (1 - b2) * g**2
        u = g / ((state["s"] / (1 - b2 ** state["t"])).sqrt() + group["eps"]) + group["decay"] * state["x"]
        state["z"] = state["z"] - rate * u
        state["squares"] += rate**2
        c = rate**2 / state["squares"]
        state["average"] = (1 - c) * state["average"] + c * state["z"]
        return state["x"] - ((1 - b1) * state["z"] + b1 * state["average"])

    def averages(self, tensors):
        return [self.state[t].get("average", t) for t in tensors]


class Ahead:
    """arXiv 1907.08610, algorithm 1, around an optimizer of PyTorch's."""

    def __init__(self, inner, k, alpha):
        self.inner, self.k, self.alpha, self.t = inner, k, alpha, 0
        self.fast = [p for group in inner.param_groups for p in group["params"]]
        self.slow = [p.detach().clone() for p in self.fast]

    @torch.no_grad()
    def step(self):
        self.inner.step()
        self.t += 1
        if self.t % self.k == 0:
            for fast, slow in zip(self.fast, self.slow):
                slow += self.alpha * (fast - slow)
                fast.copy_(slow)


class Averaging:
    """PyTorch's AveragedModel over all tensors, statistics too, from the initial ones on."""

    def __init__(self, inner, decay=None, moments=None):
        self.inner, self.moments, self.t = inner, moments, 0
        self.options = dict(multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(decay)) if decay else {}

    def begin(self, tensors):
        self.model = torch.nn.ParameterList(tensors)
        self.average = torch.optim.swa_utils.AveragedModel(self.model, **self.options)
        if self.moments is None:
            self.average.update_parameters(self.model)

    def step(self):
        self.inner.step()

    def averages(self, tensors):
        self.t += 1
        if self.moments is None or self.t in self.moments:
            self.average.update_parameters(self.model)
        return list(self.average.module) if self.average.n_averaged > 0 else tensors


class MuonAndAdam:
    """PyTorch's Muon, without its rounding to bfloat16, on the first weight; its Adam on all else."""

    def __init__(self, groups, decay):
        weights, others = groups[0]["params"], groups[1]["params"]
        self.muon = torch.optim.Muon(weights[:1], lr=0.05, weight_decay=decay, momentum=0.95)
        self.adam = torch.optim.Adam(weights[1:] + others, lr=0.01, betas=(0.9, 0.99), eps=1e-6)

    def step(self):
        rounding = torch.Tensor.bfloat16
        torch.Tensor.bfloat16 = torch.Tensor.float
        self.muon.step()
        torch.Tensor.bfloat16 = rounding
        self.adam.step()


def trusting(kind, betas, **options):
    def make(groups):
        groups[0]["trusted"], groups[1]["trusted"] = True, False
        return kind(groups, betas=betas, **options)

    return make


def schedule_free(**options):
    def make(groups):
        groups[0]["decay"], groups[1]["decay"] = 0.1, 0
        return ScheduleFree(groups, betas=(0.9, 0.99), eps=1e-6, lr=0.01, **options)

    return make


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
    "lars": (trusting(Lars, (0.9, 0), lr=0.2, eps=0, decay=0.01, trust=0.2), 0, None, None),
    "lars-clip": (trusting(Lars, (0.9, 0), lr=0.2, eps=0, decay=0.01, trust=0.2), 0, 1.5, None),
    "lamb": (trusting(Lamb, (0.9, 0.99), lr=0.01, eps=1e-6, decay=0.1), 0, None, None),
    "schedule-free": (schedule_free(warm_up=0), 0, None, None),
    "schedule-free-warm-up": (schedule_free(warm_up=5), 0, 1.5, None),
    "schedule-free-average": (schedule_free(warm_up=5), 0, None, None),
    "muon": (lambda g: MuonAndAdam(g, 0), 0, None, None),
    "muon-decay-clip": (lambda g: MuonAndAdam(g, 0.1), 0, 1.5, None),
    "lookahead-adam": (lambda g: Ahead(adam(torch.optim.Adam, lr=0.01)(g), 5, 0.5), 0, None, None),
    "lookahead-momentum": (
        lambda g: Ahead(torch.optim.SGD(g, lr=0.05, momentum=0.9), 4, 0.8), 0.02, None, None),
    "ema-average": (lambda g: Averaging(torch.optim.SGD(g, lr=0.05, momentum=0.9), decay=0.8), 0, None, None),
    "swa-average": (
        lambda g: Averaging(torch.optim.SGD(g, lr=0.05, momentum=0.9), moments=[12, 15, 18, 21, 24]),
        0, None, None),
    "momentum-warm-up-cosine": (
        lambda g: torch.optim.SGD(g, lr=0.1, momentum=0.9), 0, None, warm_up_then_cosine),
}


def draw(generator, shape):
    return torch.randn(shape, generator=generator)


def run(name, case, initial, gradients):
    make, decay, bound, schedule = case
    averaged = name.endswith("-average")
    tensors = [torch.nn.Parameter(x.clone()) for x in initial]
    by_kind = lambda kinds: [t for t, piece in zip(tensors, PIECES) if piece[1] in kinds]
    weights, others = by_kind(["WEIGHT"]), by_kind(["BIAS", "NORMALIZATION"])
    statistics = by_kind(["STATISTIC"])
    optimizer = make([{"params": weights, "weight_decay": decay}, {"params": others, "weight_decay": 0}])
    if isinstance(optimizer, Averaging):
        optimizer.begin(tensors)
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
        trajectory.append(flat(optimizer.averages(tensors) if averaged else tensors))
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
        "cases": {name: run(name, case, initial, gradients) for name, case in CASES.items()},
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
