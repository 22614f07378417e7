"""Writes spicc.json: the losses of self-paced contrast of pairs, and the one-way contrast of clusters along a graph, with their gradients by torch (1.13) in double precision.

/usr/bin/python3 scripts/golden/spicc.py
"""

import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F
from calls import Calls

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(31)
b, k, d = 8, 4, 3


def drawn(shape, scale):
    return torch.tensor(np.round(rng.normal(0, scale, shape), 3), requires_grad=True)


def rounded(values):
    return [float(f"{v:.8g}") for v in np.ravel(np.asarray(values))]


calls = Calls(torch=torch, F=F)
calls.given("shapes", "inputs", "positives", "negatives", "weights", "contrast.temperature", "contrast.against", "contrast.kept")
calls.given("clusters.temperature")
# An anchor i, its positives p, and all that it is compared with, d.
calls.where("cosines", "lambda z, i: F.cosine_similarity(z[i][None], z, dim=1)")
calls.where("apart", "lambda s, p, d: -sum(s[j] - torch.logsumexp(s[d], 0) for j in p) / len(p)")


def with_gradients(path, text, wanted, **names):
    value, gradients = calls.with_gradients(path, text, wanted, **names)
    return {"value": rounded([value.item()])[0], "gradients": {name: rounded(g) for name, g in gradients.items()}}


codes, moved, centres = drawn((b, d), 1.5), drawn((b, d), 1.5), drawn((k, d), 1.5)
features = drawn((b, d), 1.0)
logits = drawn((b, k), 1.0)
cosine = F.cosine_similarity

# Pairs by the cosines of features: the last image is made to have no positive.
similarity = cosine(features[:, None], features[None], dim=2).detach()
similarity[-1, :-1] = similarity[:-1, -1] = torch.clamp(similarity[-1, :-1], max=0.5)
positives, negatives = similarity >= 0.6, similarity <= 0.0


def contrast(temperature, against):
    anchors = []
    for i in range(b):
        others = [j for j in range(b) if j != i]
        p = [j for j in others if positives[i, j]]
        f = [j for j in others if negatives[i, j]]
        if not p or not f:
            continue
        anchors.append((i, p, p + f if against == "both" else f))
    loss = "z = torch.softmax(logits, 1); sum(apart(cosines(z, i) / temperature, p, d) for i, p, d in anchors) / len(anchors)"
    terms = with_gradients("contrast", loss, {"logits": logits}, temperature=temperature, anchors=anchors)
    return {"temperature": temperature, "against": against, "kept": len(anchors), **terms}


def centre(weights):
    loss = "(weights * torch.cdist(codes, centres, compute_mode='donot_use_mm_for_euclid_dist') ** 2).sum(1).mean()"
    return with_gradients("centre", loss, {"codes": codes}, weights=weights, centres=centres)


weights = torch.softmax(torch.tensor(np.round(rng.normal(0, 1, (b, k)), 3)), 1)
partners = drawn((b, k), 1.0)


def clusters(temperature):
    loss = "y, z = torch.softmax(logits, 1).T, torch.softmax(partners, 1).T; F.cross_entropy(F.cosine_similarity(y[:, None], z[None], dim=2) / temperature, torch.arange(len(y)))"
    wanted = {"logits": logits, "partners": partners}
    return {"temperature": temperature, **with_gradients("clusters", loss, wanted, temperature=temperature)}


values = {
    "calls": calls.table,
    "shapes": {"codes": [b, d], "moved": [b, d], "centres": [k, d], "logits": [b, k], "partners": [b, k]},
    "inputs": {name: rounded(x.detach()) for name, x in [("codes", codes), ("moved", moved), ("centres", centres), ("logits", logits), ("partners", partners)]},
    "positives": [int(x) for x in positives.flatten()],
    "negatives": [int(x) for x in negatives.flatten()],
    "contrast": [contrast(t, a) for t in (0.5, 0.05) for a in ("both", "negatives")],
    "disagreement": with_gradients(
        "disagreement", "(1 - F.cosine_similarity(codes, moved, dim=1)).mean()", {"codes": codes, "moved": moved}
    ),
    "weights": rounded(weights),
    "centre": centre(weights),
    "clusters": [clusters(t) for t in (1.0, 0.5, 0.05)],
}
print([(x["kept"], x["value"]) for x in values["contrast"]], values["disagreement"]["value"], values["centre"]["value"])
(here / "spicc.json").write_text(json.dumps(values) + "\n")
