"""Writes probes.json: scikit-learn's LogisticRegression and KNeighborsClassifier (1.2.1) on the digits, taught those of even places.

/usr/bin/python3 scripts/golden/probes.py
"""

import json
import pathlib

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler

here = pathlib.Path(__file__).parent
pixels = (np.load(here / "digits-300.npy") / 255).astype(np.float32)
truth = np.load(here / "digits-300-labels.npy").astype(int)
# The ink of every row and of every column of the pictures: [300, 32], as inkOf() of src/metrics/probes.test.ts.
pictures = pixels.astype(np.float64).reshape(300, 16, 16)
ink = np.concatenate([pictures.sum(axis=2), pictures.sum(axis=1)], axis=1).astype(np.float32)


def probe(points, coefficients):
    points = points.astype(np.float64)
    taught, asked = slice(0, None, 2), slice(1, None, 2)
    scaler = StandardScaler().fit(points[taught])
    linear = LogisticRegression(C=1, solver="newton-cg", tol=1e-7, max_iter=10_000).fit(scaler.transform(points[taught]), truth[taught])
    predicted = linear.predict(scaler.transform(points[asked]))
    near = KNeighborsClassifier(5, algorithm="brute").fit(points[taught], truth[taught]).predict(points[asked])
    result = {
        "linear": float((predicted == truth[asked]).mean()),
        "neighbours": float((near == truth[asked]).mean()),
        "predicted": predicted.tolist(),
        "near": near.tolist(),
    }
    if coefficients:
        result["weights"] = [[float(f"{w:.10g}") for w in row] for row in linear.coef_]
        result["biases"] = [float(f"{b:.10g}") for b in linear.intercept_]
    return result


text = json.dumps({"ink": probe(ink, True), "pixels": probe(pixels, False)})
(here / "probes.json").write_text(text + "\n")
