"""Writes factors.json: learning rates of torch.optim.lr_scheduler, step by step, for a rate of 1.

Run with any Python that has PyTorch:  python factors.py > factors.json

20 steps, 5 to an epoch.
"""

import json
import warnings

import torch
from torch.optim import lr_scheduler

warnings.simplefilter("ignore")
STEPS = 20


def sequence(optimizer, warm, then):
    first = lr_scheduler.LinearLR(optimizer, start_factor=1 / (warm + 1), total_iters=warm)
    return lr_scheduler.SequentialLR(optimizer, [first, then(optimizer)], milestones=[warm])


def chain(optimizer, milestones, *parts):
    return lr_scheduler.SequentialLR(optimizer, [part(optimizer) for part in parts], milestones)


CASES = {
    "constant": lambda o: lr_scheduler.ConstantLR(o, factor=1),
    "step every 3st": lambda o: lr_scheduler.StepLR(o, step_size=3, gamma=0.5),
    "step every 2ep": lambda o: lr_scheduler.StepLR(o, step_size=10, gamma=0.1),
    "exponential every 1st": lambda o: lr_scheduler.ExponentialLR(o, gamma=0.9),
    "exponential every 1ep": lambda o: lr_scheduler.ExponentialLR(o, gamma=0.5 ** (1 / 5)),
    "cosine to 0": lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=STEPS),
    "cosine to 0.1": lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=STEPS, eta_min=0.1),
    "multi-step at 4st, 2ep": lambda o: lr_scheduler.MultiStepLR(o, [4, 10], gamma=0.5),
    "linear to 0": lambda o: lr_scheduler.PolynomialLR(o, total_iters=STEPS),
    "polynomial 2": lambda o: lr_scheduler.PolynomialLR(o, total_iters=STEPS, power=2),
    "restarts 3st": lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, 3, eta_min=0.1),
    "restarts 1ep, growing": lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, 5, 2),
    "cyclic 4st": lambda o: lr_scheduler.CyclicLR(o, 0.2, 1.0, 4, cycle_momentum=False),
    "one-cycle": lambda o: lr_scheduler.OneCycleLR(o, 1.0, total_steps=STEPS, cycle_momentum=False),
    "warm-up 4st, constant": lambda o: sequence(
        o, 4, lambda o: lr_scheduler.ConstantLR(o, factor=1)),
    "warm-up 1ep, cosine to 0": lambda o: sequence(
        o, 5, lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=STEPS - 5)),
    "constant 4st, cosine 6st, step every 3st": lambda o: chain(
        o, [4, 10],
        lambda o: lr_scheduler.ConstantLR(o, factor=1),
        lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=6, eta_min=0.1),
        lambda o: lr_scheduler.StepLR(o, step_size=3, gamma=0.5)),
    "linear 1ep, exponential": lambda o: chain(
        o, [5],
        lambda o: lr_scheduler.PolynomialLR(o, total_iters=5),
        lambda o: lr_scheduler.ExponentialLR(o, gamma=0.9)),
    "warm-up 4st, step every 1ep": lambda o: sequence(
        o, 4, lambda o: lr_scheduler.StepLR(o, step_size=5, gamma=0.5)),
}


def rates(make):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler = make(optimizer)
    values = []
    for _ in range(STEPS):
        values.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if len(values) < STEPS:  # a one-cycle has no step more
            scheduler.step()
    return values


rows = (json.dumps(name) + ": " + json.dumps(rates(make)) for name, make in CASES.items())
print("{\n" + ",\n".join(rows) + "}")
