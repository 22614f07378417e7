"""Writes principal-components.json: what scikit-learn's PCA makes of the 300 digits (see digits.py).

python3 scripts/golden/principal-components.py
"""

import json
import pathlib

import numpy as np
from sklearn.decomposition import PCA

here = pathlib.Path(__file__).parent
points = (np.load(here / "digits-300.npy").astype(np.float32) / np.float32(255)).astype(np.float64)
pca = PCA(20, svd_solver="full").fit(points)
scores = pca.transform(points)
digits = lambda values: [round(float(value), 10) for value in np.ravel(values)]
(here / "principal-components.json").write_text(
    json.dumps(
        {
            "explained": digits(pca.explained_variance_ratio_),
            # Signs are a matter of taste; magnitudes and sums of squares are not.
            "firstRow": digits(np.abs(scores[0])),
            "lastRow": digits(np.abs(scores[-1])),
            "magnitudes": digits(np.abs(scores).sum(axis=0)),
            "loadings": digits(np.abs(pca.components_).sum(axis=1)),
        }
    )
    + "\n"
)
