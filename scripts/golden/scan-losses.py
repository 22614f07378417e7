"""Writes scan-losses.json: the losses of SCAN, SwAV and SimGCD with their gradients by torch (1.13) in double precision.

/usr/bin/python3 scripts/golden/scan-losses.py
"""

import json
import math
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(8)
m, b, k, d = 2, 6, 4, 5


def drawn(shape, scale):
    return torch.tensor(np.round(rng.normal(0, scale, shape), 3), requires_grad=True)


def rounded(values):
    return [float(f"{v:.8g}") for v in np.ravel(np.asarray(values))]


def with_gradients(value, **wanted):
    gradients = torch.autograd.grad(value, list(wanted.values()), retain_graph=True)
    return {
        "value": rounded([value.item()])[0],
        "gradients": {name: rounded(g) for name, g in zip(wanted, gradients)},
    }


# SCAN: one loss a head, summed here so that one gradient holds them all.
logits, others = drawn((m, b, k), 2.0), drawn((m, b, k), 2.0)


def scan(weight):
    losses = []
    for h in range(m):
        p, q = torch.softmax(logits[h], 1), torch.softmax(others[h], 1)
        agreement = torch.bmm(p.view(b, 1, k), q.view(b, k, 1)).squeeze()
        consistency = F.binary_cross_entropy(agreement, torch.ones_like(agreement))
        mean = torch.clamp(p.mean(0), min=1e-8)
        losses.append(consistency - weight * -(mean * torch.log(mean)).sum())
    return {"weight": weight, "each": rounded([x.item() for x in losses]), **with_gradients(sum(losses), logits=logits, others=others)}


# Self-labelling: cross_entropy(logits[mask], labels[mask], weight=1 / share of each class that occurs).
def self_labels():
    weak = drawn((b, k), 3.0).detach()
    strong = drawn((b, k), 2.0)
    probabilities = torch.softmax(weak, 1)
    top, labels = probabilities.max(1)
    threshold = float(np.round(np.median(top.numpy()) - 0.05, 3))
    mask = top > threshold
    kept = labels[mask]
    index, counts = torch.unique(kept, return_counts=True)
    weight = torch.ones(k, dtype=torch.double)
    weight[index] = 1 / (counts.double() / len(kept))
    loss = F.cross_entropy(strong[mask], kept, weight=weight)
    return {
        "predictions": rounded(probabilities),
        "threshold": threshold,
        "mask": mask.int().tolist(),
        "labels": labels.tolist(),
        "strong": rounded(strong.detach()),
        **with_gradients(loss, strong=strong),
    }


# SwAV: equal shares for prototypes, then swapped prediction between two views and a small third one.
def swav():
    scores = torch.tensor(np.round(rng.uniform(-1, 1, (b, k)), 3))

    def sinkhorn(scores, epsilon, iterations):
        q = torch.exp(scores / epsilon).t()
        q = q / q.sum()
        for _ in range(iterations):
            q = q / q.sum(1, keepdim=True) / q.shape[0]
            q = q / q.sum(0, keepdim=True) / q.shape[1]
        return (q * q.shape[1]).t()

    views = [drawn((b, k), 0.5) for _ in range(3)]
    codes = [sinkhorn(view.detach(), 0.05, 3) for view in views[:2]]
    terms = []
    for i, code in enumerate(codes):
        terms.append(
            sum(-(code * F.log_softmax(view / 0.1, 1)).sum(1).mean() for v, view in enumerate(views) if v != i) / (len(views) - 1)
        )
    return {
        "scores": rounded(scores),
        "codes": [
            {"epsilon": e, "iterations": i, "codes": rounded(sinkhorn(scores, e, i))} for e, i in ((0.05, 3), (0.5, 3), (0.25, 50))
        ],
        "views": [rounded(view.detach()) for view in views],
        "targets": [rounded(code) for code in codes],
        **with_gradients(sum(terms) / 2, first=views[0], second=views[1], third=views[2]),
    }


# SimGCD: SupCon and InfoNCE of two views on the unit sphere, and the mean entropy of both views' predictions.
def simgcd():
    features = drawn((2 * b, d), 1.0)
    z = F.normalize(features, dim=1)
    labels = torch.tensor([0, 1, 0, 2, 1, 0])

    def sets(temperature, groups):
        both = torch.cat([groups, groups])
        mask = (both[:, None] == both[None, :]).double()
        eye = torch.eye(2 * b, dtype=torch.double)
        positives = mask * (1 - eye)
        similarity = z @ z.t() / temperature
        similarity = similarity - similarity.max(1, keepdim=True)[0].detach()
        log_prob = similarity - torch.log((torch.exp(similarity) * (1 - eye)).sum(1, keepdim=True))
        return -((positives * log_prob).sum(1) / positives.sum(1)).mean()

    def info_nce(temperature):
        # The two views of an image are each other's class; the diagonal is left out.
        s = (z @ z.t() / temperature).masked_fill(torch.eye(2 * b).bool(), -1e30)
        partner = torch.cat([torch.arange(b) + b, torch.arange(b)])
        return F.cross_entropy(s, partner)

    student = drawn((2 * b, k), 0.5)
    mean = torch.softmax(student / 0.1, 1).mean(0)
    return {
        "features": rounded(features.detach()),
        "labels": labels.tolist(),
        "supCon": {"temperature": 0.07, **with_gradients(sets(0.07, labels), features=features)},
        "infoNce": {"temperature": 1.0, **with_gradients(info_nce(1.0), features=features)},
        "student": rounded(student.detach()),
        "meanEntropy": with_gradients(-torch.sum(torch.log(mean ** (-mean))) + math.log(float(k)), student=student),
    }


values = {
    "shapes": {"m": m, "b": b, "k": k, "d": d},
    "logits": rounded(logits.detach()),
    "others": rounded(others.detach()),
    "scan": [scan(2.0), scan(5.0)],
    "selfLabels": self_labels(),
    "swav": swav(),
    "simgcd": simgcd(),
}
(here / "scan-losses.json").write_text(json.dumps(values) + "\n")
print(values["selfLabels"]["mask"], values["selfLabels"]["labels"], values["scan"][0]["each"])
