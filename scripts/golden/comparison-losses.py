"""Writes comparison-losses.json: the losses of DCN, DKM, DynAE with its pretraining, and DSCDAN with their gradients by torch (1.13) in double precision.

/usr/bin/python3 scripts/golden/comparison-losses.py
"""

import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F
from calls import Calls

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(4)
b, k, d = 7, 4, 3
h, w, c = 2, 3, 1


def drawn(shape, scale):
    return torch.tensor(np.round(rng.normal(0, scale, shape), 3), requires_grad=True)


def rounded(values):
    return [float(f"{v:.8g}") for v in np.ravel(np.asarray(values))]


codes, centres = drawn((b, d), 1.5), drawn((k, d), 1.5)
pictures, redrawn = drawn((b, h, w, c), 0.5), drawn((b, h, w, c), 0.5)
inputs = {"codes": codes, "centres": centres, "pictures": pictures, "redrawn": redrawn}

calls = Calls(torch=torch, F=F, **inputs)
calls.given("shapes", "inputs", "dcn.counts", "dkm.alpha", "dynae.beta1", "dynae.beta2", "dynae.clean", "dynae.centrePictures")
calls.given("information.together", "information.apart")
calls.given(*[f"interpolation.{name}" for name in ("alpha", "beta", "weight", "weights")])
calls.given(*[f"spectral.{name}" for name in ("rows", "outputs", "from", "to", "weights")])
calls.where("squares", "lambda x, y: torch.cdist(x, y, compute_mode='donot_use_mm_for_euclid_dist') ** 2")


def with_gradients(path, text, wanted, **names):
    value, gradients = calls.with_gradients(path, text, wanted, **names)
    return {"value": rounded([value.item()])[0], "gradients": {name: rounded(g) for name, g in gradients.items()}}


# DCN: hard assignment, then one code after the other moves its centre.
own = calls("dcn.assignment", "torch.argmin(squares(codes, centres), dim=1)")
counts = [100.0, 3.0, 1.0, 20.0]
moved, grown = centres.detach().clone(), torch.tensor(counts, dtype=torch.double)
for i in range(b):
    # For each code in turn.
    j = int(own[i])
    grown[j] = calls("dcn.movedCounts", "counts[j] + 1", counts=grown, j=j)
    moved[j] = calls(
        "dcn.movedCentres", "centres[j] - (centres[j] - code) / counts[j]", centres=moved, code=codes[i].detach(), counts=grown, j=j
    )
dcn = {
    "kmeans": with_gradients("dcn.kmeans", "((codes - centres[own].detach()) ** 2).sum(1).mean()", {"codes": codes}, own=own),
    "reconstruction": with_gradients(
        "dcn.reconstruction", "((pictures - redrawn) ** 2).sum((1, 2, 3)).mean()", {"redrawn": redrawn}
    ),
    "assignment": own.tolist(),
    "counts": counts,
    "movedCounts": grown.tolist(),
    "movedCentres": rounded(moved),
}


def dkm(alpha):
    loss = "d = squares(codes, centres); (torch.softmax(-alpha * d, 1) * d).sum(1).mean()"
    return {"alpha": alpha, **with_gradients("dkm", loss, {"codes": codes, "centres": centres}, alpha=alpha)}


def dynae(beta1, beta2):
    clean = torch.tensor(np.round(codes.detach().numpy() + rng.normal(0, 0.3, (b, d)), 3))
    centre_pictures = torch.tensor(np.round(rng.normal(0, 0.5, (k, h, w, c)), 3))
    fixed = centres.detach()
    where_sure = "q = 1 / (1 + squares(clean, centres)); t = torch.topk(q / q.sum(1, keepdim=True), 2, dim=1).values; (t[:, 0] > beta1) & (t[:, 0] - t[:, 1] > beta2)"
    sure = calls("dynae.unconflicted", where_sure, clean=clean, centres=fixed, beta1=beta1, beta2=beta2)
    best = calls.where("best", "lambda clean, centres: torch.argmin(squares(clean, centres), dim=1)")(clean, fixed)
    target_codes = calls(
        "dynae.targetCodes", "torch.where(sure[:, None], centres[best], clean)", sure=sure, centres=fixed, best=best, clean=clean
    )
    target_pictures = calls(
        "dynae.targetPictures",
        "torch.where(sure[:, None, None, None], centrePictures[best], pictures)",
        sure=sure,
        centrePictures=centre_pictures,
        best=best,
        pictures=pictures.detach(),
    )
    return {
        "beta1": beta1,
        "beta2": beta2,
        "clean": rounded(clean),
        "centrePictures": rounded(centre_pictures),
        "unconflicted": [int(s) for s in sure],
        "targetCodes": rounded(target_codes),
        "targetPictures": rounded(target_pictures),
        "latent": with_gradients("dynae.latent", "F.mse_loss(codes, targetCodes)", {"codes": codes}, targetCodes=target_codes),
        "pictures": with_gradients(
            "dynae.pictures", "F.mse_loss(redrawn, targetPictures)", {"redrawn": redrawn}, targetPictures=target_pictures
        ),
    }


