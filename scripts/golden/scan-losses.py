"""Writes scan-losses.json: the losses of SCAN, SwAV and SimGCD with their gradients by torch (1.13) in double precision.

/usr/bin/python3 scripts/golden/scan-losses.py
"""

import functools
import json
import math
import pathlib

import numpy as np
import torch
import torch.nn.functional as F
from calls import Calls

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(8)
m, b, k, d = 2, 6, 4, 5


def drawn(shape, scale):
    return torch.tensor(np.round(rng.normal(0, scale, shape), 3), requires_grad=True)


def rounded(values):
    return [float(f"{v:.8g}") for v in np.ravel(np.asarray(values))]


calls = Calls(torch=torch, F=F, math=math, functools=functools, b=b, k=k)
calls.given("shapes", "logits", "others", "scan.weight", "selfLabels.threshold", "selfLabels.strong")
calls.given("swav.scores", "swav.codes.epsilon", "swav.codes.iterations", "swav.views", "simgcd.features", "simgcd.labels")
calls.given("simgcd.supCon.temperature", "simgcd.infoNce.temperature", "simgcd.student")


def with_gradients(path, text, wanted, **names):
    value, gradients = calls.with_gradients(path, text, wanted, **names)
    return {"value": rounded([value.item()])[0], "gradients": {name: rounded(g) for name, g in gradients.items()}}


# SCAN: one loss a head, summed here so that one gradient holds them all.
logits, others = drawn((m, b, k), 2.0), drawn((m, b, k), 2.0)


calls.where("agreement", "lambda p, q: torch.bmm(p.view(b, 1, k), q.view(b, k, 1)).squeeze()")
calls.where("consistency", "lambda a: F.binary_cross_entropy(a, torch.ones_like(a))")
calls.where("entropy", "lambda mean: -(mean * torch.log(mean)).sum()")
calls.where("head", "lambda p, q, weight: consistency(agreement(p, q)) - weight * entropy(torch.clamp(p.mean(0), min=1e-8))")


def scan(weight):
    wanted = {"logits": logits, "others": others}
    each = "[head(torch.softmax(x, 1), torch.softmax(y, 1), weight).item() for x, y in zip(logits, others)]"
    both = "sum(head(torch.softmax(x, 1), torch.softmax(y, 1), weight) for x, y in zip(logits, others))"
    return {
        "weight": weight,
        "each": rounded(calls("scan.each", each, weight=weight, **wanted)),
        **with_gradients("scan", both, wanted, weight=weight),
    }


# Self-labelling: cross_entropy(logits[mask], labels[mask], weight=1 / share of each class that occurs).
def self_labels():
    weak = drawn((b, k), 3.0).detach()
    strong = drawn((b, k), 2.0)
    probabilities = calls("selfLabels.predictions", "torch.softmax(weak, 1)", weak=weak)
    top = probabilities.max(1).values
    labels = calls("selfLabels.labels", "predictions.max(1).indices", predictions=probabilities)
    threshold = float(np.round(np.median(top.numpy()) - 0.05, 3))
    mask = calls("selfLabels.mask", "predictions.max(1).values > threshold", predictions=probabilities, threshold=threshold)
    loss = "i, n = torch.unique(labels[mask], return_counts=True); w = torch.ones(k).double(); w[i] = 1 / (n.double() / mask.sum()); F.cross_entropy(strong[mask], labels[mask], weight=w)"
    # With soft targets, and a weight for each image.
    weights = torch.tensor([0.5, 1.0, 0.0, 2.0, 0.25, 1.5], dtype=torch.double)
    calls.given("selfLabels.soft.weights")
    soft = "(weights * F.cross_entropy(strong, predictions, reduction='none')).sum() / weights.sum()"
    return {
        "predictions": rounded(probabilities),
        "threshold": threshold,
        "mask": mask.int().tolist(),
        "labels": labels.tolist(),
        "strong": rounded(strong.detach()),
        **with_gradients("selfLabels", loss, {"strong": strong}, labels=labels, mask=mask),
        "soft": {
            "weights": weights.tolist(),
            **with_gradients("selfLabels.soft", soft, {"strong": strong}, predictions=probabilities, weights=weights),
        },
    }


