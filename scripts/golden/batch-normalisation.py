"""
What src/nn/layers/batch-normalisation.test.ts compares with: torch.nn.functional.batch_norm in training and in evaluation, its
gradients by autograd, and the running moments after three passes. PyTorch's running variance is the unbiased one; ours is the biased one, as
Keras keeps it, so the running values are made here from torch.mean and torch.var(unbiased=False).

Run: python3 scripts/golden/batch-normalisation.py
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F
from calls import Calls

torch.manual_seed(7)
calls = Calls(torch=torch, F=F)
calls.given("momentum", "epsilon", "shape", "batches", "scale", "shift", "weights")
momentum, epsilon = 0.9, 1e-3
shape = [3, 2, 3, 5]  # NHWC
batches = [torch.randn(shape) * torch.tensor([1.0, 2.0, 0.5, 3.0, 0.1]) + torch.tensor([0.0, 5.0, -1.0, 0.3, 2.0]) for _ in range(3)]
scale = torch.randn(5)
shift = torch.randn(5)
weights = torch.randn(shape)  # the loss is the weighted sum of the result


def nchw(x):
    return x.permute(0, 3, 1, 2)


def nhwc(x):
    return x.permute(0, 2, 3, 1)


x = batches[0].clone().requires_grad_()
gamma = scale.clone().requires_grad_()
beta = shift.clone().requires_grad_()
# Pictures are [n, c, h, w] here, and [n, h, w, c] in the file.
trained = nhwc(
    calls("trained", "F.batch_norm(x, None, None, scale, shift, training=True, eps=1e-3)", x=nchw(x), scale=gamma, shift=beta)
)
calls("gradients", "(trained * weights).sum().backward()", trained=trained, weights=weights)

mean, variance = torch.zeros(5), torch.ones(5)
for batch in batches:
    rows = batch.reshape(-1, 5)
    mean = calls("running.mean", "0.9 * mean + (1 - 0.9) * rows.mean(0)", mean=mean, rows=rows)
    variance = calls("running.variance", "0.9 * variance + (1 - 0.9) * rows.var(0, unbiased=False)", variance=variance, rows=rows)
evaluated = nhwc(
    calls(
        "evaluated",
        "F.batch_norm(x, mean, variance, scale, shift, training=False, eps=1e-3)",
        x=nchw(batches[0]),
        mean=mean,
        variance=variance,
        scale=scale,
        shift=shift,
    )
)


def flat(t):
    return [float(f"{v:.7g}") for v in t.detach().flatten().tolist()]


values = {
    "calls": calls.table,
    "momentum": momentum,
    "epsilon": epsilon,
    "shape": shape,
    "batches": [flat(batch) for batch in batches],
    "scale": flat(scale),
    "shift": flat(shift),
    "weights": flat(weights),
    "trained": flat(trained),
    "gradients": {"x": flat(x.grad), "scale": flat(gamma.grad), "shift": flat(beta.grad)},
    "running": {"mean": flat(mean), "variance": flat(variance)},
    "evaluated": flat(evaluated),
}
Path(__file__).with_suffix(".json").write_text(json.dumps(values) + "\n")
