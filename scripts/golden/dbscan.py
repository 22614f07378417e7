"""Writes dbscan.json: scikit-learn's DBSCAN of the 300 golden digits (digits.py) at several radii.

python3 scripts/golden/dbscan.py
"""

import json
import pathlib

import numpy as np
from sklearn.cluster import DBSCAN

here = pathlib.Path(__file__).parent
x = (np.load(here / "digits-300.npy") / 255).astype(np.float32)


def fit(eps, min_points):
    labels = DBSCAN(eps=eps, min_samples=min_points).fit(x.astype(np.float64)).labels_
    return {"eps": eps, "minPoints": min_points, "labels": labels.tolist()}


golden = [fit(3.2, 5), fit(3.6, 5), fit(3.9, 8), fit(4.0, 3)]
for case in golden:
    print(case["eps"], case["minPoints"], np.unique(case["labels"], return_counts=True))
(here / "dbscan.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
