"""Writes tsne.json: what scikit-learn 1.2.1 makes of the digits on the way to a t-SNE layout, and their principal components.

/usr/bin/python3 scripts/golden/tsne.py
"""

import json
import pathlib

import numpy as np
from scipy.spatial.distance import squareform
from sklearn.decomposition import PCA
from sklearn.manifold import _t_sne
from sklearn.metrics import pairwise_distances
from sklearn.neighbors import NearestNeighbors

here = pathlib.Path(__file__).parent
points = (np.load(here / "digits-300.npy") / 255).astype(np.float32).astype(np.float64)
n = len(points)
perplexity = 30

dense = _t_sne._joint_probabilities(pairwise_distances(points, squared=True), perplexity, 0)
graph = NearestNeighbors(n_neighbors=3 * perplexity + 1).fit(points).kneighbors_graph(mode="distance")
graph.data **= 2
sparse = _t_sne._joint_probabilities_nn(graph, perplexity, 0)

# The ink's first moments: a layout [300, 2] that anybody can make again; and one with a third column.
columns, rows = np.arange(256) % 16, np.arange(256) // 16
moments = np.stack([points @ columns, points @ rows, points.sum(axis=1)], axis=1)
moments = 10 * (moments - moments.mean(axis=0)) / moments.std(axis=0)


def gradient(dimensions):
    flat = moments[:, :dimensions].ravel()
    return _t_sne._kl_divergence(flat, dense, max(dimensions - 1, 1), n, dimensions)[1].reshape(n, dimensions)


tree = _t_sne._kl_divergence_bh(moments[:, :2].astype(np.float32).ravel(), sparse, 1, n, 2, angle=0.0)[1].reshape(n, 2)
square = squareform(dense)
rounded = lambda values: [float(f"{v:.10g}") for v in np.asarray(values).ravel()]
result = {
    "perplexity": perplexity,
    # p_ij of image i = 7 with all others, and of every pair (i, i + 1).
    "denseRow": rounded(square[7]),
    "densePairs": rounded(np.diag(square, 1)),
    # Its sparse counterpart: with image 7 and all others, and how many entries there are.
    "sparseRow": rounded(sparse[7].toarray()),
    "sparseCount": int(sparse.nnz),
    # Gradients of the first 60 images, and the whole gradient's norm.
    "gradient": rounded(gradient(2)[:60]),
    "gradientNorm": float(np.linalg.norm(gradient(2))),
    "sparseGradient": rounded(tree[:60]),
    # sklearn.decomposition.PCA(3), without the sign: the first 60 images.
    "components": rounded(PCA(3, svd_solver="full").fit_transform(points)[:60]),
}
(here / "tsne.json").write_text(json.dumps(result, indent=1) + "\n")
