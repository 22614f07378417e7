"""Writes autoencoder-variants.json: losses of sparse and denoising autoencoders and their gradients, by torch in double precision.

/usr/bin/python3 scripts/golden/autoencoder-variants.py
"""

import json
import pathlib

import torch
import torch.nn.functional as F
from calls import Calls

here = pathlib.Path(__file__).parent
torch.manual_seed(5)
calls = Calls(torch=torch, F=F)
calls.given("absolute.codes", "activation.logits", "activation.of.rho")
calls.given(*[f"denoising.{name}" for name in ("x", "mask", "w", "b", "v", "c")])


def listed(tensor):
    return [float(f"{v:.10g}") for v in tensor.detach().reshape(-1).tolist()]


def drawn(*shape):
    """Rounded, so that the file holds exactly what torch computed with."""
    return (torch.randn(*shape, dtype=torch.float64) * 1000).round() / 1000


z = drawn(7, 3).requires_grad_()
absolute = calls("absolute.value", "z.abs().mean()", z=z)
calls("absolute.gradient", "absolute.backward()", absolute=absolute)

logits = drawn(7, 3).requires_grad_()
activation = []
for rho in (0.1, 0.5):
    logits.grad = None
    value = calls(
        "activation.of.value",
        "m = torch.sigmoid(logits).mean(0); (rho * (rho / m).log() + (1 - rho) * ((1 - rho) / (1 - m)).log()).sum()",
        logits=logits,
        rho=rho,
    )
    calls("activation.of.gradient", "value.backward()", value=value)
    activation.append(dict(rho=rho, value=value.item(), gradient=listed(logits.grad)))

x = drawn(4, 5).abs()
mask = (torch.rand(4, 5, dtype=torch.float64) > 0.3).double()
w, b, v, c = drawn(3, 5).requires_grad_(), drawn(3), drawn(5, 3).requires_grad_(), drawn(5)
# w and v are [out, in] here, and [in, out] in the file.
denoising = calls(
    "denoising.value", "F.mse_loss(torch.relu((x * mask) @ w.T + b) @ v.T + c, x)", x=x, mask=mask, w=w, b=b, v=v, c=c
)
calls(["denoising.gradientW", "denoising.gradientV"], "denoising.backward()", denoising=denoising)

values = {
    "calls": calls.table,
    "absolute": {"codes": listed(z), "value": absolute.item(), "gradient": listed(z.grad)},
    "activation": {"logits": listed(logits), "of": activation},
    "denoising": {
        **{name: listed(tensor) for name, tensor in dict(x=x, mask=mask, w=w.T, b=b, v=v.T, c=c).items()},
        "value": denoising.item(),
        "gradientW": listed(w.grad.T),
        "gradientV": listed(v.grad.T),
    },
}
(here / "autoencoder-variants.json").write_text(json.dumps(values) + "\n")
