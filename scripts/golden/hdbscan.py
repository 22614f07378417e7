"""Writes hdbscan.json: HDBSCAN of the 300 golden digits (digits.py) and of blobs, by definition instead of by trees of merges.

At every density threshold the connected components of the mutual-reachability graph are found anew (scipy), and the
hierarchy of clusters is read off their nesting (Campello et al. 2013, sec. 4 and 5). Scores: McInnes et al. 2017
(membership), Campello et al. 2015 (GLOSH). scikit-learn 1.2 has no HDBSCAN.

python3 scripts/golden/hdbscan.py
"""

import json
import pathlib

import numpy as np
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree
from scipy.spatial.distance import cdist

here = pathlib.Path(__file__).parent


def hdbscan(x, min_cluster_size, min_samples, selection):
    n = len(x)
    distance = cdist(x, x)
    core = np.sort(distance, axis=1)[:, min_samples - 1]  # itself counted
    reach = np.maximum(np.maximum(core[:, None], core[None, :]), distance)
    np.fill_diagonal(reach, np.inf)
    # Components change only at lengths of edges of a minimum spanning tree; 0 would mean "no edge" to scipy.
    values = np.unique(reach[np.isfinite(reach)])
    edges = minimum_spanning_tree(np.where(np.isfinite(reach), reach + 1, 0)).data - 1
    thresholds = np.array(sorted({values[np.abs(values - e).argmin()] for e in edges}, reverse=True))
    floor = thresholds[thresholds > 0].min()
    clusters = [{"parent": -1, "birth": 0.0, "members": np.arange(n)}]
    alive = {0: np.arange(n)}  # the members that each living cluster still has
    left = np.full(n, -1)
    left_at = np.full(n, 1 / floor)
    for t in thresholds:
        lam = 1 / max(t, floor)
        # Strictly below t: what t held together is apart now.
        for c, members in list(alive.items()):
            sub = reach[np.ix_(members, members)] < t
            count, component = connected_components(sub, directed=False)
            if count == 1 and len(members) > 1:
                continue
            parts = [members[component == i] for i in range(count)]
            large = [p for p in parts if len(p) >= min_cluster_size]
            for p in parts:
                if len(p) < min_cluster_size:
                    left[p], left_at[p] = c, lam
            del alive[c]
            if len(large) == 1:
                alive[c] = large[0]
            elif len(large) > 1:
                for p in large:
                    clusters.append({"parent": c, "birth": lam, "members": p})
                    alive[len(clusters) - 1] = p
    for c, members in alive.items():  # equal points never part
        left[members] = c

    def leaving(c, i):
        """Density at which image i leaves cluster c: when it falls out, or goes into a child."""
        births = [k["birth"] for k in clusters if k["parent"] == c and i in k["members"].tolist()]
        return births[0] if births else left_at[i]

    leave = [{int(i): leaving(c, i) for i in cl["members"]} for c, cl in enumerate(clusters)]
    stability = [sum(v - cl["birth"] for v in leave[c].values()) for c, cl in enumerate(clusters)]
    children = lambda c: [d for d, cl in enumerate(clusters) if cl["parent"] == c]

    def best(c):
        """The most stable choice of clusters within c, c itself preferred among equals."""
        below = [best(d) for d in children(c)]
        total = sum(s for s, _ in below)
        if c > 0 and stability[c] >= total:
            return stability[c], [c]
        return total, [k for _, ks in below for k in ks]

    chosen = [c for c in range(1, len(clusters)) if not children(c)] if selection == "leaf" else best(0)[1]
    labels = np.full(n, -1)
    membership = np.zeros(n)
    for c in chosen:
        members = clusters[c]["members"]
        labels[members] = c
        most = max(leave[c].values())
        for i in members:
            membership[i] = min(left_at[i], most) / most
    order = []
    for v in labels:
        if v >= 0 and v not in order:
            order.append(v)
    labels = np.array([order.index(v) if v >= 0 else -1 for v in labels])
    glosh = np.array([1 - left_at[i] / max(left_at[j] for j in clusters[left[i]]["members"]) for i in range(n)])
    return {
        "minClusterSize": min_cluster_size,
        "minSamples": min_samples,
        "selection": selection,
        "labels": labels.tolist(),
        "membership": [round(float(v), 6) for v in membership],
        "outlierScores": [round(float(v), 6) for v in glosh],
    }


digits = (np.load(here / "digits-300.npy") / 255).astype(np.float32).astype(np.float64)
rng = np.random.default_rng(4)
blobs = np.concatenate(
    [
        rng.normal((0, 0), 0.3, (60, 2)),
        rng.normal((2.2, 0), 0.3, (40, 2)),
        rng.normal((8, 8), 1.5, (70, 2)),
        rng.uniform(-6, 14, (30, 2)),
    ]
).astype(np.float32)
# Equal points, and many equal distances.
grid = np.array([[i % 7, i // 7] for i in range(42)] + [[20 + i % 3, i // 9] for i in range(27)], dtype=np.float32)
golden = {"blobs": blobs.round(4).ravel().tolist(), "grid": grid.ravel().tolist(), "cases": []}
blobs = np.array(golden["blobs"], dtype=np.float32).reshape(-1, 2).astype(np.float64)
golden["blobs"] = [round(float(v), 4) for v in golden["blobs"]]
sets = {"digits": digits, "blobs": blobs, "grid": grid.astype(np.float64)}
for name, size, samples, selection in [
    ("digits", 5, 3, "eom"),
    ("digits", 3, 2, "leaf"),
    ("blobs", 10, 5, "eom"),
    ("blobs", 10, 5, "leaf"),
    ("blobs", 5, 1, "eom"),
    ("grid", 5, 4, "eom"),
    ("grid", 4, 2, "leaf"),
]:
    case = hdbscan(sets[name], size, samples, selection)
    print(name, size, samples, selection, np.unique(case["labels"], return_counts=True))
    golden["cases"].append({"points": name, **case})
(here / "hdbscan.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
