"""Writes isomap.json: sklearn.manifold.Isomap 1.2.1 on the digits.

/usr/bin/python3 scripts/golden/isomap.py
"""

import json
import pathlib
import warnings

import numpy as np
from scipy.sparse.csgraph import connected_components
from sklearn.manifold import Isomap
from sklearn.neighbors import kneighbors_graph

warnings.simplefilter("ignore")
here = pathlib.Path(__file__).parent
points = (np.load(here / "digits-300.npy") / 255).astype(np.float32).astype(np.float64)
result = []
# In one piece, and in several that have to be joined.
for neighbours, dimensions in [(8, 2), (5, 4), (1, 3)]:
    pieces = connected_components(kneighbors_graph(points, neighbours))[0]
    layout = Isomap(n_neighbors=neighbours, n_components=dimensions).fit_transform(points)
    print(neighbours, "neighbours:", pieces, "pieces")
    head = {"neighbours": neighbours, "dimensions": dimensions, "pieces": int(pieces)}
    result.append({**head, "layout": [float(f"{v:.10g}") for v in layout[:80].ravel()]})
(here / "isomap.json").write_text(json.dumps(result, indent=1) + "\n")
