"""Writes alternating-normalisation.json: Sinkhorn, top-k entropies and corrected predictions by torch (1.13) in double precision.

One uncertain prediction after the other, as the paper has it (Zhu and Ma 2025, algorithm 1), in log space.

/usr/bin/python3 scripts/golden/alternating-normalisation.py
"""

import json
import math
import pathlib

import numpy as np
import torch

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(12)
least_column, cap_above = 1e-3, 3.0


def rounded(values):
    return [float(f"{v:.8g}") for v in np.ravel(np.asarray(values))]


def predictions(n, k, sharpness, lean=()):
    logits = rng.normal(0, sharpness, (n, k))
    logits[:, : len(lean)] += np.asarray(lean)
    p = torch.tensor(np.round(torch.softmax(torch.tensor(logits), 1).numpy(), 5))
    return torch.clamp(p, min=1e-5) / torch.clamp(p, min=1e-5).sum(1, keepdim=True)


def normalised(log_p, prior, exponent, iterations, bounded=False):
    """log Q: columns to n r, rows to 1, in turn; bounded only where the last row is an uncertain one beside confident ones."""
    n, k = log_p.shape
    x = exponent * log_p
    b = -torch.logsumexp(x, 1)
    wanted = torch.log(n * prior)
    for _ in range(iterations):
        if bounded:
            mass = (x[:-1] + b[:-1, None]).exp().sum(0).clamp(min=least_column) + (x[-1] + b[-1]).exp()
            cap = math.log(k) + cap_above
            a = (wanted - torch.log(mass)).clamp(-cap, cap)
        else:
            a = wanted - torch.logsumexp(x + b[:, None], 0)
        b = -torch.logsumexp(x + a[None], 1)
    return x + a[None] + b[:, None]


def entropy(p, top):
    share = torch.topk(p, top, dim=1).values
    share = share / share.sum(1, keepdim=True)
    return -(share * torch.log(share)).sum(1) / math.log(top)


def corrected(p, prior, exponent, iterations, top, rule, threshold):
    h = entropy(p, top)
    n, k = p.shape
    if rule == "constant":
        uncertain = h >= threshold
    else:
        uncertain = torch.zeros(n, dtype=torch.bool)
        uncertain[torch.argsort(h, descending=True)[: n - math.floor(threshold * n)]] = True
    confident = p[~uncertain]
    if len(confident) == 0:
        confident = torch.eye(k, dtype=torch.float64)
    out = p.clone()
    for i in torch.nonzero(uncertain)[:, 0].tolist():
        both = torch.cat([confident, p[i : i + 1]])
        out[i] = normalised(torch.log(both.clamp(min=1e-30)), prior, exponent, iterations, bounded=True)[-1].exp()
    return {
        "rule": rule,
        "threshold": threshold,
        "top": top,
        "exponent": exponent,
        "iterations": iterations,
        "prior": rounded(prior),
        "entropy": rounded(h),
        "uncertain": [int(u) for u in uncertain],
        "q": rounded(out),
    }


def case(name, p, *runs):
    return {"name": name, "rows": p.shape[0], "cols": p.shape[1], "p": rounded(p), "runs": [corrected(p, *run) for run in runs]}


even = lambda k: torch.full((k,), 1 / k, dtype=torch.float64)
uneven = torch.tensor([0.5, 0.3, 0.15, 0.05], dtype=torch.float64)

batch = predictions(24, 4, 1.5, (1.0, 0.3))
# Nobody who is confident thinks much of the last class.
absent = predictions(16, 4, 1.2)
absent[:12] = torch.softmax(torch.log(absent[:12]) * 3 + torch.tensor([0.0, 0.0, 0.0, -40.0]), 1)
# Nobody is confident.
unsure = predictions(6, 3, 0.05)

values = {
    "sinkhorn": [
        {
            "exponent": exponent,
            "iterations": iterations,
            "prior": rounded(prior),
            "logQ": rounded(normalised(torch.log(batch), prior, exponent, iterations)),
        }
        for prior in (even(4), uneven)
        for exponent, iterations in ((1.0, 1), (1.0, 3), (4.0, 3), (0.5, 10), (25.0, 3))
    ],
    "cases": [
        case(
            "a leaning batch",
            batch,
            (even(4), 1.0, 3, 3, "quantile", 0.75),
            (even(4), 1.0, 1, 2, "quantile", 0.5),
            (uneven, 1.0, 3, 3, "quantile", 0.75),
            (uneven, 4.0, 5, 3, "constant", 0.6),
            (even(4), 0.5, 3, 4, "constant", 0.4),
            (even(4), 25.0, 3, 3, "quantile", 0.75),
        ),
        case("a class that no confident one holds", absent, (even(4), 1.0, 3, 3, "quantile", 0.75), (even(4), 1.0, 10, 3, "quantile", 0.75)),
        case("nobody confident", unsure, (even(3), 1.0, 3, 3, "constant", 0.1)),
    ],
}
for one in values["cases"]:
    print(one["name"], [sum(run["uncertain"]) for run in one["runs"]])
    print(np.round(np.reshape(one["runs"][0]["q"], (one["rows"], -1))[-3:], 4).tolist())
(here / "alternating-normalisation.json").write_text(json.dumps(values) + "\n")
