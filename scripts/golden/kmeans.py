"""Writes kmeans.json: what scikit-learn's k-means makes of the 300 digits (see digits.py), started from ten of them.

python3 scripts/golden/kmeans.py
"""

import json
import pathlib

import numpy as np
from sklearn.cluster import KMeans

here = pathlib.Path(__file__).parent
points = (np.load(here / "digits-300.npy").astype(np.float32) / np.float32(255)).astype(np.float64)
start = np.arange(10) * 7
found = KMeans(10, init=points[start], n_init=1, algorithm="lloyd").fit(points)
(here / "kmeans.json").write_text(
    json.dumps(
        {
            "start": start.tolist(),
            "labels": found.labels_.tolist(),
            "inertia": round(found.inertia_, 10),
            "iterations": found.n_iter_,
            "centreSums": [round(float(value), 10) for value in found.cluster_centers_.sum(axis=1)],
            "centreSquares": [round(float(value), 10) for value in (found.cluster_centers_**2).sum(axis=1)],
        }
    )
    + "\n"
)
