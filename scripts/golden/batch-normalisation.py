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

torch.manual_seed(7)
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
trained = nhwc(F.batch_norm(nchw(x), None, None, gamma, beta, training=True, eps=epsilon))
(trained * weights).sum().backward()

mean, variance = torch.zeros(5), torch.ones(5)
for batch in batches:
    rows = batch.reshape(-1, 5)
    mean = momentum * mean + (1 - momentum) * rows.mean(0)
    variance = momentum * variance + (1 - momentum) * rows.var(0, unbiased=False)
evaluated = nhwc(F.batch_norm(nchw(batches[0]), mean, variance, scale, shift, training=False, eps=epsilon))


def flat(t):
    return [float(f"{v:.7g}") for v in t.detach().flatten().tolist()]


values = {
    "call": f"torch.nn.functional.batch_norm(x, mean, variance, scale, shift, training, eps={epsilon}), torch {torch.__version__}",
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
