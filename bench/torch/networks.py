"""Atelier's networks in PyTorch, as modules named like Atelier's parameters: weights load by name.

Shapes are [N,C,H,W]; pictures are float32 in [-1,1].
"""

import json
from pathlib import Path

import numpy
import torch
import torch.nn.functional as F
from torch import nn


def leaky(x):
    return F.leaky_relu(x, 0.2)


def enlarge(x, side):
    return F.interpolate(x, size=side, mode="bilinear", align_corners=False)


class ResidualBlock(nn.Module):
    """x + conv(lrelu(conv(lrelu(x)))), no normalisation."""

    def __init__(self, channels):
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x):
        return x + self.second(leaky(self.first(leaky(x))))


class Stage(nn.Module):
    """Residual blocks of one resolution, with the layer before (narrow) or behind them (halve), and from or to a picture (skip)."""

    def __init__(self, channels, depth, narrow=None, halve=None, skip=None):
        super().__init__()
        if narrow is not None:
            self.narrow = narrow
        if skip is not None:
            self.skip = skip
        self.blocks = []
        for index in range(depth):
            block = ResidualBlock(channels)
            self.add_module(f"block{index}", block)
            self.blocks.append(block)
        if halve is not None:
            self.halve = halve

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return x


class Backbone(nn.Module):
    """From a picture to its smallest stage [N,C,S,S]."""

    def __init__(self, plan, depth):
        super().__init__()
        sides, channels, top = plan["sides"], plan["channels"], len(plan["sides"]) - 1
        self.input = nn.Conv2d(plan["pictureChannels"], channels[top], 3, padding=1)
        self.stages = []
        for index in range(top, -1, -1):
            halve = None
            if index > 0:
                kernel = 2 if sides[index] % 2 == 0 else 3
                halve = nn.Conv2d(channels[index], channels[index - 1], kernel, stride=2, padding=kernel // 2 * (kernel % 2))
            skip = nn.Conv2d(plan["pictureChannels"], channels[index], 1) if index < top else None
            stage = Stage(channels[index], depth, halve=halve, skip=skip)
            self.add_module(f"stage{index}", stage)
            self.stages.append(stage)

    def forward(self, images):
        x = self.input(images)
        for stage in self.stages:
            if hasattr(stage, "skip"):
                x = x + stage.skip(F.adaptive_avg_pool2d(images, x.shape[2]))
            x = stage(x)
            if hasattr(stage, "halve"):
                x = stage.halve(x)
        return x


class Encoder(Backbone):
    """From pictures to mean and log variance, [N,Z] each."""

    def __init__(self, plan, depth, latent):
        super().__init__(plan, depth)
        self.hidden = nn.Linear(plan["sides"][0] ** 2 * plan["channels"][0], 256)
        self.output = nn.Linear(256, 2 * latent)

    def forward(self, images):
        features = leaky(super().forward(images))
        flat = features.permute(0, 2, 3, 1).flatten(1)
        mean, log_variance = self.output(leaky(self.hidden(flat))).chunk(2, 1)
        return mean, log_variance.clamp(-12, 12)


class Decoder(nn.Module):
    """From latents [N,Z] to pictures."""

    def __init__(self, plan, depth, latent):
        super().__init__()
        self.sides, self.channels = plan["sides"], plan["channels"]
        self.first = nn.Linear(latent, 256)
        self.second = nn.Linear(256, self.sides[0] ** 2 * self.channels[0])
        self.stages = []
        for index, channels in enumerate(self.channels):
            narrow = nn.Conv2d(self.channels[index - 1], channels, 1) if index > 0 else None
            last = index == len(self.channels) - 1
            skip = None if last else nn.Conv2d(channels, plan["pictureChannels"], 1)
            stage = Stage(channels, depth, narrow=narrow, skip=skip)
            self.add_module(f"stage{index}", stage)
            self.stages.append(stage)
        self.output = nn.Conv2d(self.channels[-1], plan["pictureChannels"], 3, padding=1)
        self.layout = torch.contiguous_format

    def forward(self, latents):
        side = self.sides[0]
        x = self.second(leaky(self.first(latents))).view(-1, side, side, self.channels[0])
        # Channels-last already; a network in the usual layout wants a copy.
        x = x.permute(0, 3, 1, 2).contiguous(memory_format=self.layout)
        picture = None
        for index, stage in enumerate(self.stages):
            if index > 0:
                coarse = self.stages[index - 1].skip(leaky(x))
                picture = enlarge(coarse if picture is None else picture + coarse, self.sides[index])
                x = enlarge(stage.narrow(x), self.sides[index])
            x = stage(x)
        fine = self.output(leaky(x))
        return fine if picture is None else picture + fine


class Pooling(nn.Module):
    """A learned weight per channel and place."""

    def __init__(self, channels, side):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(1, channels, side, side))

    def forward(self, x):
        return (x * self.weight).sum((2, 3))


