"""Writes alternating-normalisation.json: Sinkhorn, top-k entropies and corrected predictions by torch (1.13) in double precision.

One uncertain prediction after the other, as the paper has it (Zhu and Ma 2025, algorithm 1), in log space.

/usr/bin/python3 scripts/golden/alternating-normalisation.py
"""

import functools
import json
import math
import pathlib

import numpy as np
import torch
from calls import Calls

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(12)


def rounded(values):
    return [float(f"{v:.8g}") for v in np.ravel(np.asarray(values))]


def predictions(n, k, sharpness, lean=()):
    logits = rng.normal(0, sharpness, (n, k))
    logits[:, : len(lean)] += np.asarray(lean)
    p = torch.tensor(np.round(torch.softmax(torch.tensor(logits), 1).numpy(), 5))
    return torch.clamp(p, min=1e-5) / torch.clamp(p, min=1e-5).sum(1, keepdim=True)


calls = Calls(torch=torch, math=math, functools=functools)
calls.given("sinkhorn.exponent", "sinkhorn.iterations", "sinkhorn.prior", "cases.name", "cases.rows", "cases.cols", "cases.p")
calls.given(*[f"cases.runs.{name}" for name in ("rule", "threshold", "top", "exponent", "iterations", "prior")])
# Columns to n r, rows to 1, in turn; columns are bounded where the last row is an uncertain one beside confident ones.
calls.where("rows", "lambda x, a: -torch.logsumexp(x + a, 1)")
calls.where("columns", "lambda x, b, r: torch.log(len(x) * r) - torch.logsumexp(x + b[:, None], 0)")
calls.where("mass", "lambda x, b: (x[:-1] + b[:-1, None]).exp().sum(0).clamp(min=1e-3) + (x[-1] + b[-1]).exp()")
calls.where("within", "lambda a, cap: a.clamp(-cap, cap)")
calls.where("bounded", "lambda x, b, r: within(torch.log(len(x) * r) - torch.log(mass(x, b)), math.log(len(r)) + 3.0)")
calls.where("repeated", "lambda step, a, times: functools.reduce(lambda a, _: step(a), range(times), a)")
calls.where("turns", "lambda x, r, times, how: repeated(lambda a: how(x, rows(x, a), r)[None], torch.zeros_like(r)[None], times)")
calls.where("done", "lambda x, a: x + a + rows(x, a)[:, None]")


def corrected(p, prior, exponent, iterations, top, rule, threshold):
    h = calls(
        "cases.runs.entropy",
        "s = torch.topk(p, top, dim=1).values; s = s / s.sum(1, keepdim=True); -(s * torch.log(s)).sum(1) / math.log(top)",
        p=p,
        top=top,
    )
    n, k = p.shape
    sort = "h >= threshold if rule == 'constant' else h >= h.sort(descending=True).values[len(h) - math.floor(threshold * len(h)) - 1]"
    uncertain = calls("cases.runs.uncertain", sort, h=h, rule=rule, threshold=threshold)
    confident = p[~uncertain]
    if len(confident) == 0:
        confident = torch.eye(k, dtype=torch.float64)
    out = p.clone()
    for i in torch.nonzero(uncertain)[:, 0].tolist():
        both = torch.cat([confident, p[i : i + 1]])
        # Of each uncertain row below all confident ones.
        out[i] = calls(
            "cases.runs.q",
            "x = exponent * torch.log(both.clamp(min=1e-30)); done(x, turns(x, prior, iterations, bounded))[-1].exp()",
            exponent=exponent,
            both=both,
            prior=prior,
            iterations=iterations,
        )
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

log_q = "x = exponent * torch.log(p); done(x, turns(x, prior, iterations, columns))"
values = {
    "calls": calls.table,
    "sinkhorn": [
        {
            "exponent": exponent,
            "iterations": iterations,
            "prior": rounded(prior),
            "logQ": rounded(
                calls("sinkhorn.logQ", log_q, exponent=exponent, p=batch, prior=prior, iterations=iterations)
            ),
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
