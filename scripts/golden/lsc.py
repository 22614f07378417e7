"""Writes lsc.json: landmark-based spectral clustering (Chen & Cai 2011) of the digits, in numpy (1.24), from the formulas.

/usr/bin/python3 scripts/golden/lsc.py
"""

import json
import pathlib

import numpy as np

here = pathlib.Path(__file__).parent
points = (np.load(here / "digits-300.npy").reshape(300, -1) / 255).astype(np.float32).astype(np.float64)
k, r = 10, 5
some = np.arange(0, 300, 15)


def rounded(values):
    return [float(f"{v:.10g}") for v in np.ravel(values)]


def embedding(landmarks):
    """Singular values, and left singular vectors whose right ones have their entry of greatest magnitude positive."""
    squares = ((points[:, None, :] - landmarks[None, :, :]) ** 2).sum(axis=2)
    nearest = np.argsort(squares, axis=1, kind="stable")[:, :r]
    distances = np.sqrt(np.take_along_axis(squares, nearest, axis=1))
    sigma = distances[:, -1].mean()
    z = np.zeros_like(squares)
    np.put_along_axis(z, nearest, np.exp(-(distances**2) / (2 * sigma**2)), axis=1)
    z /= z.sum(axis=1, keepdims=True)
    z /= np.sqrt(z.sum(axis=0))
    u, s, vt = np.linalg.svd(z, full_matrices=False)
    signs = np.sign(vt[range(k), np.abs(vt[:k]).argmax(axis=1)])
    return {"singularValues": rounded(s[: k + 1]), "vectors": rounded((u[:, :k] * signs)[some])}


def means(count, iterations):
    """Lloyd's iterations from the first points."""
    centres = points[:count].copy()
    for _ in range(iterations):
        nearest = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2).argmin(axis=1)
        for j in range(count):
            if (nearest == j).any():
                centres[j] = points[nearest == j].mean(axis=0)
    return centres


values = {
    # Every fifth image is a landmark.
    "embedding": embedding(points[::5]),
    # Five iterations from the first 30 images: sums of the rows of the landmarks.
    "landmarkSums": rounded(means(30, 5).sum(axis=1)),
}
print(values["embedding"]["singularValues"])
(here / "lsc.json").write_text(json.dumps(values) + "\n")
