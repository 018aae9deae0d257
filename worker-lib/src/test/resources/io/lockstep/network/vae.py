"""Makes vae.json: loss and gradients of a small variational autoencoder by PyTorch, in float64.

    python3 vae.py > vae.json

Encoder 6-5 (tanh), code of 3 (means, then log-variances), decoder 3-4 (tanh), output 4-6. The loss is
the sum over 4 rows, times their weights, of the reconstruction's and of beta times the divergence from
the standard normal (torch.distributions). Parameters are 0.5 sin(n) for n = 1, 2, ... in the order of
weights [out, in] and biases, layer by layer; features (1 + cos(0.7 i)) / 2; noise sin(1.3 i + 1).
"""

import json

import torch
import torch.nn.functional as F
from torch.distributions import Normal, kl_divergence

ROWS, WIDTH, CODE = 4, 6, 3
SHAPES = [(5, 6), (5,), (6, 5), (6,), (4, 3), (4,), (6, 4), (6,)]
WEIGHTS = torch.tensor([1.0, 0.5, 2.0, 0.0], dtype=torch.float64)


def rounded(values):
    return values.float().double()


def parameters():
    number, result = 0, []
    for shape in SHAPES:
        count = torch.Size(shape).numel()
        values = torch.arange(number + 1, number + count + 1, dtype=torch.float64)
        result.append(rounded(0.5 * torch.sin(values)).reshape(shape).requires_grad_(True))
        number += count
    return result


def case(loss, beta, weights):
    p = parameters()
    x = rounded((1 + torch.cos(0.7 * torch.arange(ROWS * WIDTH, dtype=torch.float64))) / 2)
    x = x.reshape(ROWS, WIDTH)
    noise = rounded(torch.sin(1.3 * torch.arange(ROWS * CODE, dtype=torch.float64) + 1))
    code = F.linear(torch.tanh(F.linear(x, p[0], p[1])), p[2], p[3])
    mean, log_variance = code[:, :CODE], code[:, CODE:]
    posterior = Normal(mean, torch.exp(log_variance / 2))
    z = mean + posterior.stddev * noise.reshape(ROWS, CODE)
    output = F.linear(torch.tanh(F.linear(z, p[4], p[5])), p[6], p[7])
    at_mean = F.linear(torch.tanh(F.linear(mean, p[4], p[5])), p[6], p[7])
    prior = Normal(torch.zeros_like(mean), torch.ones_like(mean))
    divergence = kl_divergence(posterior, prior).sum(1)
    total = (weights * (loss(output, x).sum(1) + beta * divergence)).sum()
    total.backward()
    return {
        "loss": total.item(),
        "divergence": (beta * divergence.sum()).item(),
        "reconstruction": loss(at_mean, x).sum().item(),
        "gradient": torch.cat([v.grad.flatten() for v in p]).tolist(),
    }


def gaussian(y, t):
    return F.mse_loss(y, t, reduction="none") / 2


def bernoulli(y, t):
    return F.binary_cross_entropy_with_logits(y, t, reduction="none")


ones = torch.ones(ROWS, dtype=torch.float64)
print(
    json.dumps(
        {
            "torch": torch.__version__,
            "weights": WEIGHTS.tolist(),
            "gaussian": case(gaussian, 1.0, ones),
            "bernoulli": case(bernoulli, 1.0, ones),
            "weighted": case(bernoulli, 2.5, WEIGHTS),
        },
        indent=1,
    )
)
