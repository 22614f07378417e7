"""Writes umap-learn.json: what umap-learn 0.5 makes of digits-300.npy.

curve: find_ab_params for some (spread, min_dist).
sigmas, rhos, edges: fuzzy_simplicial_set with the exact 15 nearest neighbours, each point itself the first of them.
trustworthiness: of the layout by default settings, 15 neighbours, random_state 42.

python3 scripts/golden/umap-learn.py
"""

import json
import pathlib

import numpy as np
import umap
from scipy.spatial.distance import cdist
from sklearn.manifold import trustworthiness
from umap.umap_ import find_ab_params, fuzzy_simplicial_set

here = pathlib.Path(__file__).parent
digits = (np.load(here / "digits-300.npy") / 255).astype(np.float32)


def rounded(values):
    return [float(f"{value:.10g}") for value in np.asarray(values, dtype=np.float64).ravel()]


curve = []
for spread, min_dist in [(1, 0.1), (1, 0), (1, 0.5), (1, 0.99), (2, 0.25), (0.5, 0.05)]:
    a, b = find_ab_params(spread, min_dist)
    curve.append(dict(spread=spread, minDist=min_dist, a=rounded([a])[0], b=rounded([b])[0]))

# Not by inner products, which leave a point a little away from itself.
distances = cdist(digits.astype(np.float64), digits.astype(np.float64))
indices = np.argsort(distances, axis=1, kind="stable")[:, :15]
distances = np.take_along_axis(distances, indices, axis=1)
assert (indices[:, 0] == np.arange(len(digits))).all(), "no duplicates, so that everybody is his own nearest"
graph, sigmas, rhos = fuzzy_simplicial_set(
    digits, 15, np.random.RandomState(42), "euclidean", knn_indices=indices, knn_dists=distances
)
graph = graph.tocoo()
order = np.lexsort((graph.col, graph.row))[::17]
layout = umap.UMAP(random_state=42).fit_transform(digits)
golden = dict(
    curve=curve,
    sigmas=rounded(sigmas),
    rhos=rounded(rhos),
    edgeCount=int(graph.nnz),
    weightSum=rounded([graph.data.astype(np.float64).sum()])[0],
    edges=[[int(graph.row[e]), int(graph.col[e]), rounded([graph.data[e]])[0]] for e in order],
    trustworthiness=rounded([trustworthiness(digits, layout, n_neighbors=15)])[0],
)
(here / "umap-learn.json").write_text(json.dumps(golden) + "\n")
