"""Makes losses.json: losses and gradients of the output layer by PyTorch, in float64.

    python3 losses.py > losses.json

Each loss is the sum over 4 rows of what PyTorch gives for a row with its mean (or, where said, its
sum) over the 5 columns; the gradient is that of the sum by the outputs. Weights are one a row.
"""

import json

import torch
import torch.nn.functional as F

ROWS, WIDTH = 4, 5


def formula(scale, step):
    values = torch.arange(ROWS * WIDTH, dtype=torch.float64)
    return (scale * torch.sin(step * values + 1)).float().double().reshape(ROWS, WIDTH)


OUTPUTS = formula(2.5, 1.7)
NUMBERS = formula(1.5, 0.9)
COUNTS = torch.round(formula(3, 0.8).abs())
LABELS = (formula(1, 2.3) > 0).double()
CLASSES = torch.tensor([3, 0, 4, 1])
ONE_HOT = F.one_hot(CLASSES, WIDTH).double()
DISTRIBUTION = torch.softmax(formula(1, 1.3), 1).float().double()
WEIGHTS = torch.tensor([1.0, 0.25, 3.0, 0.0], dtype=torch.float64)


def rows(loss):
    """The losses of the rows, one by one, as losses of batches of one."""
    return lambda z, t: torch.stack([loss(z[i : i + 1], t[i : i + 1]) for i in range(ROWS)])


CASES = {
    "cross-entropy": (ONE_HOT, rows(F.cross_entropy)),
    "cross-entropy smooth": (ONE_HOT, rows(lambda z, t: F.cross_entropy(z, t, label_smoothing=0.1))),
    "binary-cross-entropy": (LABELS, rows(F.binary_cross_entropy_with_logits)),
    "binary-cross-entropy smooth": (
        LABELS,
        rows(lambda z, t: F.binary_cross_entropy_with_logits(z, 0.8 * t + 0.1)),
    ),
    "kl-divergence": (
        DISTRIBUTION,
        rows(lambda z, t: F.kl_div(F.log_softmax(z, 1), t, reduction="sum")),
    ),
    "hinge": (ONE_HOT, rows(lambda z, t: F.multi_margin_loss(z, t.argmax(1)))),
    "mse": (NUMBERS, rows(F.mse_loss)),
    "mae": (NUMBERS, rows(F.l1_loss)),
    "huber": (NUMBERS, rows(lambda z, t: F.huber_loss(z, t, delta=1.0))),
    "huber narrow": (NUMBERS, rows(lambda z, t: F.huber_loss(z, t, delta=0.3))),
    "poisson": (COUNTS, rows(F.poisson_nll_loss)),
    "gaussian": (NUMBERS, rows(lambda z, t: F.mse_loss(z, t, reduction="sum") / 2)),
    "bernoulli": (
        torch.sigmoid(NUMBERS).float().double(),
        rows(lambda z, t: F.binary_cross_entropy_with_logits(z, t, reduction="sum")),
    ),
}


def case(name, targets, loss):
    z = OUTPUTS.clone().requires_grad_(True)
    losses = loss(z, targets)
    (gradient,) = torch.autograd.grad(losses.sum(), z, retain_graph=True)
    (weighted,) = torch.autograd.grad((WEIGHTS * losses).sum(), z)
    return {
        "name": name,
        "targets": targets.flatten().tolist(),
        "losses": losses.tolist(),
        "gradient": gradient.flatten().tolist(),
        "weightedGradient": weighted.flatten().tolist(),
    }


print(
    json.dumps(
        {
            "torch": torch.__version__,
            "rows": ROWS,
            "width": WIDTH,
            "outputs": OUTPUTS.flatten().tolist(),
            "weights": WEIGHTS.tolist(),
            "cases": [case(name, *of) for name, of in CASES.items()],
        },
        indent=1,
    )
)
