"""Writes vade.json: VaDE's bound term by term, with every gradient, by PyTorch in double precision, on small fixed tensors.

/usr/bin/python3 scripts/golden/vade.py
"""

import json
import pathlib

import torch
import torch.nn.functional as F

torch.manual_seed(3)
b, d, k, pixels = 5, 3, 4, 7
double = dict(dtype=torch.float64)
# Rounded first, so that single precision starts from the same numbers.
draw = lambda *shape, scale=1.0: (torch.randn(*shape, **double) * scale).round(decimals=3)
inputs = {
    "mean": draw(b, d, scale=1.5),
    "logVariance": draw(b, d, scale=0.7),
    "centres": draw(k, d, scale=1.5),
    "logVariances": draw(k, d, scale=0.7),
    "weightLogits": draw(k),
}
noise = draw(b, d)
targets = torch.rand(b, pixels, **double).round(decimals=3)
targets[0, :3] = torch.tensor([0.0, 1.0, 0.5])
logits = draw(b, pixels, scale=2.0)
logits[1, :2] = torch.tensor([40.0, -40.0])

flat = lambda tensor: [round(float(value), 9) for value in tensor.detach().reshape(-1)]


def terms(mean, logVariance, centres, logVariances, weightLogits):
    z = mean + torch.exp(0.5 * logVariance) * noise
    logPi = torch.log_softmax(weightLogits, 0)
    components = torch.distributions.Normal(centres, torch.exp(0.5 * logVariances))
    logDensity = components.log_prob(z[:, None, :]).sum(-1)
    logGamma = torch.log_softmax(logPi + logDensity, 1)
    gamma = logGamma.exp()
    var = logVariances.exp()
    inner = logVariances[None] + (logVariance.exp()[:, None] + (mean[:, None] - centres[None]) ** 2) / var[None]
    return {
        "mixture": (0.5 * (gamma * inner.sum(-1)).sum(1)).mean(),
        "categorical": (gamma * (logGamma - logPi)).sum(1).mean(),
        "entropy": (-0.5 * (1 + logVariance).sum(1)).mean(),
    }, logGamma


def withGradients(pick):
    leaves = {name: value.clone().requires_grad_() for name, value in inputs.items()}
    value = pick(leaves)
    value.backward()
    gradients = {name: flat(leaf.grad) if leaf.grad is not None else [0.0] * leaf.numel() for name, leaf in leaves.items()}
    return {"value": round(float(value), 9), "gradients": gradients}


out = {
    "calls": "torch.distributions.Normal.log_prob, torch.log_softmax, F.binary_cross_entropy_with_logits, torch.distributions.kl_divergence, autograd",
    "inputs": {name: flat(value) for name, value in inputs.items()},
    "noise": flat(noise),
    "shape": [b, d, k, pixels],
    "logGamma": flat(terms(**inputs)[1]),
    "targets": flat(targets),
    "logits": flat(logits),
}
for name in ["mixture", "categorical", "entropy"]:
    out[name] = withGradients(lambda leaves: terms(**leaves)[0][name])
out["sum"] = withGradients(lambda leaves: sum(terms(**leaves)[0].values()))


def standard(leaves):
    posterior = torch.distributions.Normal(leaves["mean"], torch.exp(0.5 * leaves["logVariance"]))
    unit = torch.distributions.Normal(torch.zeros(b, d, **double), torch.ones(b, d, **double))
    return torch.distributions.kl_divergence(posterior, unit).sum(1).mean()


out["standardNormal"] = withGradients(standard)

leaf = logits.clone().requires_grad_()
loss = F.binary_cross_entropy_with_logits(leaf, targets, reduction="sum") / b
loss.backward()
out["bernoulli"] = {"value": round(float(loss), 9), "gradient": flat(leaf.grad)}
leaf = logits.clone().requires_grad_()
loss = F.gaussian_nll_loss(leaf, targets, torch.full_like(targets, 0.1), reduction="sum") / b
constant = 0.5 * pixels * torch.log(torch.tensor(0.1, **double))
loss.backward()
out["gaussian"] = {"value": round(float(loss - constant), 9), "gradient": flat(leaf.grad)}

here = pathlib.Path(__file__).parent
(here / "vade.json").write_text(json.dumps(out) + "\n")