class Discriminator(Backbone):
    """From pictures to logits [N]."""

    def __init__(self, plan, depth):
        super().__init__(plan, depth)
        self.pooling = Pooling(plan["channels"][0], plan["sides"][0])
        self.output = nn.Linear(plan["channels"][0], 1)

    def forward(self, images):
        return self.output(self.pooling(leaky(super().forward(images)))).flatten()


class Condition(nn.Module):
    """Times [N] in [0,1] to [N,128]: sines and cosines of 32 frequencies from 1 to 1,000, two layers."""

    SIZE, FREQUENCIES, FASTEST = 128, 32, 1000

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(2 * self.FREQUENCIES, self.SIZE)
        self.second = nn.Linear(self.SIZE, self.SIZE)
        exponents = torch.arange(self.FREQUENCIES, dtype=torch.float64) / (self.FREQUENCIES - 1)
        frequencies = (self.FASTEST**exponents).float()
        self.register_buffer("frequencies", frequencies, persistent=False)

    def forward(self, times):
        angles = times[:, None] * self.frequencies
        return F.silu(self.second(F.silu(self.first(torch.cat([angles.sin(), angles.cos()], 1)))))


def group_norm(channels):
    return nn.GroupNorm(channels // 8 if channels % 8 == 0 else 1, channels)


class UNetBlock(nn.Module):
    """x + conv(silu((1 + scale) norm(conv(silu(norm(x)))) + shift)), scale and shift from the condition."""

    def __init__(self, channels):
        super().__init__()
        self.firstNorm = group_norm(channels)
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.modulation = nn.Linear(Condition.SIZE, 2 * channels)
        self.secondNorm = group_norm(channels)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x, condition):
        scale, shift = self.modulation(condition)[:, :, None, None].chunk(2, 1)
        inner = self.secondNorm(self.first(F.silu(self.firstNorm(x))))
        return x + self.second(F.silu(torch.addcmul(shift, inner, 1 + scale)))


