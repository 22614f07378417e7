"""Writes graph-convolution.json: graph convolutions, a tower of them and the loss of SDCN by PyTorch, with autograd's gradients.

python3 scripts/golden/graph-convolution.py
"""

import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F
from calls import Calls
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


calls = Calls(torch=torch, F=F, np=np, cdist=cdist)
calls.given("sizes", "clusters", "x", "hidden", "weights", "p", "towers.normalisation", "towers.epsilon", "towers.last")
calls.given(*[f"layers.{name}" for name in ("inputs", "outputs", "activation", "normalisation", "x", "weights", "slope")])
calls.given("sdcn.autoencoder", "sdcn.centres")
calls.where("joined", "lambda chosen: np.eye(len(chosen))[chosen].sum(1)")
calls.where("looped", "lambda chosen: np.maximum(joined(chosen), joined(chosen).T) + np.eye(len(chosen))")

x = np.abs(draw(n, sizes[0]))
chosen = calls("chosen", "np.argsort(cdist(x, x) + np.diag(np.full(len(x), np.inf)), axis=1, kind='stable')[:, :2]", x=x)
degree = calls.scope["looped"](chosen).sum(1)
normalised = {
    "symmetric": calls(
        "normalised.symmetric",
        "A = looped(chosen); d = A.sum(1); A / np.sqrt(d)[:, None] / np.sqrt(d)[None, :]",
        chosen=chosen,
    ),
    "row": calls("normalised.row", "A = looped(chosen); A / A.sum(1)[:, None]", chosen=chosen),
}


def sparse(a):
    return torch.tensor(a).to_sparse()


tower = [draw(nodes[l], nodes[l + 1]) for l in range(len(sizes))]
hidden = [draw(n, size) for size in sizes[1:]]
p = np.abs(draw(n, clusters)) + 0.1
p = p / p.sum(1, keepdims=True)
# Eight digits: rows shall sum to 1 in single precision.
p = np.round(p, 8)


# As SDCN's GNNLayer; ReLU but for the last.
calls.where("first", "lambda A, X, W: F.relu(torch.sparse.mm(A, X @ W))")
calls.where("next", "lambda A, Z, H, W, e: torch.sparse.mm(A, ((1 - e) * Z + e * H) @ W)")
tower_call = "Z = first(A, X, W[0]); Z = F.relu(next(A, Z, H[0], W[1], epsilon)); Z = F.relu(next(A, Z, H[1], W[2], epsilon)); next(A, Z, H[2], W[3], epsilon if last else 0)"


def tower_of(path, x, hs, ws, a, epsilon, last):
    return calls(path, tower_call, X=x, H=hs, W=ws, A=a, epsilon=epsilon, last=last)


def leaf(values):
    return [torch.tensor(v, requires_grad=True) for v in values]


golden = {
    "calls": calls.table,
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
    out = calls(
        "layers.out",
        "y = torch.sparse.mm(A, x @ weights); F.relu(y) if activation == 'relu' else y",
        A=sparse(normalised[name]),
        x=h,
        weights=w,
        activation=activation,
    )
    calls(["layers.toX", "layers.toWeights"], "(out * slope).sum().backward()", out=out, slope=torch.tensor(slope))
    layers.append(
        {
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
    logits = tower_of("towers.logits", torch.tensor(x), hs, ws, sparse(normalised[name]), epsilon, last)
    loss = calls("towers.loss", "F.kl_div(F.log_softmax(logits, 1), p, reduction='batchmean')", logits=logits, p=torch.tensor(p))
    calls(["towers.toWeights", "towers.toHidden"], "loss.backward()", loss=loss)
    towers.append(
        {
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
# t: weights and biases of the encoder's three layers, then of the decoder's.
calls.where("encoded", "lambda x, t: (h := F.relu(x @ t[0] + t[1]), g := F.relu(h @ t[2] + t[3]), g @ t[4] + t[5])")
calls.where("decoded", "lambda z, t: F.relu(F.relu(z @ t[6] + t[7]) @ t[8] + t[9]) @ t[10] + t[11]")
calls.where("logits", "lambda X, H, W, A: next(A, F.relu(next(A, F.relu(next(A, first(A, X, W[0]), H[0], W[1], 0.5)), H[1], W[2], 0.5)), H[2], W[3], 0.5)")
q = calls(
    "sdcn.q",
    "q = 1.0 / (1.0 + torch.sum((encoded(x, t)[-1].unsqueeze(1) - centres) ** 2, 2)); (q.t() / torch.sum(q, 1)).t()",
    x=xs,
    t=parameters,
    centres=mu,
)
target = calls("sdcn.target", "w = q ** 2 / q.sum(0); (w.t() / w.sum(1)).t()", q=q.detach())
z = calls("sdcn.z", "F.softmax(logits(x, encoded(x, t), weights, A), 1)", x=xs, t=parameters, weights=ws, A=sparse(normalised["row"]))
mse = calls("sdcn.reconstruction", "F.mse_loss(decoded(encoded(x, t)[-1], t), x)", x=xs, t=parameters)
kl = calls("sdcn.clustering", "F.kl_div(q.log(), target, reduction='batchmean')", q=q, target=target)
graph = calls("sdcn.graph", "F.kl_div(z.log(), target, reduction='batchmean')", z=z, target=target)
total = calls("sdcn.total", "reconstruction + 0.1 * clustering + 0.01 * graph", reconstruction=mse, clustering=kl, graph=graph)
# Nothing is detached but the target.
calls(["sdcn.toAutoencoder", "sdcn.toCentres", "sdcn.toTower"], "total.backward()", total=total)
golden["sdcn"] = {
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
