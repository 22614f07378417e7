"""Writes pretrained-resnet.json: features of tiny ResNets by torch (1.13), and pictures resized by it.

/usr/bin/python3 scripts/golden/pretrained-resnet.py

torchvision is not needed: the blocks are written here after He et al. 2016, with torchvision's names and its place of the stride (at the
3 x 3 convolution of a bottleneck). Weights are rounded to four digits, so that the JSON has them exactly enough.
"""

import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F
from calls import Calls
from torch import nn

here = pathlib.Path(__file__).parent
torch.manual_seed(5)
rng = np.random.default_rng(5)
calls = Calls(torch=torch, F=F)
calls.given(*[f"*.{name}" for name in ("side", "channels", "pixels", "tensors")], "resizing.shape")


def rounded(values, digits=8):
    return [float(f"{v:.{digits}g}") for v in np.ravel(np.asarray(values))]


class Block(nn.Module):
    """Basic (two 3 x 3 convolutions) or bottleneck (1 x 1, 3 x 3, 1 x 1), as `sides` says."""

    def __init__(self, inside, widths, sides, stride):
        super().__init__()
        self.count = len(sides)
        strided = self.count - 2
        before = inside
        for i, (width, side) in enumerate(zip(widths, sides)):
            conv = nn.Conv2d(before, width, side, stride if i == strided else 1, side // 2, bias=False)
            setattr(self, f"conv{i + 1}", conv)
            setattr(self, f"bn{i + 1}", nn.BatchNorm2d(width))
            before = width
        self.downsample = None
        if stride != 1 or inside != before:
            self.downsample = nn.Sequential(nn.Conv2d(inside, before, 1, stride, bias=False), nn.BatchNorm2d(before))

    def forward(self, x):
        y = x
        for i in range(1, self.count + 1):
            y = getattr(self, f"bn{i}")(getattr(self, f"conv{i}")(y))
            if i < self.count:
                y = F.relu(y)
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    def __init__(self, stem_side, channels, stem, sides, stages):
        super().__init__()
        self.pools = stem_side > 3
        self.conv1 = nn.Conv2d(channels, stem, stem_side, 2 if self.pools else 1, stem_side // 2, bias=False)
        self.bn1 = nn.BatchNorm2d(stem)
        inside = stem
        self.stages = len(stages)
        for number, (blocks, widths) in enumerate(stages):
            made = []
            for i in range(blocks):
                made.append(Block(inside, widths, sides, 2 if number > 0 and i == 0 else 1))
                inside = widths[-1]
            setattr(self, f"layer{number + 1}", nn.Sequential(*made))
        self.fc = nn.Linear(inside, 3)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        if self.pools:
            x = F.max_pool2d(x, 3, 2, 1)
        for number in range(self.stages):
            x = getattr(self, f"layer{number + 1}")(x)
        return x.mean((2, 3))


def figures(network, side):
    state = {}
    for name, value in network.state_dict().items():
        if name.endswith("num_batches_tracked"):
            continue
        if name.endswith("running_var"):
            drawn = rng.uniform(0.5, 1.5, value.shape)
        elif value.ndim == 1 and name.endswith("weight"):
            drawn = rng.uniform(0.6, 1.4, value.shape)
        else:
            drawn = rng.normal(0, 0.25, value.shape)
        state[name] = torch.tensor(np.round(drawn, 4))
    network.double().eval()
    network.load_state_dict(state, strict=False)
    channels = network.conv1.in_channels
    pixels = np.round(rng.uniform(0, 1, (2, side, side, channels)), 3)
    mean, deviation = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
    if channels == 1:
        mean, deviation = mean.mean(), deviation.mean()
    with torch.no_grad():
        features = calls(
            "*.features",
            "ResNet(torch.tensor((pixels - mean) / deviation).permute(0, 3, 1, 2))",
            ResNet=network,
            pixels=pixels,
            mean=mean,
            deviation=deviation,
        )
    return {
        "side": side,
        "channels": channels,
        "pixels": rounded(pixels),
        "tensors": {name: {"shape": list(value.shape), "values": rounded(value)} for name, value in state.items()},
        "features": rounded(features),
    }


def resized(height, width, side, channels):
    picture = np.round(rng.uniform(0, 1, (1, channels, height, width)), 3)
    call = "F.interpolate(pixels, (side, side), mode='bilinear', align_corners=False, antialias=True)"
    result = calls("resizing.resized", call, pixels=torch.tensor(picture), side=side)
    return {
        "shape": [height, width, channels],
        "side": side,
        "pixels": rounded(picture[0].transpose(1, 2, 0)),
        "resized": rounded(result[0].permute(1, 2, 0)),
    }


values = {
    "calls": calls.table,
    # An odd side, at which "same" padding and PyTorch's agree, and an even one, at which they don't.
    "basic": figures(ResNet(7, 3, 4, (3, 3), [(1, (4, 4)), (2, (6, 6))]), 20),
    "bottleneck": figures(ResNet(7, 3, 4, (1, 3, 1), [(2, (2, 2, 8)), (1, (3, 3, 12))]), 19),
    "cifar": figures(ResNet(3, 1, 4, (3, 3), [(1, (4, 4)), (1, (5, 5))]), 8),
    "resizing": [resized(5, 7, 9, 1), resized(12, 9, 5, 3), resized(4, 10, 6, 1)],
}
(here / "pretrained-resnet.json").write_text(json.dumps(values) + "\n")