# SwAV: equal shares for prototypes, then swapped prediction between two views and a small third one.
def swav():
    scores = torch.tensor(np.round(rng.uniform(-1, 1, (b, k)), 3))

    calls.where("prototypes", "lambda q: q / q.sum(1, keepdim=True) / q.shape[0]")
    calls.where("images", "lambda q: q / q.sum(0, keepdim=True) / q.shape[1]")
    calls.where("turns", "lambda q, times: functools.reduce(lambda q, _: images(prototypes(q)), range(times), q)")
    calls.where("start", "lambda scores, epsilon: torch.exp(scores / epsilon).t() / torch.exp(scores / epsilon).t().sum()")
    sinkhorn = calls.where("sinkhorn", "lambda scores, epsilon, times: (turns(start(scores, epsilon), times) * len(scores)).t()")
    calls.where("foretold", "lambda code, view: -(code * F.log_softmax(view / 0.1, 1)).sum(1).mean()")

    views = [drawn((b, k), 0.5) for _ in range(3)]
    codes = calls("swav.targets", "[sinkhorn(view, 0.05, 3) for view in views[:2]]", views=[view.detach() for view in views])
    wanted = dict(zip(("first", "second", "third"), views))
    swapped = "((foretold(targets[0], second) + foretold(targets[0], third)) / 2 + (foretold(targets[1], first) + foretold(targets[1], third)) / 2) / 2"
    # With a weight for each image of each target, as where uncertain ones count less.
    weights = torch.tensor([[0.3, 0.1, 0.25, 0.05, 0.2, 0.1], [0.05, 0.4, 0.15, 0.1, 0.1, 0.2]], dtype=torch.double)
    calls.given("swav.weighted.weights")
    calls.where("weighed", "lambda code, view, weight: -(weight * (code * F.log_softmax(view / 0.1, 1)).sum(1)).sum()")
    weighted = "a, b = weights; ((weighed(targets[0], second, a) + weighed(targets[0], third, a)) / 2 + (weighed(targets[1], first, b) + weighed(targets[1], third, b)) / 2) / 2"
    return {
        "scores": rounded(scores),
        "codes": [
            {
                "epsilon": e,
                "iterations": i,
                "codes": rounded(
                    calls("swav.codes.codes", "sinkhorn(scores, epsilon, iterations)", scores=scores, epsilon=e, iterations=i)
                ),
            }
            for e, i in ((0.05, 3), (0.5, 3), (0.25, 50))
        ],
        "views": [rounded(view.detach()) for view in views],
        "targets": [rounded(code) for code in codes],
        **with_gradients("swav", swapped, wanted, targets=codes),
        "weighted": {
            "weights": weights.tolist(),
            **with_gradients("swav.weighted", weighted, wanted, targets=codes, weights=weights),
        },
    }


# SimGCD: SupCon and InfoNCE of two views on the unit sphere, and the mean entropy of both views' predictions.
def simgcd():
    features = drawn((2 * b, d), 1.0)
    labels = torch.tensor([0, 1, 0, 2, 1, 0])
    calls.where("eye", "torch.eye(2 * b, dtype=torch.double)")
    calls.where("positives", "lambda l: (torch.cat([l, l])[:, None] == torch.cat([l, l])[None, :]).double() * (1 - eye)")
    calls.where("cosines", "lambda x: F.normalize(x, dim=1) @ F.normalize(x, dim=1).t()")
    sup_con = "s = cosines(features) / temperature; s = s - s.max(1, keepdim=True)[0].detach(); l = s - torch.log((torch.exp(s) * (1 - eye)).sum(1, keepdim=True)); -((positives(labels) * l).sum(1) / positives(labels).sum(1)).mean()"
    # The two views of an image are each other's class; the diagonal is left out.
    info_nce = "s = (cosines(features) / temperature).masked_fill(eye.bool(), -1e30); F.cross_entropy(s, torch.cat([torch.arange(b) + b, torch.arange(b)]))"
    mean_entropy = "mean = torch.softmax(student / 0.1, 1).mean(0); -torch.sum(torch.log(mean ** (-mean))) + math.log(float(k))"
    student = drawn((2 * b, k), 0.5)
    given = {"features": features}
    return {
        "features": rounded(features.detach()),
        "labels": labels.tolist(),
        "supCon": {"temperature": 0.07, **with_gradients("simgcd.supCon", sup_con, given, temperature=0.07, labels=labels)},
        "infoNce": {"temperature": 1.0, **with_gradients("simgcd.infoNce", info_nce, given, temperature=1.0)},
        "student": rounded(student.detach()),
        "meanEntropy": with_gradients("simgcd.meanEntropy", mean_entropy, {"student": student}),
    }


values = {
    "calls": calls.table,
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
