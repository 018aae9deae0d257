"""Writes codecs.json: what PyTorch makes of numbers in bfloat16, and trajectories of two sparse
codecs with error feedback.

Run with any Python that has PyTorch:  python codecs.py > codecs.json

top-k is torch.topk of the magnitudes (Aji and Heafield 2017, section 3); threshold is algorithm 1
of Strom 2015 with a fixed tau, in float32. Gradients are drawn over several orders of magnitude.
Numbers are written as the bits of a float32, as signed integers.
"""

import json
import sys

import torch

ELEMENTS = 230
STEPS = 8
FRACTION = 0.1
TAU = 0.25


def bits(tensor):
    return tensor.contiguous().view(torch.int32).tolist()


def bfloat16():
    generator = torch.Generator().manual_seed(3)
    drawn = torch.randint(-(2**31), 2**31 - 1, (400,), generator=generator, dtype=torch.int64)
    special = [
        0x00000000, -0x80000000, 0x3F800000, 0x3F808000, 0x3F818000, 0x3F807FFF, 0x3F808001,
        0x7F7FFFFF, 0x7F7F7FFF, 0x7F7F8000, 0x7F800000, -0x00800000, 0x00000001, 0x00008000,
        0x00018000, 0x007FFFFF, 0x7FC00000, 0x7F800001, -0x00000001,
    ]
    x = torch.cat([torch.tensor(special, dtype=torch.int64), drawn]).to(torch.int32).view(torch.float32)
    return {"input": bits(x), "output": bits(x.to(torch.bfloat16).to(torch.float32))}


def top_k(accumulated):
    k = int(FRACTION * ELEMENTS)
    sent = torch.zeros_like(accumulated)
    chosen = torch.topk(accumulated.abs(), k).indices
    sent[chosen] = accumulated[chosen]
    return sent


def threshold(accumulated):
    return TAU * ((accumulated >= TAU).float() - (accumulated <= -TAU).float())


def trajectory(codec, gradients):
    residual = torch.zeros(ELEMENTS)
    steps = []
    for gradient in gradients:
        accumulated = residual + gradient
        sent = codec(accumulated)
        residual = accumulated - sent
        steps.append({"sent": bits(sent), "residual": bits(residual)})
    return steps


def main():
    generator = torch.Generator().manual_seed(7)
    gradients = [
        torch.randn(ELEMENTS, generator=generator)
        * 10 ** (2 * torch.rand(ELEMENTS, generator=generator) - 1.5)
        for _ in range(STEPS)
    ]
    json.dump(
        {
            "torch": torch.__version__,
            "fraction": FRACTION,
            "tau": TAU,
            "bfloat16": bfloat16(),
            "gradients": [bits(g) for g in gradients],
            "top-k": trajectory(top_k, gradients),
            "threshold": trajectory(threshold, gradients),
        },
        sys.stdout,
    )


main()
