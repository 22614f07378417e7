"""Writes vade.json: VaDE's bound term by term, with every gradient, by PyTorch in double precision, on small fixed tensors; with the
memberships of one sample each, through which the gradient flows too, and with held ones.

/usr/bin/python3 scripts/golden/vade.py
"""

import json
import pathlib

import torch
import torch.nn.functional as F
from calls import Calls

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


calls = Calls(torch=torch, F=F, noise=noise, Normal=torch.distributions.Normal)
calls.given("inputs", "noise", "shape", "targets", "logits", "held.labels")
calls.where("sampled", "lambda mean, logVariance: mean + torch.exp(0.5 * logVariance) * noise")
calls.where("logPi", "lambda weightLogits: torch.log_softmax(weightLogits, 0)")
calls.where("logDensity", "lambda z, centres, logVariances: Normal(centres, torch.exp(0.5 * logVariances)).log_prob(z[:, None, :]).sum(-1)")
calls.where(
    "logGamma",
    "lambda z, centres, logVariances, weightLogits: torch.log_softmax(logPi(weightLogits) + logDensity(z, centres, logVariances), 1)",
)
calls.where(
    "inner",
    "lambda mean, logVariance, centres, logVariances: logVariances[None] + (logVariance.exp()[:, None] + (mean[:, None] - centres[None]) ** 2) / logVariances.exp()[None]",
)
calls.where("expected", "lambda logGamma, x: (0.5 * (logGamma.exp() * x.sum(-1)).sum(1)).mean()")
calls.where("divergence", "lambda logGamma, logPi: (logGamma.exp() * (logGamma - logPi)).sum(1).mean()")
calls.where("negentropy", "lambda logVariance: (-0.5 * (1 + logVariance).sum(1)).mean()")


def withGradients(path, text, **names):
    leaves = {name: value.clone().requires_grad_() for name, value in inputs.items()}
    value, gradients = calls.with_gradients(path, text, leaves, **names)
    return {"value": round(float(value), 9), "gradients": {name: flat(gradient) for name, gradient in gradients.items()}}


out = {
    "calls": calls.table,
    "inputs": {name: flat(value) for name, value in inputs.items()},
    "noise": flat(noise),
    "shape": [b, d, k, pixels],
    "logGamma": flat(calls("logGamma", "logGamma(sampled(mean, logVariance), centres, logVariances, weightLogits)", **inputs)),
    "targets": flat(targets),
    "logits": flat(logits),
}
out["mixture"] = withGradients(
    "mixture",
    "g = logGamma(sampled(mean, logVariance), centres, logVariances, weightLogits); expected(g, inner(mean, logVariance, centres, logVariances))",
)
out["categorical"] = withGradients(
    "categorical", "divergence(logGamma(sampled(mean, logVariance), centres, logVariances, weightLogits), logPi(weightLogits))"
)
out["entropy"] = withGradients("entropy", "negentropy(logVariance)")
out["sum"] = withGradients(
    "sum",
    "g = logGamma(sampled(mean, logVariance), centres, logVariances, weightLogits); expected(g, inner(mean, logVariance, centres, logVariances)) + divergence(g, logPi(weightLogits)) + negentropy(logVariance)",
)

# Every image belongs to one component for certain; a logarithm of -100 stands for none.
labels = torch.tensor([2, 0, 3, 2, 1])
calls.where("logMemberships", "lambda labels: -100.0 * (1 - F.one_hot(labels, 4).double())")
out["held"] = {
    "labels": labels.tolist(),
    "mixture": withGradients(
        "held.mixture", "expected(logMemberships(labels), inner(mean, logVariance, centres, logVariances))", labels=labels
    ),
    "categorical": withGradients("held.categorical", "divergence(logMemberships(labels), logPi(weightLogits))", labels=labels),
    "sum": withGradients(
        "held.sum",
        "g = logMemberships(labels); expected(g, inner(mean, logVariance, centres, logVariances)) + divergence(g, logPi(weightLogits)) + negentropy(logVariance)",
        labels=labels,
    ),
}

out["standardNormal"] = withGradients(
    "standardNormal",
    "unit = Normal(torch.zeros_like(mean), torch.ones_like(mean)); torch.distributions.kl_divergence(Normal(mean, torch.exp(0.5 * logVariance)), unit).sum(1).mean()",
)

leaf = logits.clone().requires_grad_()
bernoulli = "F.binary_cross_entropy_with_logits(logits, targets, reduction='sum') / len(logits)"
loss = calls("bernoulli.value", bernoulli, logits=leaf, targets=targets)
calls("bernoulli.gradient", "value.backward()", value=loss)
out["bernoulli"] = {"value": round(float(loss), 9), "gradient": flat(leaf.grad)}
leaf = logits.clone().requires_grad_()
# Without the constant that the variance adds.
gaussian = "v = torch.full_like(targets, 0.1); F.gaussian_nll_loss(logits, targets, v, reduction='sum') / len(logits) - 0.5 * v[0].log().sum()"
loss = calls("gaussian.value", gaussian, logits=leaf, targets=targets)
calls("gaussian.gradient", "value.backward()", value=loss)
out["gaussian"] = {"value": round(float(loss), 9), "gradient": flat(leaf.grad)}

here = pathlib.Path(__file__).parent
(here / "vade.json").write_text(json.dumps(out) + "\n")
