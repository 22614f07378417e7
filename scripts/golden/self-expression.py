"""Writes self-expression.json: C = (G + rho I)^-1 G with G = H H' by numpy (1.24), for more rows than columns and for fewer.

/usr/bin/python3 scripts/golden/self-expression.py
"""

import json
import pathlib

import numpy as np

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(5)


def case(n, f, rho):
    h = np.round(rng.normal(0, 1, (n, f)), 3)
    gram = h @ h.T
    # np.linalg.solve(H @ H.T + rho * np.eye(n), H @ H.T)
    c = np.linalg.solve(gram + rho * np.eye(n), gram)
    strength = np.abs(c) + np.abs(c.T)
    np.fill_diagonal(strength, -1)
    strongest = np.argsort(-strength, axis=1, kind="stable")[:, :3]
    np.fill_diagonal(c, 0)
    return {
        "rows": n,
        "cols": f,
        "ridge": rho,
        "features": [float(x) for x in h.ravel()],
        "absolute": [float(f"{x:.7g}") for x in np.abs(c).ravel()],
        "strongest": strongest.ravel().tolist(),
    }


values = [case(12, 4, 1.0), case(12, 4, 0.1), case(6, 9, 1.0)]
(here / "self-expression.json").write_text(json.dumps(values) + "\n")
