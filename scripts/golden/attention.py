"""Writes attention.json: SimAM and CBAM on fixed tensors, with gradients by torch's autograd.

Tensors are [n, h, w, c] in the file, as the project has them, and [n, c, h, w] inside. The loss whose gradients are given is
(output * weights).sum().

python3 scripts/golden/attention.py
"""

import json
import pathlib

import torch
import torch.nn.functional as F
from calls import Calls

here = pathlib.Path(__file__).parent
torch.manual_seed(4)
torch.set_default_dtype(torch.float64)
digits = lambda tensor: [round(float(value), 7) for value in tensor.detach().reshape(-1)]
nhwc = lambda tensor: tensor.permute(0, 2, 3, 1)


calls = Calls(torch=torch, F=F)
calls.given("simam.name", "simam.shape", "simam.x", "simam.weights", "cbam.name", "cbam.shape", "cbam.x", "cbam.weights")
calls.given("cbam.parameters.*.shape", "cbam.parameters.*.value")
# The mlp's layers are [in, out] in the file, the filter [side, side, in, out].
calls.where("mlp", "lambda pooled, p: F.linear(torch.relu(F.linear(pooled, p['reduce'].T, p['reduceBias'])), p['expand'].T, p['expandBias'])")
calls.where("gate", "lambda x, p: torch.sigmoid(mlp(F.adaptive_avg_pool2d(x, 1).flatten(1), p) + mlp(F.adaptive_max_pool2d(x, 1).flatten(1), p))")
calls.where("pooled", "lambda x: torch.cat([x.max(dim=1, keepdim=True).values, x.mean(dim=1, keepdim=True)], dim=1)")
calls.where("spread", "lambda x, p: F.conv2d(pooled(x), p['filter'].permute(3, 2, 0, 1), padding=3)")
# Woo et al. 2018, with a batch normalisation behind the 7 x 7 convolution.
calls.where("normal", "lambda x, p: F.batch_norm(spread(x, p), None, None, p['scale'], p['shift'], training=True, eps=1e-5)")
made = {
    "simam": "n = max(1, x.shape[2] * x.shape[3] - 1); d = (x - x.mean(dim=[2, 3], keepdim=True)).pow(2); v = d.sum(dim=[2, 3], keepdim=True) / n; x * torch.sigmoid(d / (4 * (v + 1e-4)) + 0.5)",
    "cbam": "y = x * gate(x, p)[:, :, None, None]; y * torch.sigmoid(normal(y, p))",
}


def case(kind, name, shape, parameters):
    x = (torch.rand(shape) * 2 - 1).requires_grad_()
    weights = torch.rand(shape) * 2 - 1
    output = calls(f"{kind}.output", made[kind], x=x, p=parameters)
    paths = [f"{kind}.gradient", f"{kind}.parameters.*.gradient"] if parameters else f"{kind}.gradient"
    # Of x and of every parameter.
    calls(paths, "(output * weights).sum().backward()", output=output, weights=weights)
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


out = {"calls": calls.table, "simam": [], "cbam": []}
for name, shape in (("several images", (2, 3, 3, 4)), ("a row of pixels", (2, 5, 1, 3)), ("one channel", (1, 1, 4, 4))):
    out["simam"].append(case("simam", name, shape, {}))
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
    out["cbam"].append(case("cbam", name, shape, parameters))
(here / "attention.json").write_text(json.dumps(out))
