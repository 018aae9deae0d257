"""Writes pictures.json: what PyTorch, or a paper's formula in float64, makes of small pictures.

Run with any Python that has PyTorch:  python pictures.py > pictures.json

Pictures are channels x height x width, flattened. Maps of coordinates are those of grid_sample
with align_corners false, bilinear, zeros outside; crops those of interpolate with align_corners
false. Colours are torchvision's formulas (blend with black, mean grey, grey; clamped to 0..255).
"""

import json
import math

import torch
import torch.nn.functional as F

C, H, W = 3, 5, 7
torch.manual_seed(3)
PICTURE = torch.randint(0, 256, (C, H, W)).double()


def flat(picture):
    return [round(float(value), 6) for value in picture.flatten()]


def warp(matrix):
    """Shows at (x, y) from the centre, in pixels, what was at matrix * (x, y)."""
    a, b, c, d = matrix
    # grid_sample's coordinates go from -1 to 1 over width and height
    theta = torch.tensor([[a, b * H / W, 0], [c * W / H, d, 0]], dtype=torch.float64)
    grid = F.affine_grid(theta[None], (1, C, H, W), align_corners=False)
    return F.grid_sample(
        PICTURE[None], grid, mode="bilinear", padding_mode="zeros", align_corners=False)[0]


def rotate(degrees):
    """Clockwise on the screen: the inverse map turns back."""
    turn = math.radians(degrees)
    return warp((math.cos(turn), math.sin(turn), -math.sin(turn), math.cos(turn)))


def shear(degrees):
    return warp((1, -math.tan(math.radians(degrees)), 0, 1))


def stretch(vertical, horizontal):
    return warp((1 / horizontal, 0, 0, 1 / vertical))


def crop(top, left, height, width):
    part = PICTURE[None, :, top:top + height, left:left + width]
    return F.interpolate(part, size=(H, W), mode="bilinear", align_corners=False)[0]


def grey(picture):
    return 0.2989 * picture[0] + 0.587 * picture[1] + 0.114 * picture[2]


def blend(other, factor):
    return (factor * PICTURE + (1 - factor) * other).clamp(0, 255)


print(json.dumps({
    "picture": flat(PICTURE),
    "rotate 30": flat(rotate(30)),
    "rotate -115": flat(rotate(-115)),
    "shear 20": flat(shear(20)),
    "shear -35": flat(shear(-35)),
    "stretch 0.75 1.3": flat(stretch(0.75, 1.3)),
    "stretch 1.2 0.8": flat(stretch(1.2, 0.8)),
    "crop 1 2 3 4": flat(crop(1, 2, 3, 4)),
    "crop 0 0 5 7": flat(crop(0, 0, 5, 7)),
    "crop 4 6 1 1": flat(crop(4, 6, 1, 1)),
    "brighten 1.6": flat(blend(torch.zeros_like(PICTURE), 1.6)),
    "contrast 0.4": flat(blend(grey(PICTURE).mean(), 0.4)),
    "contrast 1.7": flat(blend(grey(PICTURE).mean(), 1.7)),
    "saturate 0": flat(blend(grey(PICTURE), 0)),
    "saturate 1.8": flat(blend(grey(PICTURE), 1.8)),
}, indent=0))
