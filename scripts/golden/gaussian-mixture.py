"""Writes gaussian-mixture.json: scikit-learn's mixtures of the 300 digits (see digits.py), shrunk to 4 x 4, from a given start.

python3 scripts/golden/gaussian-mixture.py
"""

import json
import pathlib

import numpy as np
from sklearn.mixture import GaussianMixture

here = pathlib.Path(__file__).parent
pixels = (np.load(here / "digits-300.npy").astype(np.float32) / np.float32(255)).astype(np.float64)
# The mean of every 4 x 4 pixels, rounded as a float32 array holds it.
points = pixels.reshape(300, 4, 4, 4, 4).mean(axis=(2, 4)).reshape(300, 16).astype(np.float32).astype(np.float64)
k = 4
digits = lambda values: [round(float(value), 10) for value in np.ravel(values)]
precision = {
    "full": np.tile(np.eye(16) * 20, (k, 1, 1)),
    "tied": np.eye(16) * 20,
    "diag": np.full((k, 16), 20.0),
    "spherical": np.full(k, 20.0),
}
out = {}
for kind, start in precision.items():
    found = GaussianMixture(
        k,
        covariance_type=kind,
        reg_covar=1e-3,
        weights_init=np.full(k, 1 / k),
        means_init=points[[0, 7, 14, 21]],
        precisions_init=start,
    ).fit(points)
    covariances = found.covariances_
    out[kind] = {
        "weights": digits(found.weights_),
        "means": digits(found.means_[:, ::5]),
        # A few of each, and all of them in one sum.
        "covariances": digits(np.ravel(covariances)[:: max(1, covariances.size // 20)]),
        "magnitude": digits([np.abs(covariances).sum()]),
        "lowerBound": round(found.lower_bound_, 10),
        "iterations": found.n_iter_,
        "labels": found.predict(points).tolist(),
        "logLikelihoods": digits(found.score_samples(points)[:20]),
        "confidence": digits(found.predict_proba(points).max(axis=1)[:20]),
    }
(here / "gaussian-mixture.json").write_text(json.dumps(out) + "\n")
