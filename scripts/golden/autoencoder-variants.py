"""Writes autoencoder-variants.json: losses of sparse and denoising autoencoders and their gradients, by torch in double precision.

absolute: z.abs().mean(). activation: (rho * (rho / m).log() + (1 - rho) * ((1 - rho) / (1 - m)).log()).sum(), m = a.mean(0).
denoising: mse_loss(relu((x * mask) @ w.T + b) @ v.T + c, x), the gradients of w and v.

/usr/bin/python3 scripts/golden/autoencoder-variants.py
"""

import json
import pathlib

import torch

here = pathlib.Path(__file__).parent
torch.manual_seed(5)


def listed(tensor):
    return [float(f"{v:.10g}") for v in tensor.detach().reshape(-1).tolist()]


def drawn(*shape):
    """Rounded, so that the file holds exactly what torch computed with."""
    return (torch.randn(*shape, dtype=torch.float64) * 1000).round() / 1000


z = drawn(7, 3).requires_grad_()
absolute = z.abs().mean()
absolute.backward()

logits = drawn(7, 3).requires_grad_()
activation = []
for rho in (0.1, 0.5):
    logits.grad = None
    m = torch.sigmoid(logits).mean(0)
    value = (rho * (rho / m).log() + (1 - rho) * ((1 - rho) / (1 - m)).log()).sum()
    value.backward()
    activation.append(dict(rho=rho, value=value.item(), gradient=listed(logits.grad)))

x = drawn(4, 5).abs()
mask = (torch.rand(4, 5, dtype=torch.float64) > 0.3).double()
w, b, v, c = drawn(3, 5).requires_grad_(), drawn(3), drawn(5, 3).requires_grad_(), drawn(5)
denoising = torch.nn.functional.mse_loss(torch.relu((x * mask) @ w.T + b) @ v.T + c, x)
denoising.backward()

values = {
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
