"""Writes plateau.json: learning rates of torch.optim.lr_scheduler.ReduceLROnPlateau after each of 60
values, for a rate of 1.

Run with any Python that has PyTorch:  python plateau.py > plateau.json
"""

import json
import random

import torch
from torch.optim.lr_scheduler import ReduceLROnPlateau

CASES = {
    "defaults": dict(),
    "patience 0": dict(patience=0, factor=0.7),
    "patience 2, cooldown 3": dict(patience=2, cooldown=3, factor=0.5),
    "largest, relative": dict(mode="max", patience=1, threshold=0.01, factor=0.5),
    "largest, absolute": dict(
        mode="max", patience=1, threshold=0.05, threshold_mode="abs", factor=0.5),
    "smallest, absolute": dict(patience=1, threshold=0.05, threshold_mode="abs", factor=0.5),
    "not below 0.1": dict(patience=1, factor=0.4, min_lr=0.1),
    "not a number": dict(patience=2, factor=0.5),
}


def values(name):
    draw = random.Random(name)
    falling = "largest" not in name
    row = []
    for i in range(60):
        trend = 2.0 * 0.9**i if falling else 1 - 0.9**i
        row.append(round(trend + draw.uniform(-0.05, 0.05), 6))
    if name == "not a number":
        row[0] = row[5] = row[6] = None
    return row


def rates(options, row):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler = ReduceLROnPlateau(optimizer, **options)
    result = []
    for value in row:
        scheduler.step(float("nan") if value is None else value)
        result.append(optimizer.param_groups[0]["lr"])
    return result


cases = {}
for name, options in CASES.items():
    row = values(name)
    cases[name] = {"values": row, "rates": rates(options, row)}
print("{\n" + ",\n".join(json.dumps(n) + ": " + json.dumps(c) for n, c in cases.items()) + "}")
