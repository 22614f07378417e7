"""PyTorch's side of the benchmark, on one thread of the processor, as its documentation would have it written.

One line of JSON on stdout once it is ready, then one for each line of orders on stdin, until that ends. The orders and the work
they name are those of src/nn/bench/work.ts and side.ts.
"""

import json
import os
import sys
import time

os.environ["OMP_NUM_THREADS"] = "1"

import torch
from torch import nn
from torch.nn import functional

torch.set_num_threads(1)
torch.manual_seed(1)

LEARNING_RATE = 1e-3
BATCHES = 4
SIDES = [5, 5, 3]


def dense_autoencoder(widths):
    sizes = widths + widths[-2::-1]
    linear = {len(widths) - 1, len(sizes) - 1}
    layers = []
    for i in range(1, len(sizes)):
        layers.append(nn.Linear(sizes[i - 1], sizes[i]))
        if i not in linear:
            layers.append(nn.ReLU())
    return nn.Sequential(*layers)


class ConvolutionalAutoencoder(nn.Module):
    """Three convolutions of stride 2, a dense code and the way back. Symmetric padding of k // 2 gives the sizes of "same"."""

    def __init__(self, side, filters, code_size):
        super().__init__()
        sides = [side]
        for _ in filters:
            sides.append((sides[-1] + 1) // 2)
        channels = [1] + filters
        self.grid = [channels[-1], sides[-1], sides[-1]]
        flat = channels[-1] * sides[-1] ** 2
        self.down = nn.ModuleList(
            nn.Conv2d(channels[i], channels[i + 1], SIDES[i], 2, SIDES[i] // 2) for i in range(len(filters))
        )
        self.to_code = nn.Linear(flat, code_size)
        self.from_code = nn.Linear(code_size, flat)
        self.up = nn.ModuleList(
            nn.ConvTranspose2d(
                channels[i + 1], channels[i], SIDES[i], 2, SIDES[i] // 2, output_padding=(sides[i] + 1) % 2
            )
            for i in reversed(range(len(filters)))
        )

    def forward(self, x):
        for layer in self.down:
            x = functional.relu(layer(x))
        x = functional.relu(self.from_code(self.to_code(x.flatten(1)))).view(-1, *self.grid)
        for layer in self.up[:-1]:
            x = functional.relu(layer(x))
        return self.up[-1](x)


def training_step(model, shape, batch):
    data = torch.rand(BATCHES * batch, *shape)
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)
    turn = 0

    def step():
        nonlocal turn
        x = data[turn * batch : (turn + 1) * batch]
        turn = (turn + 1) % BATCHES
        optimizer.zero_grad()
        loss = functional.mse_loss(model(x), x)
        loss.backward()
        optimizer.step()
        loss.item()

    return step


def adam_update(widths):
    model = dense_autoencoder(widths)
    for parameter in model.parameters():
        parameter.grad = torch.empty_like(parameter).uniform_(-0.01, 0.01)
    return torch.optim.Adam(model.parameters(), lr=LEARNING_RATE).step


def product(m, n, depth, transposeA, transposeB):
    a = torch.rand(depth, m).t() if transposeA else torch.rand(m, depth)
    b = torch.rand(n, depth).t() if transposeB else torch.rand(depth, n)
    return lambda: a @ b


def convolution(**sizes):
    side, filter_side, stride = sizes["side"], sizes["filter"], sizes["stride"]
    x = torch.rand(sizes["batch"], sizes["inChannels"], side, side)
    w = torch.rand(sizes["outChannels"], sizes["inChannels"], filter_side, filter_side)
    padding = filter_side // 2
    if sizes["pass"] == "forward":
        return lambda: functional.conv2d(x, w, stride=stride, padding=padding)
    dy = torch.rand(functional.conv2d(x, w, stride=stride, padding=padding).shape)
    wanted = [sizes["pass"] == "to input", sizes["pass"] == "to filter", False]
    two = lambda value: [value, value]
    return lambda: torch.ops.aten.convolution_backward(
        dy, x, w, None, two(stride), two(padding), two(1), False, two(0), 1, wanted
    )


def neighbours(count, dimensions, k):
    points = torch.randn(count, dimensions)

    def search():
        for start in range(0, count, 1000):
            distances = torch.cdist(points[start : start + 1000], points)
            distances[torch.arange(len(distances)), start + torch.arange(len(distances))] = float("inf")
            torch.topk(distances, k, largest=False)

    return search


def prepared(kind, **sizes):
    if kind == "dense step":
        return training_step(dense_autoencoder(sizes["widths"]), [sizes["widths"][0]], sizes["batch"])
    if kind == "convolutional step":
        model = ConvolutionalAutoencoder(sizes["side"], sizes["filters"], sizes["codeSize"])
        return training_step(model, [1, sizes["side"], sizes["side"]], sizes["batch"])
    made = {"Adam update": adam_update, "product": product, "convolution": convolution, "neighbours": neighbours}
    if kind not in made:
        raise ValueError(f"PyTorch's side has no {kind}")
    return made[kind](**sizes)


class Side:
    work = None

    def prepare(self, work):
        self.work = prepared(**work)

    def time(self, repetitions, warm_ups):
        for _ in range(warm_ups):
            self.work()
        times = []
        for _ in range(repetitions):
            began = time.perf_counter()
            self.work()
            times.append(1000 * (time.perf_counter() - began))
        return times

    def profile(self, repetitions):
        # The first use sets the profiler up, which takes longer than a step.
        with torch.autograd.profiler.profile():
            self.work()
        with torch.autograd.profiler.profile() as profiler:
            began = time.perf_counter()
            for _ in range(repetitions):
                self.work()
            ms = 1000 * (time.perf_counter() - began) / repetitions
        kernels = [
            {"name": row.key, "calls": row.count / repetitions, "ms": row.self_cpu_time_total / 1000 / repetitions}
            for row in profiler.key_averages()
        ]
        return {"ms": ms, "kernels": sorted(kernels, key=lambda row: -row["ms"])}

    def release(self):
        self.work = None


def say(answer):
    print(json.dumps(answer), flush=True)


side = Side()
library = f"PyTorch {torch.__version__}"
host = f"Python {sys.version.split()[0]}"
say({"ready": {"device": "processor", "threads": torch.get_num_threads(), "library": library, "host": host}})
for line in sys.stdin:
    try:
        order = json.loads(line)
        say({"result": getattr(side, order["call"])(*order["arguments"])})
    except Exception as error:
        say({"error": str(error)})
