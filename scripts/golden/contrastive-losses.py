"""Writes contrastive-losses.json: the losses of SimCLR, CC, IIC and PICA with their gradients by torch (1.13) in double precision.

/usr/bin/python3 scripts/golden/contrastive-losses.py
"""

import json
import math
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

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


def with_gradients(value, *names):
    gradients = torch.autograd.grad(value, [inputs[name] for name in names], retain_graph=True)
    return {
        "value": rounded([value.item()])[0],
        "gradients": {name: rounded(g) for name, g in zip(names, gradients)},
    }


def nt_xent(first, second, temperature):
    z = torch.cat([first, second])
    m = len(z)
    similarity = F.cosine_similarity(z[:, None], z[None], dim=2) / temperature
    similarity = similarity.masked_fill(torch.eye(m, dtype=torch.bool), -math.inf)
    partner = torch.cat([torch.arange(m // 2, m), torch.arange(m // 2)])
    return F.cross_entropy(similarity, partner)


def supervised(z, temperature):
    similarity = (F.normalize(z) @ F.normalize(z).T / temperature).masked_fill(torch.eye(b, dtype=torch.bool), -math.inf)
    log = similarity - torch.logsumexp(similarity, 1, keepdim=True)
    anchors = [-log[i][torch.tensor(positives[i] > 0)].mean() for i in range(b) if positives[i].any()]
    return torch.stack(anchors).mean()


def missing_entropy(p):
    mean = p.mean(0)
    return math.log(k) + (mean * mean.log()).sum()


def iic(p, q, evenness):
    joint = (p.unsqueeze(2) * q.unsqueeze(1)).sum(0)
    joint = (joint + joint.T) / 2
    joint = joint / joint.sum()
    rows, cols = joint.sum(1, keepdim=True).expand(k, k), joint.sum(0, keepdim=True).expand(k, k)
    joint = joint.clamp(min=1e-8)
    return -(joint * (joint.log() - evenness * rows.clamp(min=1e-8).log() - evenness * cols.clamp(min=1e-8).log())).sum()


def pica(p, q):
    cosines = F.normalize(p.T, dim=1) @ F.normalize(q, dim=0)
    return F.cross_entropy(cosines, torch.arange(k))


first, second = inputs["first"], inputs["second"]
p, q = torch.softmax(inputs["logits"], 1), torch.softmax(inputs["moved"], 1)
targets = np.array([row / row.sum() if row.any() else row for row in positives])
values = {
    "shapes": {"first": [b, d], "second": [b, d], "logits": [b, k], "moved": [b, k]},
    "inputs": {name: rounded(x.detach()) for name, x in inputs.items()},
    "ntXent": [{"temperature": t, **with_gradients(nt_xent(first, second, t), "first", "second")} for t in (0.1, 0.5, 1.0)],
    "supervised": {
        "temperature": 0.5,
        "targets": rounded(targets / positives.any(1).sum()),
        **with_gradients(supervised(first, 0.5), "first"),
    },
    "clusters": [
        {"temperature": t, **with_gradients(nt_xent(p.T, q.T, t), "logits", "moved")} for t in (0.5, 1.0)
    ],
    "entropy": with_gradients(missing_entropy(p), "logits"),
    "iic": [{"evenness": e, **with_gradients(iic(p, q, e), "logits", "moved")} for e in (1.0, 1.5)],
    "pica": with_gradients(pica(p, q), "logits", "moved"),
}
(here / "contrastive-losses.json").write_text(json.dumps(values) + "\n")
