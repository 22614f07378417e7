"""Writes neighbour-stability.json: the losses of NNC and DECS with their gradients by torch (1.13) in double precision, and
Otsu's threshold by a direct search over every cut.

/usr/bin/python3 scripts/golden/neighbour-stability.py
"""

import json
import pathlib

import numpy as np
import torch

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(5)
b, k, d, alpha, lam, t = 6, 4, 3, 3.0, 0.8, 0.31
codes = torch.tensor(np.round(rng.normal(0, 1.5, (b, d)), 3), requires_grad=True)
neighbours = torch.tensor(np.round(codes.detach().numpy() + rng.normal(0, 0.6, (b, d)), 3), requires_grad=True)
centres = torch.tensor(np.round(rng.normal(0, 1.5, (k, d)), 3), requires_grad=True)
inputs = {"codes": codes, "neighbours": neighbours, "centres": centres}


def rounded(values):
    return [float(f"{v:.8g}") for v in np.ravel(np.asarray(values))]


def log_q(z):
    # torch.log_softmax of Student's log kernel (eq. 2)
    squares = torch.cdist(z, centres, compute_mode="donot_use_mm_for_euclid_dist") ** 2
    return torch.log_softmax(-(alpha + 1) / 2 * torch.log1p(squares / alpha), dim=1)


def stability(q):
    f = torch.where(q < t, (t - q).abs() / t, (q - t).abs() / (1 - t))
    return f.mean(dim=1) - lam * f.var(dim=1, unbiased=False)


def with_gradients(loss):
    value = loss()
    gradients = torch.autograd.grad(value, list(inputs.values()), allow_unused=True)
    return {
        "value": rounded([value.item()])[0],
        "gradients": {
            name: rounded(torch.zeros_like(x) if g is None else g) for (name, x), g in zip(inputs.items(), gradients)
        },
    }


def consistency(floor, detach):
    one = log_q(codes).clamp_min(np.log(floor))
    other = log_q(neighbours).clamp_min(np.log(floor))
    return ((one - (other.detach() if detach else other)) ** 2).sum(dim=1).mean()


def balance():
    p = log_q(codes).exp().mean(dim=0)
    return (p * p.log()).sum()


def stable():
    return stability(log_q(codes).exp())


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
values = {
    "alpha": alpha,
    "lambda": lam,
    "threshold": t,
    "shapes": {"codes": [b, d], "neighbours": [b, d], "centres": [k, d]},
    "inputs": {name: rounded(x.detach()) for name, x in inputs.items()},
    "stabilities": rounded(stable().detach()),
    "consistency": with_gradients(lambda: consistency(1e-6, False)),
    "consistencyStopped": with_gradients(lambda: consistency(1e-6, True)),
    "stabilityMean": with_gradients(lambda: 1 - stable().mean()),
    "stabilitySum": with_gradients(lambda: 1 - stable().sum()),
    "stabilityMeanAndVariance": with_gradients(lambda: 1 - (stable().mean() + stable().var(unbiased=False))),
    "balance": with_gradients(balance),
    "otsu": [
        {"values": rounded(sharp), "threshold": otsu(sharp)},
        {"values": rounded(soft), "threshold": otsu(soft)},
        {"values": rounded(np.concatenate([sharp, soft])), "threshold": otsu(np.concatenate([sharp, soft]))},
    ],
}
print({name: v["value"] for name, v in values.items() if isinstance(v, dict) and "value" in v})
print([case["threshold"] for case in values["otsu"]])
(here / "neighbour-stability.json").write_text(json.dumps(values) + "\n")
