"""Writes agglomerative.json: scikit-learn's trees of the 300 golden digits (digits.py) under the four linkages.

python3 scripts/golden/agglomerative.py
"""

import json
import pathlib

import numpy as np
from sklearn.cluster import AgglomerativeClustering

here = pathlib.Path(__file__).parent
x = (np.load(here / "digits-300.npy") / 255).astype(np.float32)


def tree(linkage):
    model = AgglomerativeClustering(n_clusters=10, linkage=linkage, compute_distances=True).fit(x)
    cut = AgglomerativeClustering(
        n_clusters=None, distance_threshold=float(np.sort(model.distances_)[-7]), linkage=linkage
    ).fit(x)
    return {
        "labels": model.labels_.tolist(),
        "heights": [round(float(d), 10) for d in model.distances_[-60:]],
        "sum": round(float(model.distances_.sum()), 8),
        "children": model.children_[-20:].tolist(),
        "threshold": round(float(np.sort(model.distances_)[-7]) - 1e-6, 10),
        "clustersAtThreshold": int(cut.n_clusters_),
    }


golden = {linkage: tree(linkage) for linkage in ("ward", "average", "complete", "single")}
(here / "agglomerative.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
