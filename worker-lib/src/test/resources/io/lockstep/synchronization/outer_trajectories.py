"""Writes outer-trajectories.json: parameters at each agreement of local SGD with an outer optimizer.

Run with any Python that has PyTorch:  python outer_trajectories.py > outer-trajectories.json

Workers step with torch.optim.SGD on gradients that a formula gives; at an agreement parameters and
momentum buffers become their mean, weighted by examples, and the parameters then what
torch.optim.SGD(nesterov=True) makes of the outer gradient, agreed parameters less mean (DiLoCo,
arXiv 2311.08105, algorithm 1). Statistics are no parameters to either optimizer: inside they go
down by their "gradient" alone, and at an agreement they become the mean. The vector is long enough
that each of three workers owns a slice of it; a sample of its elements is written.
"""

import json
import sys

import torch

LENGTH = 9600
STATISTIC = slice(5000, 5100)
STEPS = 12
EVERY = 4
RATE = 0.05
MOMENTUM = 0.9
SAMPLE = sorted(set(range(0, LENGTH, 113)) | {4095, 4096, 4999, 5000, 5099, 5100, 8191, 8192, LENGTH - 1})

# name: examples of each worker and step, outer rate, outer momentum
CASES = {
    "even": ([6, 6], 0.7, 0.9),
    "uneven": ([5, 3], 0.7, 0.9),
    "three": ([4, 4, 4], 0.7, 0.9),
    "three-uneven": ([1, 0, 7], 0.9, 0.5),
    "no-momentum": ([6, 6], 0.5, 0),
}


def initial():
    i = torch.arange(LENGTH)
    return ((i * 37) % 201 - 100).float() / 100


def gradient(rank, step):
    i = torch.arange(LENGTH)
    return ((i * 7919 + rank * 104729 + step * 1299709) % 2003 - 1001).float() / 1000


def is_trained():
    trained = torch.ones(LENGTH, dtype=torch.bool)
    trained[STATISTIC] = False
    return trained


def run(examples, outer_rate, outer_momentum):
    trained = is_trained()
    workers = [torch.nn.Parameter(initial()) for _ in examples]
    inner = [torch.optim.SGD([w], lr=RATE, momentum=MOMENTUM) for w in workers]
    weights = [n / sum(examples) for n in examples]
    agreed = torch.nn.Parameter(initial())
    outer = torch.optim.SGD(
        [agreed], lr=outer_rate, momentum=outer_momentum, nesterov=outer_momentum > 0)
    rows = []
    for step in range(STEPS):
        for rank, (worker, optimizer) in enumerate(zip(workers, inner)):
            if examples[rank] == 0:
                continue
            change = gradient(rank, step)
            worker.grad = torch.where(trained, change, torch.zeros(()))
            optimizer.step()
            with torch.no_grad():
                worker -= torch.where(trained, torch.zeros(()), change)
        if (step + 1) % EVERY:
            continue
        with torch.no_grad():
            mean = sum(w * p for w, p in zip(weights, workers))
            agreed.grad = torch.where(trained, agreed - mean, torch.zeros(()))
        outer.step()
        with torch.no_grad():
            agreed[STATISTIC] = mean[STATISTIC]
            buffers = [o.state[w].get("momentum_buffer") for o, w in zip(inner, workers)]
            zero = torch.zeros(LENGTH)
            buffer = sum(w * (zero if b is None else b) for w, b in zip(weights, buffers))
            for worker, optimizer in zip(workers, inner):
                worker.copy_(agreed)
                optimizer.state[worker]["momentum_buffer"] = buffer.clone()
        rows.append([float(f"{agreed[i].item():.9g}") for i in SAMPLE])
    return rows


def main():
    lines = [
        f'"made-by": "outer_trajectories.py, PyTorch {torch.__version__.split("+")[0]}, float32"',
        f'"sample": {json.dumps(SAMPLE)}',
    ]
    cases = []
    for name, (examples, rate, momentum) in CASES.items():
        rows = ",\n".join(json.dumps(row) for row in run(examples, rate, momentum))
        cases.append(
            f'"{name}": {{"examples": {examples}, "rate": {rate}, "momentum": {momentum}, "agreed": [\n{rows}]}}')
    lines.append('"cases": {\n' + ",\n".join(cases) + "}")
    sys.stdout.write("{\n" + ",\n".join(lines) + "}\n")


main()
