"""Writes nmf.json: scikit-learn's factors of the 300 digits (see digits.py) from a given start, its NNDSVD, and GNMF in NumPy.

python3 scripts/golden/nmf.py
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn.decomposition import NMF, _nmf
from sklearn.neighbors import kneighbors_graph

warnings.simplefilter("ignore")
here = pathlib.Path(__file__).parent
points = (np.load(here / "digits-300.npy").astype(np.float32) / np.float32(255)).astype(np.float64)
n, d, k = 300, 256, 6
digits = lambda values: [round(float(value), 10) for value in np.ravel(values)]


def summary(w, h, loss, iterations):
    return {
        "loss": round(float(loss), 8),
        "iterations": int(iterations),
        "w": digits(w[::60]),
        "h": digits(h[:, ::60]),
        "sums": digits(np.concatenate([w.sum(axis=0), h.sum(axis=1)])),
    }


def start():
    i, j = np.arange(n)[:, None], np.arange(k)[None, :]
    w = ((i * 7 + j * 13) % 11 + 1) / 16
    j, c = np.arange(k)[:, None], np.arange(d)[None, :]
    h = ((c * 5 + j * 3) % 7 + 1) / 16
    return w, h


out = {}
for solver, iterations in (("cd", 200), ("cd", 3), ("mu", 200)):
    w, h = start()
    model = NMF(k, init="custom", solver=solver, tol=1e-4, max_iter=iterations)
    w = model.fit_transform(points, W=w.copy(), H=h.copy())
    out[f"{solver} {iterations}"] = summary(w, model.components_, model.reconstruction_err_**2 / 2, model.n_iter_)

# scikit-learn's own starts, on the exact decomposition instead of a randomised one.
u, s, v = np.linalg.svd(points, full_matrices=False)
_nmf.randomized_svd = lambda x, count, random_state: (u[:, :count], s[:count], v[:count])
for init in ("nndsvd", "nndsvda"):
    w, h = _nmf._initialize_nmf(points, k, init=init)
    out[init] = summary(w, h, ((points - w @ h) ** 2).sum() / 2, 0)

# Cai et al. 2011, eqs. 14 and 15, W first.
a = kneighbors_graph(points, 5).toarray()
a = np.maximum(a, a.T)
degrees = a.sum(axis=1, keepdims=True)
lam = 2.0
w, h = start()
losses = []
for _ in range(20):
    w = w * (points @ h.T + lam * a @ w) / (w @ h @ h.T + lam * degrees * w)
    h = h * (w.T @ points) / (w.T @ w @ h)
    losses.append((((points - w @ h) ** 2).sum() + lam * np.trace(w.T @ (np.diag(degrees[:, 0]) - a) @ w)) / 2)
out["gnmf"] = {**summary(w, h, losses[-1], 20), "losses": digits(losses)}
(here / "nmf.json").write_text(json.dumps(out) + "\n")
