"""Writes scores.json: what scikit-learn 1.2.1 (scipy 1.10, numpy 1.24) says of ten random labellings, of edge cases, and of the digits.

/usr/bin/python3 scripts/golden/scores.py
"""

import json
import pathlib

import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn import metrics
from sklearn.manifold import trustworthiness
from sklearn.metrics.cluster import contingency_matrix

here = pathlib.Path(__file__).parent


def draws(seed):
    """The same numbers as draws() of src/metrics/testing.ts."""
    state = seed
    while True:
        state = (state * 1103515245 + 12345) % 2**31
        yield state >> 16


def labelling(seed):
    """Clusters and classes of a few hundred images, noise (-1) among the clusters of every third seed."""
    g = draws(seed)
    k = 2 + next(g) % 39
    c = 2 + next(g) % 24
    n = 100 + next(g) % 900
    truth = [next(g) % c for _ in range(n)]
    labels = [(t * 7 + seed) % k if next(g) % 100 < 10 * (seed - 1) else next(g) % k for t in truth]
    if seed % 3 == 0:
        labels = [-1 if next(g) % 8 == 0 else label for label in labels]
    return labels, truth


def scores(labels, truth):
    w = contingency_matrix(truth, labels)
    r, c = linear_sum_assignment(w, maximize=True)
    return {
        "acc": w[r, c].sum() / len(truth),
        "ami": metrics.adjusted_mutual_info_score(truth, labels),
        "ari": metrics.adjusted_rand_score(truth, labels),
        "completeness": metrics.completeness_score(truth, labels),
        "fowlkesMallows": metrics.fowlkes_mallows_score(truth, labels),
        "homogeneity": metrics.homogeneity_score(truth, labels),
        "nmi": metrics.normalized_mutual_info_score(truth, labels),
        "nmiGeometric": metrics.normalized_mutual_info_score(truth, labels, average_method="geometric"),
        "nmiMax": metrics.normalized_mutual_info_score(truth, labels, average_method="max"),
        "purity": w.max(axis=0).sum() / len(truth),
        "vMeasure": metrics.v_measure_score(truth, labels),
    }


def internal(points, labels):
    """Noise is left out."""
    kept = labels >= 0
    points, labels = points[kept], labels[kept]
    return {
        "silhouette": metrics.silhouette_score(points, labels),
        "daviesBouldin": metrics.davies_bouldin_score(points, labels),
        "calinskiHarabasz": metrics.calinski_harabasz_score(points, labels),
    }


def rounded(value):
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(inner) for inner in value]
    if isinstance(value, (float, np.floating)):
        return float(f"{value:.14g}")
    return int(value) if isinstance(value, np.integer) else value


labellings = []
for seed in range(1, 11):
    labels, truth = labelling(seed)
    head = {"seed": seed, "n": len(truth), "clusters": len(set(labels)), "classes": len(set(truth))}
    labellings.append({**head, "scores": scores(labels, truth)})

edges = {
    "one cluster of one class": ([3, 3, 3], [0, 0, 0]),
    "one cluster of several classes": ([0, 0, 0, 0], [0, 1, 0, 1]),
    "several clusters of one class": ([0, 1, 2, 1], [5, 5, 5, 5]),
    "every image its own cluster": ([0, 1, 2, 3, 4], [0, 0, 1, 1, 1]),
    "every image its own cluster and class": ([4, 2, 3, 1], [0, 1, 2, 3]),
    "one image": ([7], [2]),
    "the same partition under other names": ([2, 2, 0, 0, 1], [0, 0, 1, 1, 2]),
    "independent halves": ([0, 1, 0, 1], [0, 0, 1, 1]),
    "noise is a cluster": ([-1, -1, 0, 0, 1, 1, -1], [0, 1, 0, 0, 1, 1, 1]),
    "nothing but noise": ([-1, -1, -1, -1], [0, 1, 1, 2]),
}

points = (np.load(here / "digits-300.npy") / 255).astype(np.float32).astype(np.float64)
truth = np.load(here / "digits-300-labels.npy").astype(int)
g = draws(11)
mixed = np.array([(t // 2 if next(g) % 3 else next(g) % 7) - (next(g) % 6 == 0) for t in truth])
mixed[:2] = [90, 91]  # clusters of one image each

# The ink's first moments: a layout [300, 2] that anybody can make again.
columns, rows = np.arange(256) % 16, np.arange(256) // 16
layout = np.stack([points @ columns, points @ rows], axis=1).astype(np.float32)

result = {
    "labellings": labellings,
    "edges": [
        {"name": name, "labels": labels, "truth": classes, "scores": scores(labels, classes)}
        for name, (labels, classes) in edges.items()
    ],
    "internal": {
        "truth": internal(points, truth),
        "mixed": internal(points, mixed),
        "layout": internal(layout.astype(np.float64), truth),
    },
    "quality": [
        {
            "k": k,
            "trustworthiness": trustworthiness(points, layout, n_neighbors=k),
            "continuity": trustworthiness(layout, points, n_neighbors=k),
        }
        for k in (1, 5, 15, 40)
    ],
}
text = json.dumps(rounded(result), indent=1)
(here / "scores.json").write_text(text + "\n")
