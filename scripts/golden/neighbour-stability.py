"""Writes neighbour-stability.json: the losses of NNC and DECS with their gradients by torch (1.13) in double precision, and
Otsu's threshold by a direct search over every cut, and by torch's histogram and cumulative sums.

/usr/bin/python3 scripts/golden/neighbour-stability.py
"""

import json
import pathlib

import numpy as np
import torch
from calls import Calls

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(5)
b, k, d, alpha, lam, t = 6, 4, 3, 3.0, 0.8, 0.31
codes = torch.tensor(np.round(rng.normal(0, 1.5, (b, d)), 3), requires_grad=True)
neighbours = torch.tensor(np.round(codes.detach().numpy() + rng.normal(0, 0.6, (b, d)), 3), requires_grad=True)
centres = torch.tensor(np.round(rng.normal(0, 1.5, (k, d)), 3), requires_grad=True)
inputs = {"codes": codes, "neighbours": neighbours, "centres": centres}


def rounded(values):
    return [float(f"{v:.8g}") for v in np.ravel(np.asarray(values))]


calls = Calls(torch=torch, np=np, alpha=alpha, **{"lambda_": lam}, threshold=t)
calls.given("alpha", "lambda", "threshold", "shapes", "inputs", "otsu.values")
calls.where("squares", "lambda z, centres: torch.cdist(z, centres, compute_mode='donot_use_mm_for_euclid_dist') ** 2")
calls.where("logQ", "lambda z, centres: torch.log_softmax(-(alpha + 1) / 2 * torch.log1p(squares(z, centres) / alpha), dim=1)")
calls.where("certain", "lambda q: torch.where(q < threshold, (threshold - q).abs() / threshold, (q - threshold).abs() / (1 - threshold))")
calls.where("stability", "lambda f: f.mean(dim=1) - lambda_ * f.var(dim=1, unbiased=False)")
calls.where("cut", "lambda logQ: logQ.clamp_min(np.log(1e-6))")
between_call = "c = torch.histc(values, bins=1000, min=0, max=1); w = c.cumsum(0) / c.sum(); m = (c * torch.arange(1000, dtype=c.dtype)).cumsum(0) / c.sum() / 1000; (m[-1] * w - m) ** 2 / (w * (1 - w) + 1e-6)"


def with_gradients(path, text):
    value, gradients = calls.with_gradients(path, text, inputs)
    return {"value": rounded([value.item()])[0], "gradients": {name: rounded(g) for name, g in gradients.items()}}


def by_torch(values):
    between = calls("otsu.between", between_call, values=torch.tensor(values).flatten())
    # The first of equals.
    first = "((between >= between.max()).nonzero()[0].item() + 0.5) / 1000"
    return {"byTorch": calls("otsu.byTorch", first, between=between), "between": rounded([between.max()])[0]}


def otsu(values):
    """Every cut of the histogram, the two groups' means taken directly."""
    counts = np.histogram(values, bins=1000, range=(0, 1))[0].astype(np.float64)
    places = np.arange(1000) / 1000
    p = counts / counts.sum()
    best = (-1.0, 0)
    for cut in range(1000):
        w = p[: cut + 1].sum()
        if w <= 0 or w >= 1 - 1e-12:
            continue
        low = (p[: cut + 1] * places[: cut + 1]).sum() / w
        high = (p[cut + 1 :] * places[cut + 1 :]).sum() / (1 - w)
        # omega (1 - omega) (difference of means)^2, damped as the formula in use damps it
        spread = (w * (1 - w) * (high - low)) ** 2 / (w * (1 - w) + 1e-6)
        if spread > best[0] + 1e-15:
            best = (spread, cut)
    return (best[1] + 0.5) / 1000


sharp = torch.softmax(torch.tensor(rng.normal(0, 3, (60, 5))), dim=1).numpy().round(4)
soft = torch.softmax(torch.tensor(rng.normal(0, 1, (60, 5))), dim=1).numpy().round(4)
calls.table["otsu.threshold"] = "every cut tried, by the means of the two groups that numpy.histogram counts"
values = {
    "calls": calls.table,
    "alpha": alpha,
    "lambda": lam,
    "threshold": t,
    "shapes": {"codes": [b, d], "neighbours": [b, d], "centres": [k, d]},
    "inputs": {name: rounded(x.detach()) for name, x in inputs.items()},
    "stabilities": rounded(calls("stabilities", "stability(certain(logQ(codes, centres).exp()))", **inputs).detach()),
    "consistency": with_gradients(
        "consistency", "((cut(logQ(codes, centres)) - cut(logQ(neighbours, centres))) ** 2).sum(dim=1).mean()"
    ),
    "consistencyStopped": with_gradients(
        "consistencyStopped", "((cut(logQ(codes, centres)) - cut(logQ(neighbours, centres)).detach()) ** 2).sum(dim=1).mean()"
    ),
    "stabilityMean": with_gradients("stabilityMean", "1 - stability(certain(logQ(codes, centres).exp())).mean()"),
    "stabilitySum": with_gradients("stabilitySum", "1 - stability(certain(logQ(codes, centres).exp())).sum()"),
    "stabilityMeanAndVariance": with_gradients(
        "stabilityMeanAndVariance", "s = stability(certain(logQ(codes, centres).exp())); 1 - (s.mean() + s.var(unbiased=False))"
    ),
    "balance": with_gradients("balance", "p = logQ(codes, centres).exp().mean(dim=0); (p * p.log()).sum()"),
    "otsu": [
        {"values": rounded(values), "threshold": otsu(values), **by_torch(values)}
        for values in (sharp, soft, np.concatenate([sharp, soft]))
    ],
}
print({name: v["value"] for name, v in values.items() if isinstance(v, dict) and "value" in v})
print([case["threshold"] for case in values["otsu"]])
(here / "neighbour-stability.json").write_text(json.dumps(values) + "\n")