def spectral():
    n, m = 9, 14
    outputs = drawn((n, k), 1.0)
    first = rng.integers(0, n, m)
    second = (first + rng.integers(1, n, m)) % n
    weights = np.round(rng.uniform(0.1, 1, m), 3)
    y = calls(
        "spectral.orthonormal",
        "torch.linalg.solve_triangular(torch.linalg.cholesky(H.T @ H), H.T, upper=False).T * len(H) ** 0.5",
        H=outputs,
    )
    names = {"orthonormal": y, "edges": (first, second), "weights": torch.tensor(weights)}
    loss = "y = orthonormal; i, j = edges; (weights * ((y[i] - y[j]) ** 2).sum(1)).sum() / weights.sum()"
    return {
        "rows": n,
        "outputs": rounded(outputs.detach()),
        "from": first.tolist(),
        "to": second.tolist(),
        "weights": rounded(weights),
        "orthonormal": rounded(y.detach()),
        **with_gradients("spectral", loss, {"outputs": outputs}, **names),
    }


def information():
    together, apart = drawn((b, 1), 2.0), drawn((b, 1), 2.0)
    loss = "-F.logsigmoid(together).mean() - F.logsigmoid(-apart).mean()"
    return {
        "together": rounded(together.detach()),
        "apart": rounded(apart.detach()),
        **with_gradients("information", loss, {"together": together, "apart": apart}),
    }


def interpolation():
    """Linear players, so that what is compared is the game and not a network."""
    size = h * w * c
    shapes = {"encode": (size, d), "decode": (d, size), "judge": (size, 2)}
    weights = {name: drawn(shape, 0.6) for name, shape in shapes.items()}
    alpha = torch.tensor(np.round(rng.uniform(0, 0.5, b), 3))
    names = {"x": pictures.detach().reshape(b, size), "alpha": alpha, "beta": 0.2, "weight": 0.5}
    between = calls.where("between", "lambda z, alpha: alpha[:, None] * z + (1 - alpha)[:, None] * torch.flip(z, (0,))")
    names["between"] = between
    judged = calls.where("judged", "lambda y, judge: (y @ judge).mean(1)")
    names["judged"] = judged
    reconstruction = "z = x @ encode; F.mse_loss(x, z @ decode)"
    fooling = "(judged(between(x @ encode, alpha) @ decode, judge) ** 2).mean()"
    network = "z = x @ encode; F.mse_loss(x, z @ decode) + weight * (judged(between(z, alpha) @ decode, judge) ** 2).mean()"
    critic = "z = x @ encode; c = judged(between(z, alpha) @ decode, judge); r = judged(beta * x + (1 - beta) * z @ decode, judge); ((c - alpha) ** 2).mean() + (r ** 2).mean()"
    own = {name: weights[name] for name in ("encode", "decode")}
    return {
        "alpha": rounded(alpha),
        "beta": names["beta"],
        "weight": names["weight"],
        "weights": {name: rounded(x.detach()) for name, x in weights.items()},
        "mixed": rounded(calls("interpolation.mixed", "between(codes, alpha)", codes=codes.detach(), **names)),
        "reconstruction": rounded([calls("interpolation.reconstruction", reconstruction, **names, **own).item()])[0],
        "fooling": rounded([calls("interpolation.fooling", fooling, **names, **weights).item()])[0],
        "network": with_gradients("interpolation.network", network, own, judge=weights["judge"], **names),
        "critic": with_gradients("interpolation.critic", critic, {"judge": weights["judge"]}, **own, **names),
    }


values = {
    "calls": calls.table,
    "shapes": {"codes": [b, d], "centres": [k, d], "pictures": [b, h, w, c], "redrawn": [b, h, w, c]},
    "inputs": {name: rounded(x.detach()) for name, x in inputs.items()},
    "dcn": dcn,
    "dkm": [dkm(alpha) for alpha in (0.1, 1.0, 5.0, 1000.0)],
    "dynae": [dynae(0.4, 0.2), dynae(0.6, 0.3), dynae(0.2, -0.1)],
    # What DSCDAN has clean and disturbed codes redraw alike: a gradient to both pictures.
    "relation": with_gradients(
        "relation", "((pictures - redrawn) ** 2).sum((1, 2, 3)).mean()", {"pictures": pictures, "redrawn": redrawn}
    ),
    "information": information(),
    "spectral": spectral(),
    "interpolation": interpolation(),
}
print([len(set(dcn["assignment"])), [x["value"] for x in values["dkm"]], [x["unconflicted"] for x in values["dynae"]]])
(here / "comparison-losses.json").write_text(json.dumps(values) + "\n")