class SelfAttention(nn.Module):
    """x + attention(norm(x)) between all places, in heads of 32 channels where that divides them."""

    def __init__(self, channels):
        super().__init__()
        self.heads = next(heads for heads in range(max(1, channels // 32), 0, -1) if channels % heads == 0)
        self.norm = group_norm(channels)
        self.mixing = nn.Linear(channels, 3 * channels, bias=False)
        self.output = nn.Linear(channels, channels)

    def forward(self, x):
        rows = self.norm(x).permute(0, 2, 3, 1).flatten(1, 2)
        queries, keys, values = self.mixing(rows).unflatten(2, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        attended = F.scaled_dot_product_attention(queries, keys, values).transpose(1, 2).flatten(2)
        return x + self.output(attended).unflatten(1, x.shape[2:]).permute(0, 3, 1, 2)


class Way(nn.Module):
    """Blocks of one resolution on the way down, with the layer behind them, or up, with the one before."""

    def __init__(self, channels, depth, halve=None, narrow=None):
        super().__init__()
        if halve is not None:
            self.halve = halve
        if narrow is not None:
            self.narrow = narrow
        self.blocks = []
        for index in range(depth):
            block = UNetBlock(channels)
            self.add_module(f"block{index}", block)
            self.blocks.append(block)

    def forward(self, x, condition):
        for block in self.blocks:
            x = block(x, condition)
        return x


class UNet(nn.Module):
    """From noisy pictures [N,F,h,w], folded, and their times [N] to velocities of the same shape."""

    def __init__(self, plan, depth):
        super().__init__()
        self.sides, channels, top = plan["sides"], plan["channels"], len(plan["sides"]) - 1
        self.condition = Condition()
        self.input = nn.Conv2d(plan["pictureChannels"], channels[top], 3, padding=1)
        self.down, self.up = [], []
        for index in range(top, -1, -1):
            halve = None
            if index > 0:
                kernel = 2 if self.sides[index] % 2 == 0 else 3
                halve = nn.Conv2d(channels[index], channels[index - 1], kernel, stride=2, padding=kernel // 2 * (kernel % 2))
            self.down.append(Way(channels[index], depth, halve=halve))
            self.add_module(f"down{index}", self.down[-1])
        self.attention = SelfAttention(channels[0])
        for index in range(top + 1):
            narrow = nn.Conv2d(channels[index - 1], channels[index], 1) if index > 0 else None
            self.up.append(Way(channels[index], depth, narrow=narrow))
            self.add_module(f"up{index}", self.up[-1])
        self.norm = group_norm(channels[top])
        self.output = nn.Conv2d(channels[top], plan["pictureChannels"], 3, padding=1)

    def forward(self, x, times):
        condition = self.condition(times)
        skips, h = [], self.input(x)
        for way in self.down:
            h = way(h, condition)
            if hasattr(way, "halve"):
                skips.append(h)
                h = way.halve(h)
        h = self.attention(h)
        for index, way in enumerate(self.up):
            if index > 0:
                wider = enlarge(way.narrow(h), self.sides[index])
                h = wider + skips.pop()
            h = way(h, condition)
        return self.output(F.silu(self.norm(h)))


class SmallNetwork(nn.Module):
    """The feature network that is built into Atelier: means of three levels, scaled."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 24, 3, padding=1)
        self.levels = []
        inputs = 24
        for width in (48, 80, 104):
            level = nn.Module()
            level.halve = nn.Conv2d(inputs, width, 3, stride=2, padding=1)
            level.block = ResidualBlock(width)
            self.add_module(f"level{width}", level)
            self.levels.append(level)
            inputs = width
        self.register_buffer("scale", torch.empty(1, 232))

    def forward(self, images):
        x = self.stem(images)
        pooled = []
        for level in self.levels:
            x = level.block(level.halve(leaky(x)))
            pooled.append(leaky(x).mean((2, 3)))
        return torch.cat(pooled, 1) * self.scale


class MobileNetV2(nn.Module):
    """Up to its 1,280 pooled features, batch normalisation folded into the convolutions, at 96 pixels."""

    STAGES = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))

    def __init__(self, size=96):
        super().__init__()
        self.size = size
        self.register_buffer("mean", torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1))
        self.register_buffer("deviation", torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1))
        blocks = [self.convolution(3, 32, 3, 2)]
        channels = 32
        for expansion, outputs, repeats, first in self.STAGES:
            for repeat in range(repeats):
                stride = first if repeat == 0 else 1
                wide = channels * expansion
                layers = [self.convolution(channels, wide, 1, 1)] if expansion != 1 else []
                layers += [self.convolution(wide, wide, 3, stride, groups=wide), nn.Conv2d(wide, outputs, 1)]
                block = nn.Sequential(*layers)
                block.residual = stride == 1 and channels == outputs
                blocks.append(block)
                channels = outputs
        blocks.append(self.convolution(channels, 1280, 1, 1))
        self.blocks = nn.ModuleList(blocks)

    @staticmethod
    def convolution(inputs, outputs, kernel, stride, groups=1):
        return nn.Sequential(
            nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups), nn.ReLU6(inplace=True)
        )

    def forward(self, images):
        x = F.interpolate(images, size=self.size, mode="bilinear", align_corners=False)
        x = ((x + 1) / 2 - self.mean) / self.deviation
        for block in self.blocks:
            x = x + block(x) if getattr(block, "residual", False) else block(x)
        return x.mean((2, 3))

    @classmethod
    def load(cls, folder):
        network = cls()
        files = sorted(Path(folder).glob("conv_*_weight.npy"), key=lambda file: int(file.name.split("_")[1]))
        convolutions = [module for module in network.modules() if isinstance(module, nn.Conv2d)]
        for convolution, file in zip(convolutions, files, strict=True):
            bias = file.with_name(file.name.replace("weight", "bias"))
            with torch.no_grad():
                convolution.weight.copy_(torch.from_numpy(numpy.load(file)))
                convolution.bias.copy_(torch.from_numpy(numpy.load(bias)))
        return network


def load_weights(module, folder, group):
    """Fills every parameter and buffer from FOLDER/GROUP.NAME.npy; a missing file is an error."""
    state = {name: torch.from_numpy(numpy.load(Path(folder) / f"{group}.{name}.npy")) for name in module.state_dict()}
    module.load_state_dict(state)
    return module


def read_settings(exchange):
    return json.loads((Path(exchange) / "settings.json").read_text())
