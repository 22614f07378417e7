"""Writes attention.json: SimAM and CBAM on fixed tensors, with gradients by torch's autograd.

Tensors are [n, h, w, c] in the file, as the project has them, and [n, c, h, w] inside. The loss whose gradients are given is
(output * weights).sum().

python3 scripts/golden/attention.py
"""

import json
import pathlib

import torch
import torch.nn.functional as F

here = pathlib.Path(__file__).parent
torch.manual_seed(4)
torch.set_default_dtype(torch.float64)
digits = lambda tensor: [round(float(value), 7) for value in tensor.detach().reshape(-1)]
nhwc = lambda tensor: tensor.permute(0, 2, 3, 1)


def simam(x, lam=1e-4):
    n = max(1, x.shape[2] * x.shape[3] - 1)
    d = (x - x.mean(dim=[2, 3], keepdim=True)).pow(2)
    v = d.sum(dim=[2, 3], keepdim=True) / n
    return x * torch.sigmoid(d / (4 * (v + lam)) + 0.5)


def cbam(x, p):
    """Woo et al. 2018, with a batch normalisation (torch's functional one, batch statistics, eps 1e-5) behind the 7 x 7 convolution."""
    mlp = lambda pooled: F.linear(torch.relu(F.linear(pooled, p["reduce"].T, p["reduceBias"])), p["expand"].T, p["expandBias"])
    gate = torch.sigmoid(mlp(F.adaptive_avg_pool2d(x, 1).flatten(1)) + mlp(F.adaptive_max_pool2d(x, 1).flatten(1)))
    x = x * gate[:, :, None, None]
    pooled = torch.cat([x.max(dim=1, keepdim=True).values, x.mean(dim=1, keepdim=True)], dim=1)
    # The filter is [side, side, in, out] in the file.
    spread = F.conv2d(pooled, p["filter"].permute(3, 2, 0, 1), padding=3)
    normal = F.batch_norm(spread, None, None, p["scale"], p["shift"], training=True, eps=1e-5)
    return x * torch.sigmoid(normal)


def case(name, shape, function, parameters):
    x = (torch.rand(shape) * 2 - 1).requires_grad_()
    weights = torch.rand(shape) * 2 - 1
    output = function(x)
    (output * weights).sum().backward()
    n, c, h, w = shape
    return {
        "name": name,
        "shape": [n, h, w, c],
        "x": digits(nhwc(x)),
        "weights": digits(nhwc(weights)),
        "output": digits(nhwc(output)),
        "gradient": digits(nhwc(x.grad)),
        "parameters": {key: {"shape": list(p.shape), "value": digits(p), "gradient": digits(p.grad)} for key, p in parameters.items()},
    }


out = {"simam": [], "cbam": []}
for name, shape in (("several images", (2, 3, 3, 4)), ("a row of pixels", (2, 5, 1, 3)), ("one channel", (1, 1, 4, 4))):
    out["simam"].append(case(name, shape, simam, {}))
for name, shape in (("odd sides", (3, 6, 5, 3)), ("one pixel", (4, 5, 1, 1))):
    channels, hidden = shape[1], 4
    draw = lambda *size: (torch.rand(size) - 0.5).requires_grad_()
    parameters = {
        "reduce": draw(channels, hidden),
        "reduceBias": draw(hidden),
        "expand": draw(hidden, channels),
        "expandBias": draw(channels),
        "filter": draw(7, 7, 2, 1),
        "scale": draw(1),
        "shift": draw(1),
    }
    out["cbam"].append(case(name, shape, lambda x, p=parameters: cbam(x, p), parameters))
(here / "attention.json").write_text(json.dumps(out))
