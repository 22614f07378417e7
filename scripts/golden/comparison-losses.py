"""Writes comparison-losses.json: the losses of DCN, DKM, DynAE and DSCDAN with their gradients by torch (1.13) in double precision.

/usr/bin/python3 scripts/golden/comparison-losses.py
"""

import json
import pathlib

import numpy as np
import torch

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


def with_gradients(value, **wanted):
    gradients = torch.autograd.grad(value, list(wanted.values()))
    return {
        "value": rounded([value.item()])[0],
        "gradients": {name: rounded(g) for name, g in zip(wanted, gradients)},
    }


def squares(x, y):
    return torch.cdist(x, y, compute_mode="donot_use_mm_for_euclid_dist") ** 2


# DCN: hard assignment, then one code after the other moves its centre.
own = torch.argmin(squares(codes, centres), dim=1)
counts = [100.0, 3.0, 1.0, 20.0]
moved, grown = centres.detach().clone(), list(counts)
for i in range(b):
    j = int(own[i])
    grown[j] += 1
    moved[j] = moved[j] - (moved[j] - codes[i].detach()) / grown[j]
dcn = {
    # ((codes - centres[own].detach()) ** 2).sum(1).mean()
    "kmeans": with_gradients(((codes - centres[own].detach()) ** 2).sum(1).mean(), codes=codes),
    # ((pictures - redrawn) ** 2).sum((1, 2, 3)).mean()
    "reconstruction": with_gradients(((pictures - redrawn) ** 2).sum((1, 2, 3)).mean(), redrawn=redrawn),
    "assignment": own.tolist(),
    "counts": counts,
    "movedCounts": grown,
    "movedCentres": rounded(moved),
}


def dkm(alpha):
    distances = squares(codes, centres)
    # (torch.softmax(-alpha * distances, 1) * distances).sum(1).mean()
    loss = (torch.softmax(-alpha * distances, 1) * distances).sum(1).mean()
    return {"alpha": alpha, **with_gradients(loss, codes=codes, centres=centres)}


def dynae(beta1, beta2):
    clean = torch.tensor(np.round(codes.detach().numpy() + rng.normal(0, 0.3, (b, d)), 3))
    centre_pictures = torch.tensor(np.round(rng.normal(0, 0.5, (k, h, w, c)), 3))
    fixed = centres.detach()
    q = 1 / (1 + squares(clean, fixed))
    q = q / q.sum(1, keepdim=True)
    top = torch.topk(q, 2, dim=1)
    sure = (top.values[:, 0] > beta1) & (top.values[:, 0] - top.values[:, 1] > beta2)
    best = top.indices[:, 0]
    target_codes = torch.where(sure[:, None], fixed[best], clean)
    target_pictures = torch.where(sure[:, None, None, None], centre_pictures[best], pictures.detach())
    # torch.nn.functional.mse_loss(codes, target_codes), mse_loss(redrawn, target_pictures)
    mse = torch.nn.functional.mse_loss
    return {
        "beta1": beta1,
        "beta2": beta2,
        "clean": rounded(clean),
        "centrePictures": rounded(centre_pictures),
        "unconflicted": [int(s) for s in sure],
        "targetCodes": rounded(target_codes),
        "targetPictures": rounded(target_pictures),
        "latent": with_gradients(mse(codes, target_codes), codes=codes),
        "pictures": with_gradients(mse(redrawn, target_pictures), redrawn=redrawn),
    }


def spectral():
    n, m = 9, 14
    outputs = drawn((n, k), 1.0)
    first = rng.integers(0, n, m)
    second = (first + rng.integers(1, n, m)) % n
    weights = np.round(rng.uniform(0.1, 1, m), 3)
    gram = outputs.T @ outputs
    lower = torch.linalg.cholesky(gram)
    # torch.linalg.solve_triangular(torch.linalg.cholesky(H.T @ H), H.T, upper=False).T * sqrt(b)
    y = torch.linalg.solve_triangular(lower, outputs.T, upper=False).T * n**0.5
    loss = (torch.tensor(weights) * ((y[first] - y[second]) ** 2).sum(1)).sum() / weights.sum()
    return {
        "rows": n,
        "outputs": rounded(outputs.detach()),
        "from": first.tolist(),
        "to": second.tolist(),
        "weights": rounded(weights),
        "orthonormal": rounded(y.detach()),
        **with_gradients(loss, outputs=outputs),
    }


def information():
    together, apart = drawn((b, 1), 2.0), drawn((b, 1), 2.0)
    # -logsigmoid(T).mean() - logsigmoid(-T').mean()
    logsigmoid = torch.nn.functional.logsigmoid
    loss = -logsigmoid(together).mean() - logsigmoid(-apart).mean()
    return {
        "together": rounded(together.detach()),
        "apart": rounded(apart.detach()),
        **with_gradients(loss, together=together, apart=apart),
    }


values = {
    "shapes": {"codes": [b, d], "centres": [k, d], "pictures": [b, h, w, c], "redrawn": [b, h, w, c]},
    "inputs": {name: rounded(x.detach()) for name, x in inputs.items()},
    "dcn": dcn,
    "dkm": [dkm(alpha) for alpha in (0.1, 1.0, 5.0, 1000.0)],
    "dynae": [dynae(0.4, 0.2), dynae(0.6, 0.3), dynae(0.2, -0.1)],
    "information": information(),
    "spectral": spectral(),
}
print([len(set(dcn["assignment"])), [x["value"] for x in values["dkm"]], [x["unconflicted"] for x in values["dynae"]]])
(here / "comparison-losses.json").write_text(json.dumps(values) + "\n")
