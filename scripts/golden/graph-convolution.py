"""Writes graph-convolution.json: graph convolutions, a tower of them and the loss of SDCN by PyTorch, with autograd's gradients.

python3 scripts/golden/graph-convolution.py
"""

import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F
from scipy.spatial.distance import cdist

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(3)
torch.set_default_dtype(torch.float64)

n, clusters = 9, 3
sizes = [6, 4, 7, 2]
nodes = [*sizes, clusters]


def draw(*shape):
    # Rounded, so that the JSON says what single precision sees.
    return np.round(rng.uniform(-1, 1, shape), 4)


def listed(t):
    return [round(float(v), 9) for v in np.asarray(t.detach() if torch.is_tensor(t) else t).ravel()]


x = np.abs(draw(n, sizes[0]))
distance = cdist(x, x)
np.fill_diagonal(distance, np.inf)
chosen = np.argsort(distance, axis=1, kind="stable")[:, :2]
adjacency = np.zeros((n, n))
for i in range(n):
    adjacency[i, chosen[i]] = 1
adjacency = np.maximum(adjacency, adjacency.T)
looped = adjacency + np.eye(n)
degree = looped.sum(1)
normalised = {
    "symmetric": looped / np.sqrt(degree)[:, None] / np.sqrt(degree)[None, :],
    "row": looped / degree[:, None],
}


def sparse(a):
    return torch.tensor(a).to_sparse()


tower = [draw(nodes[l], nodes[l + 1]) for l in range(len(sizes))]
hidden = [draw(n, size) for size in sizes[1:]]
p = np.abs(draw(n, clusters)) + 0.1
p = p / p.sum(1, keepdims=True)
# Eight digits: rows shall sum to 1 in single precision.
p = np.round(p, 8)


def tower_of(x, hs, ws, a, epsilon, last):
    """torch.sparse.mm(A, Z @ W), as SDCN's GNNLayer; ReLU but for the last."""
    z = F.relu(torch.sparse.mm(a, x @ ws[0]))
    for l in range(1, len(ws)):
        e = 0 if l == len(ws) - 1 and not last else epsilon
        z = torch.sparse.mm(a, ((1 - e) * z + e * hs[l - 1]) @ ws[l])
        if l < len(ws) - 1:
            z = F.relu(z)
    return z


def leaf(values):
    return [torch.tensor(v, requires_grad=True) for v in values]


golden = {
    "sizes": sizes,
    "clusters": clusters,
    "x": listed(x),
    "hidden": [listed(h) for h in hidden],
    "weights": [listed(w) for w in tower],
    "p": listed(p),
    "chosen": chosen.tolist(),
    "normalised": {name: listed(a) for name, a in normalised.items()},
}

layers = []
for inputs, outputs, activation, name in [(6, 4, "relu", "symmetric"), (4, 6, "relu", "row"), (5, 5, "linear", "row"), (7, 2, "linear", "symmetric")]:
    values, weights, slope = draw(n, inputs), draw(inputs, outputs), draw(n, outputs)
    (h, w) = leaf([values, weights])
    out = torch.sparse.mm(sparse(normalised[name]), h @ w)
    out = F.relu(out) if activation == "relu" else out
    (out * torch.tensor(slope)).sum().backward()
    layers.append(
        {
            "call": "torch.sparse.mm(A, x @ W), torch.nn.functional.relu",
            "inputs": inputs,
            "outputs": outputs,
            "activation": activation,
            "normalisation": name,
            "x": listed(values),
            "weights": listed(weights),
            "slope": listed(slope),
            "out": listed(out),
            "toX": listed(h.grad),
            "toWeights": listed(w.grad),
        }
    )
golden["layers"] = layers

towers = []
for name, epsilon, last in [("symmetric", 0.5, True), ("row", 0.3, True), ("symmetric", 0.7, False), ("row", 1.0, True), ("symmetric", 0.0, True)]:
    ws, hs = leaf(tower), leaf(hidden)
    logits = tower_of(torch.tensor(x), hs, ws, sparse(normalised[name]), epsilon, last)
    loss = F.kl_div(F.log_softmax(logits, 1), torch.tensor(p), reduction="batchmean")
    loss.backward()
    towers.append(
        {
            "call": "torch.nn.functional.kl_div(log_softmax(logits, 1), P, reduction='batchmean')",
            "normalisation": name,
            "epsilon": epsilon,
            "last": last,
            "logits": listed(logits),
            "loss": float(loss),
            "toWeights": [listed(w.grad if w.grad is not None else torch.zeros_like(w)) for w in ws],
            "toHidden": [listed(h.grad if h.grad is not None else torch.zeros_like(h)) for h in hs],
        }
    )
golden["towers"] = towers

# SDCN's whole step: autoencoder 6-4-7-2 and its mirror, centres, tower; H_l of the encoder, not detached (SDCN's train_sdcn).
encoder = [(draw(sizes[l], sizes[l + 1]), draw(sizes[l + 1])) for l in range(3)]
back = sizes[::-1]
decoder = [(draw(back[l], back[l + 1]), draw(back[l + 1])) for l in range(3)]
centres = draw(clusters, sizes[-1])
flat = [t for pair in encoder + decoder for t in pair]
parameters = leaf(flat)
mu = torch.tensor(centres, requires_grad=True)
ws = leaf(tower)
xs = torch.tensor(x)
h, hs = xs, []
for l in range(3):
    h = h @ parameters[2 * l] + parameters[2 * l + 1]
    h = F.relu(h) if l < 2 else h
    hs.append(h)
y = h
for l in range(3, 6):
    y = y @ parameters[2 * l] + parameters[2 * l + 1]
    y = F.relu(y) if l < 5 else y
logits = tower_of(xs, hs, ws, sparse(normalised["row"]), 0.5, True)
alpha = 1.0
q = 1.0 / (1.0 + torch.sum((h.unsqueeze(1) - mu) ** 2, 2) / alpha)
q = q ** ((alpha + 1.0) / 2.0)
q = (q.t() / torch.sum(q, 1)).t()
weight = q.detach() ** 2 / q.detach().sum(0)
target = (weight.t() / weight.sum(1)).t()
z = F.softmax(logits, 1)
mse = F.mse_loss(y, xs)
kl = F.kl_div(q.log(), target, reduction="batchmean")
graph = F.kl_div(z.log(), target, reduction="batchmean")
total = mse + 0.1 * kl + 0.01 * graph
total.backward()
golden["sdcn"] = {
    "call": "mse_loss(x_bar, X) + 0.1 kl_div(log Q, P, 'batchmean') + 0.01 kl_div(log Z, P, 'batchmean'), nothing detached but P",
    "autoencoder": [listed(t) for t in flat],
    "centres": listed(centres),
    "q": listed(q),
    "target": listed(target),
    "z": listed(z),
    "reconstruction": float(mse),
    "clustering": float(kl),
    "graph": float(graph),
    "total": float(total),
    "toAutoencoder": [listed(t.grad) for t in parameters],
    "toCentres": listed(mu.grad),
    "toTower": [listed(w.grad) for w in ws],
}
(here / "graph-convolution.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print({"total": float(total), "degrees": degree.tolist()})
