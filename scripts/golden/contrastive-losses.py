"""Writes contrastive-losses.json: the losses of SimCLR, CC, IIC and PICA with their gradients by torch (1.13) in double precision.

/usr/bin/python3 scripts/golden/contrastive-losses.py
"""

import json
import math
import pathlib

import numpy as np
import torch
import torch.nn.functional as F
from calls import Calls

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(5)
b, d, k = 6, 3, 4


def drawn(shape, scale):
    return torch.tensor(np.round(rng.normal(0, scale, shape), 3), requires_grad=True)


def rounded(values):
    return [float(f"{v:.8g}") for v in np.ravel(np.asarray(values))]


# Vectors of two views, and logits of their soft assignments.
inputs = {"first": drawn((b, d), 1.0), "second": drawn((b, d), 1.0), "logits": drawn((b, k), 1.5), "moved": drawn((b, k), 1.5)}
# Two images that share a neighbour, one that has none in the batch.
positives = np.zeros((b, b))
positives[0, 1] = positives[1, 0] = positives[0, 2] = positives[3, 4] = positives[4, 5] = positives[5, 0] = 1


calls = Calls(torch=torch, F=F, math=math, k=k)
calls.given("shapes", "inputs", "ntXent.temperature", "supervised.temperature", "supervised.targets", "clusters.temperature")
calls.given("iic.evenness")
calls.where("cosines", "lambda z: F.cosine_similarity(z[:, None], z[None], dim=2)")
calls.where("apart", "lambda s: s.masked_fill(torch.eye(len(s), dtype=torch.bool), -math.inf)")
calls.where("partners", "lambda m: torch.cat([torch.arange(m // 2, m), torch.arange(m // 2)])")
calls.where("margins", "lambda p: (p.sum(1, keepdim=True).expand(k, k), p.sum(0, keepdim=True).expand(k, k))")


def with_gradients(path, text, *wanted, **names):
    value, gradients = calls.with_gradients(path, text, {name: inputs[name] for name in wanted}, **names)
    return {"value": rounded([value.item()])[0], "gradients": {name: rounded(g) for name, g in gradients.items()}}


nt_xent = "z = torch.cat([first, second]); F.cross_entropy(apart(cosines(z) / temperature), partners(len(z)))"
of_clusters = "z = torch.cat([torch.softmax(logits, 1).T, torch.softmax(moved, 1).T]); F.cross_entropy(apart(cosines(z) / temperature), partners(len(z)))"
supervised = "s = apart(F.normalize(first) @ F.normalize(first).T / temperature); l = s - torch.logsumexp(s, 1, keepdim=True); torch.stack([-l[i][p].mean() for i, p in positives]).mean()"
entropy = "mean = torch.softmax(logits, 1).mean(0); math.log(k) + (mean * mean.log()).sum()"
iic = "P = (torch.softmax(logits, 1).unsqueeze(2) * torch.softmax(moved, 1).unsqueeze(1)).sum(0); P = (P + P.T) / 2; P = P / P.sum(); r, c = margins(P); P = P.clamp(min=1e-8); -(P * (P.log() - evenness * r.clamp(min=1e-8).log() - evenness * c.clamp(min=1e-8).log())).sum()"
pica = "F.cross_entropy(F.normalize(torch.softmax(logits, 1).T, dim=1) @ F.normalize(torch.softmax(moved, 1), dim=0), torch.arange(k))"
anchors = [(i, torch.tensor(row > 0)) for i, row in enumerate(positives) if row.any()]
targets = np.array([row / row.sum() if row.any() else row for row in positives])
values = {
    "calls": calls.table,
    "shapes": {"first": [b, d], "second": [b, d], "logits": [b, k], "moved": [b, k]},
    "inputs": {name: rounded(x.detach()) for name, x in inputs.items()},
    "ntXent": [
        {"temperature": t, **with_gradients("ntXent", nt_xent, "first", "second", temperature=t)} for t in (0.1, 0.5, 1.0)
    ],
    "supervised": {
        "temperature": 0.5,
        "targets": rounded(targets / positives.any(1).sum()),
        **with_gradients("supervised", supervised, "first", temperature=0.5, positives=anchors),
    },
    "clusters": [
        {"temperature": t, **with_gradients("clusters", of_clusters, "logits", "moved", temperature=t)} for t in (0.5, 1.0)
    ],
    "entropy": with_gradients("entropy", entropy, "logits"),
    "iic": [{"evenness": e, **with_gradients("iic", iic, "logits", "moved", evenness=e)} for e in (1.0, 1.5)],
    "pica": with_gradients("pica", pica, "logits", "moved"),
}
(here / "contrastive-losses.json").write_text(json.dumps(values) + "\n")
