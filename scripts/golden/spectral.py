"""Writes spectral.json: what scikit-learn 1.2.1 and scipy 1.10 say of spectral clustering of the digits.

/usr/bin/python3 scripts/golden/spectral.py
"""

import json
import pathlib
import warnings

import numpy as np
from scipy.linalg import eigh
from scipy.sparse.csgraph import connected_components
from sklearn.cluster import KMeans, SpectralClustering
from sklearn.manifold import spectral_embedding
from sklearn.neighbors import NearestNeighbors, kneighbors_graph

here = pathlib.Path(__file__).parent
points = (np.load(here / "digits-300.npy").reshape(300, -1) / 255).astype(np.float32)
k = 10
# Every 15th image stands for all.
some = np.arange(0, 300, 15)


def rounded(values):
    return [float(f"{v:.10g}") for v in np.ravel(values)]


def leading(affinity):
    """The k greatest eigenvalues of D^-1/2 W D^-1/2 and D^-1/2 times its eigenvectors, all in double precision."""
    w = np.asarray(affinity.todense() if hasattr(affinity, "todense") else affinity, dtype=np.float64).copy()
    np.fill_diagonal(w, 0)
    root = np.sqrt(w.sum(axis=1))
    values, vectors = eigh(w / root[:, None] / root[None, :])
    embedding = vectors[:, ::-1][:, :k] / root[:, None]
    signs = np.sign(embedding[np.abs(embedding).argmax(axis=0), range(k)])
    return values[::-1][: k + 1], embedding * signs


def of_neighbours(neighbours):
    graph = kneighbors_graph(points, n_neighbors=neighbours, include_self=True)
    affinity = 0.5 * (graph + graph.T)
    values, embedding = leading(affinity)
    pieces = int(connected_components(affinity)[0])
    out = {"pieces": pieces, "eigenvalues": rounded(values)}
    # The projection onto the eigenvectors' space, which no turn of them changes, at pairs of some images.
    degrees = np.asarray(affinity.sum(axis=1)).ravel() - affinity.diagonal()
    unit = embedding * np.sqrt(degrees)[:, None]
    out["projector"] = rounded((unit @ unit.T)[np.ix_(some, some)][np.triu_indices(len(some))])
    if pieces == 1:
        theirs = spectral_embedding(affinity, n_components=k, drop_first=False, random_state=0)
        assert np.abs(theirs - embedding).max() < 1e-7 * np.abs(embedding).max(), np.abs(theirs - embedding).max()
        out["embedding"] = rounded(theirs[some])
    return out


def of_heat():
    """exp(-d^2 / 2 s^2) on the edges of either end's 9 neighbours, s the mean distance to the ninth."""
    distances, indices = NearestNeighbors(n_neighbors=10).fit(points).kneighbors(points)
    distances = distances.astype(np.float64)
    s = distances[:, -1].mean()
    w = np.zeros((300, 300))
    for i in range(300):
        w[i, indices[i, 1:]] = np.exp(-(distances[i, 1:] ** 2) / (2 * s**2))
    values, embedding = leading(np.maximum(w, w.T))
    return {"eigenvalues": rounded(values), "embedding": rounded(embedding[some])}


with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    model = SpectralClustering(
        n_clusters=k, affinity="nearest_neighbors", n_neighbors=20, assign_labels="kmeans", n_init=50, random_state=0
    ).fit(points)
    graph = kneighbors_graph(points, n_neighbors=20, include_self=True)
    _, embedding = leading(0.5 * (graph + graph.T))
    inertia = KMeans(k, n_init=500, tol=0, random_state=0).fit(embedding).inertia_
    values = {
        "fewNeighbours": of_neighbours(3),
        "neighbours": of_neighbours(20),
        "heat": of_heat(),
        "labels": model.labels_.tolist(),
        "inertia": float(f"{inertia:.10g}"),
    }
for name in ("fewNeighbours", "neighbours"):
    print(name, values[name]["pieces"], values[name]["eigenvalues"])
print("heat", values["heat"]["eigenvalues"])
(here / "spectral.json").write_text(json.dumps(values) + "\n")
