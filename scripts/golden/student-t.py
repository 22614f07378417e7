"""Writes student-t.json: the Student-t soft assignment and the target distribution for several degrees of freedom, and KL(P‖Q), with
their gradients by torch (1.13) in double precision.

/usr/bin/python3 scripts/golden/student-t.py
"""

import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F
from calls import Calls

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(21)
b, k, d = 6, 4, 3


def drawn(shape, scale):
    return torch.tensor(np.round(rng.normal(0, scale, shape), 3), requires_grad=True)


def rounded(values):
    return [float(f"{v:.8g}") for v in np.ravel(np.asarray(values))]


inputs = {"codes": drawn((b, d), 1.5), "centres": drawn((k, d), 1.5)}
slope = drawn((b, k), 1.0).detach()
weights = torch.tensor(np.round(rng.uniform(0.1, 2, b), 3))
calls = Calls(torch=torch, F=F)
calls.given("shapes", "inputs", "slope", "weights", "of.alpha")
# As the authors of SDCN have it.
calls.where("kernel", "lambda z, mu, alpha: (1.0 / (1.0 + torch.sum((z.unsqueeze(1) - mu) ** 2, 2) / alpha)) ** ((alpha + 1.0) / 2.0)")
calls.where("q", "lambda z, mu, alpha: (kernel(z, mu, alpha).t() / torch.sum(kernel(z, mu, alpha), 1)).t()")


def with_gradients(path, text, **names):
    value, gradients = calls.with_gradients(path, text, inputs, **names)
    return {"value": rounded([value.item()])[0], "gradients": {name: rounded(g) for name, g in gradients.items()}}


def case(alpha):
    q = calls("of.q", "q(codes, centres, alpha)", alpha=alpha, **inputs).detach()
    p = calls("of.target", "w = q ** 2 / q.sum(0); (w.t() / w.sum(1)).t()", q=q)
    return {
        "alpha": alpha,
        "q": rounded(q),
        "target": rounded(p),
        "assigned": with_gradients("of.assigned", "(slope * q(codes, centres, alpha)).sum()", alpha=alpha, slope=slope),
        "divergence": with_gradients(
            "of.divergence", "F.kl_div(q(codes, centres, alpha).log(), target, reduction='batchmean')", alpha=alpha, target=p
        ),
        "weighted": with_gradients(
            "of.weighted",
            "(weights * F.kl_div(q(codes, centres, alpha).log(), target, reduction='none').sum(1)).mean()",
            alpha=alpha,
            target=p,
            weights=weights,
        ),
    }


values = {
    "calls": calls.table,
    "shapes": {"codes": [b, d], "centres": [k, d]},
    "inputs": {name: rounded(x.detach()) for name, x in inputs.items()},
    "slope": rounded(slope),
    "weights": rounded(weights),
    "of": [case(alpha) for alpha in (1.0, 3.0, 0.5)],
}
print([case["divergence"]["value"] for case in values["of"]])
(here / "student-t.json").write_text(json.dumps(values) + "\n")
