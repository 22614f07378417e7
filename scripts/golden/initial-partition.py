"""Writes initial-partition.json: how well partitions by umap-learn 0.5 and scikit-learn 1.2.1 match the classes of digits-300.npy.

codes: the digits' first 10 principal components, PCA(10, svd_solver="full").
umap: KMeans(10, n_init=20) on UMAP(n_neighbors=20, min_dist=0, n_components=10, random_state=s), s = 0..4.
kmeans: KMeans(10, n_init=20). spectral: SpectralClustering of the graph of 20 nearest neighbours.
gaussianMixture: GaussianMixture(10, n_init=20, reg_covar=1e-6 * mean variance), its lower bound.
accuracy: after linear_sum_assignment.

/usr/bin/python3 scripts/golden/initial-partition.py
"""

import json
import pathlib
import warnings

import numpy as np
import umap
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import KMeans, SpectralClustering
from sklearn.decomposition import PCA
from sklearn.mixture import GaussianMixture

here = pathlib.Path(__file__).parent
pixels = (np.load(here / "digits-300.npy").reshape(300, -1) / 255).astype(np.float32)
truth = np.load(here / "digits-300-labels.npy").ravel()
k = 10


def accuracy(labels):
    table = np.zeros((k, k), int)
    np.add.at(table, (labels, truth), 1)
    return table[linear_sum_assignment(-table)].sum() / len(truth)


def of(points):
    layouts = [
        umap.UMAP(n_neighbors=20, min_dist=0, n_components=10, random_state=s).fit_transform(points) for s in range(5)
    ]
    spectral = SpectralClustering(k, affinity="nearest_neighbors", n_neighbors=20, n_init=20, random_state=0)
    return {
        "umap": [accuracy(KMeans(k, n_init=20, random_state=0).fit_predict(layout)) for layout in layouts],
        "kmeans": accuracy(KMeans(k, n_init=20, random_state=0).fit_predict(points)),
        "spectral": accuracy(spectral.fit_predict(points)),
    }


with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    codes = PCA(10, svd_solver="full").fit_transform(pixels.astype(np.float64))
    ridge = 1e-6 * codes.var(axis=0).mean()
    mixture = GaussianMixture(k, n_init=20, reg_covar=ridge, random_state=0).fit(codes)
    values = {"codes": of(codes.astype(np.float32)), "pixels": of(pixels)}
    values["codes"]["gaussianMixture"] = accuracy(mixture.predict(codes))
    values["codes"]["lowerBound"] = float(mixture.lower_bound_)
print(json.dumps(values, indent=1))
(here / "initial-partition.json").write_text(json.dumps(values) + "\n")
