"""Writes spicc.json: the losses of self-paced contrast of pairs, and the one-way contrast of clusters along a graph, with their gradients by torch (1.13) in double precision.

/usr/bin/python3 scripts/golden/spicc.py
"""

import json
import pathlib

import numpy as np
import torch

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(31)
b, k, d = 8, 4, 3


def drawn(shape, scale):
    return torch.tensor(np.round(rng.normal(0, scale, shape), 3), requires_grad=True)


def rounded(values):
    return [float(f"{v:.8g}") for v in np.ravel(np.asarray(values))]


def with_gradients(value, **wanted):
    gradients = torch.autograd.grad(value, list(wanted.values()))
    return {
        "value": rounded([value.item()])[0],
        "gradients": {name: rounded(g) for name, g in zip(wanted, gradients)},
    }


codes, moved, centres = drawn((b, d), 1.5), drawn((b, d), 1.5), drawn((k, d), 1.5)
features = drawn((b, d), 1.0)
logits = drawn((b, k), 1.0)
cosine = torch.nn.functional.cosine_similarity

# Pairs by the cosines of features: the last image is made to have no positive.
similarity = cosine(features[:, None], features[None], dim=2).detach()
similarity[-1, :-1] = similarity[:-1, -1] = torch.clamp(similarity[-1, :-1], max=0.5)
positives, negatives = similarity >= 0.6, similarity <= 0.0


def contrast(temperature, against):
    z = torch.softmax(logits, 1)
    total, kept = 0, 0
    for i in range(b):
        others = [j for j in range(b) if j != i]
        p = [j for j in others if positives[i, j]]
        f = [j for j in others if negatives[i, j]]
        if not p or not f:
            continue
        s = cosine(z[i][None], z, dim=1) / temperature
        below = torch.logsumexp(s[p + f if against == "both" else f], 0)
        total = total - sum(s[j] - below for j in p) / len(p)
        kept += 1
    return {"temperature": temperature, "against": against, "kept": kept, **with_gradients(total / kept, logits=logits)}


def centre(weights):
    # (weights * torch.cdist(codes, centres) ** 2).sum(1).mean()
    squares = torch.cdist(codes, centres, compute_mode="donot_use_mm_for_euclid_dist") ** 2
    return with_gradients((weights * squares).sum(1).mean(), codes=codes)


weights = torch.softmax(torch.tensor(np.round(rng.normal(0, 1, (b, k)), 3)), 1)
partners = drawn((b, k), 1.0)


def clusters(temperature):
    first, second = torch.softmax(logits, 1).T, torch.softmax(partners, 1).T
    # cross_entropy(cosine_similarity(Y'[:, None], Y''[None], dim=2) / t, arange(k))
    s = cosine(first[:, None], second[None], dim=2) / temperature
    loss = torch.nn.functional.cross_entropy(s, torch.arange(k))
    return {"temperature": temperature, **with_gradients(loss, logits=logits, partners=partners)}


values = {
    "shapes": {"codes": [b, d], "moved": [b, d], "centres": [k, d], "logits": [b, k], "partners": [b, k]},
    "inputs": {name: rounded(x.detach()) for name, x in [("codes", codes), ("moved", moved), ("centres", centres), ("logits", logits), ("partners", partners)]},
    "positives": [int(x) for x in positives.flatten()],
    "negatives": [int(x) for x in negatives.flatten()],
    "contrast": [contrast(t, a) for t in (0.5, 0.05) for a in ("both", "negatives")],
    # (1 - cosine_similarity(codes, moved, dim=1)).mean()
    "disagreement": with_gradients((1 - cosine(codes, moved, dim=1)).mean(), codes=codes, moved=moved),
    "weights": rounded(weights),
    "centre": centre(weights),
    "clusters": [clusters(t) for t in (1.0, 0.5, 0.05)],
}
print([(x["kept"], x["value"]) for x in values["contrast"]], values["disagreement"]["value"], values["centre"]["value"])
(here / "spicc.json").write_text(json.dumps(values) + "\n")
