"""Training steps of a VAE, a GAN, the second part of a VAE-GAN and flow matching, as one writes them in PyTorch.

Each step does what Atelier's does: the same losses, the discriminator on real and generated pictures in one batch,
R1 and R2 every few steps, Adam, and a moving average of all weights.
"""

import contextlib
import math

import numpy
import torch
import torch.nn.functional as F

import networks


def to_float(pixels):
    """uint8 to float32 in [-1,1]."""
    return pixels.float().div_(127.5).sub_(1)


class Training:
    """What all have in common: modules, weights, layout, precision, average, data."""

    def __init__(self, exchange, options, compared=False):
        self.settings = networks.read_settings(exchange)
        # At the full rate rounding grows until nothing can be compared.
        self.rate_factor = self.settings["comparedRate"] if compared else 1
        self.options = options
        self.layout = torch.channels_last if options.layout == "channels-last" else torch.contiguous_format
        plan, depth, latent = self.settings["plan"], self.settings["depth"], self.settings["latentSize"]
        self.modules = {name: module for name, module in self.build(plan, depth, latent).items()}
        for group, module in self.modules.items():
            networks.load_weights(module, f"{exchange}/weights", group)
            module.to(memory_format=self.layout)
            if isinstance(module, networks.Decoder):
                module.layout = self.layout
        self.parameters = [p for module in self.modules.values() for p in module.parameters()]
        self.average = [p.detach().clone() for p in self.parameters]
        pixels = torch.from_numpy(numpy.load(f"{exchange}/pixels.npy")).permute(0, 3, 1, 2)
        self.pixels = pixels.contiguous(memory_format=self.layout)
        self.order = torch.randperm(len(self.pixels))
        self.batch = self.settings["batchSize"]
        self.steps = 0
        self.position = 0
        self.prepare()

    def optimizer(self, *names):
        parameters = [p for name in names for p in self.modules[name].parameters()]
        return torch.optim.Adam(
            parameters,
            lr=self.settings["learningRate"] * self.rate_factor,
            betas=(self.settings["beta1"], self.settings["beta2"]),
            fused=True if self.options.adam == "fused" else None,
        )

    def compiled(self, function):
        """The function through torch.compile where that is asked for."""
        return torch.compile(function) if self.options.compile else function

    def autocast(self):
        if self.options.precision == "bf16":
            return torch.autocast("cpu", dtype=torch.bfloat16)
        return contextlib.nullcontext()

    def images(self):
        """The next pictures, in a new order every epoch; a last part of an epoch is left out."""
        if self.position + self.batch > len(self.order):
            self.order = torch.randperm(len(self.pixels))
            self.position = 0
        which = self.order[self.position : self.position + self.batch]
        self.position += self.batch
        return to_float(self.pixels[which].contiguous(memory_format=self.layout))

    def noise(self):
        return torch.randn(self.batch, self.settings["latentSize"])

    def step(self, images=None, noise=None):
        """One step on the next pictures, or on given ones; the losses by name, as tensors."""
        losses = self.update(
            self.images() if images is None else images,
            self.noise() if noise is None else noise,
        )
        self.steps += 1
        self.move_average()
        return losses

    @torch.no_grad()
    def move_average(self):
        half_life = max(self.batch, self.settings["averageFraction"] * self.steps * self.batch)
        torch._foreach_lerp_(self.average, self.parameters, 1 - math.pow(0.5, self.batch / half_life))


class Vae(Training):
    def build(self, plan, depth, latent):
        return {
            "encoder": networks.Encoder(plan, depth, latent),
            "decoder": networks.Decoder(plan, depth, latent),
        }

    def prepare(self):
        self.adam = self.optimizer("encoder", "decoder")
        self.loss = self.compiled(self.negative_elbo)

    def negative_elbo(self, images, noise):
        mean, log_variance = self.modules["encoder"](images)
        decoded = self.modules["decoder"](mean + (0.5 * log_variance).exp() * noise)
        # A Gaussian whose variance is the batch's mean squared error, of pictures in [0,1].
        error = (decoded - images).square().mean() / 4
        reconstruction = images[0].numel() / 2 * (1 + math.log(2 * math.pi) + error.clamp_min(1e-6).log())
        divergence = 0.5 * (mean.square() + log_variance.exp() - log_variance - 1).sum(1).mean()
        return reconstruction, divergence

    def update(self, images, noise):
        with self.autocast():
            reconstruction, divergence = self.loss(images, noise)
            loss = reconstruction + divergence
        self.adam.zero_grad(set_to_none=True)
        loss.backward()
        self.adam.step()
        return {"reconstruction": reconstruction, "kl": divergence}


class Gan(Training):
    def build(self, plan, depth, latent):
        return {
            "generator": networks.Decoder(plan, depth, latent),
            "discriminator": networks.Discriminator(plan, depth),
        }

    generator_name = "generator"

    def prepare(self):
        self.critic_adam = self.optimizer("discriminator")
        self.generator_adam = self.optimizer(self.generator_name)
        self.discriminator = self.modules["discriminator"]
        # torch.compile does not differentiate twice: steps with a penalty go through the plain module.
        self.fast_discriminator = self.compiled(self.discriminator)
        self.generate = self.compiled(self.modules[self.generator_name])

    def fakes(self, images, noise):
        return self.generate(noise)

    def generator_loss(self, adversarial, fakes, images):
        return adversarial

    def update(self, images, noise):
        penalised = self.steps % self.settings["penaltyInterval"] == 0
        with self.autocast():
            fakes = self.fakes(images, noise)
            both = torch.cat([images, fakes.detach()]).requires_grad_(penalised)
            logits = (self.discriminator if penalised else self.fast_discriminator)(both)
            real_logits, fake_logits = logits.chunk(2)
            critic = F.softplus(fake_logits - real_logits).mean()
            loss = critic
            losses = {"critic": critic}
            if penalised:
                (gradient,) = torch.autograd.grad(logits.sum(), both, create_graph=True)
                # The mean over both halves times two is the sum of R1 and R2.
                squares = gradient.square().sum((1, 2, 3)).mean()
                loss = critic + squares * (self.settings["penalty"] * self.settings["penaltyInterval"])
                losses["gradient"] = squares
        self.critic_adam.zero_grad(set_to_none=True)
        loss.backward()
        self.critic_adam.step()

        self.discriminator.requires_grad_(False)
        with self.autocast():
            adversarial = F.softplus(real_logits.detach() - self.fast_discriminator(fakes)).mean()
            loss = self.generator_loss(adversarial, fakes, images)
        self.generator_adam.zero_grad(set_to_none=True)
        loss.backward()
        self.generator_adam.step()
        self.discriminator.requires_grad_(True)
        losses["generator"] = adversarial
        return losses


class VaeGan(Gan):
    """The second part of training: the encoder rests, the decoder learns from the discriminator."""

    generator_name = "decoder"

    def build(self, plan, depth, latent):
        return {
            "encoder": networks.Encoder(plan, depth, latent),
            "decoder": networks.Decoder(plan, depth, latent),
            "discriminator": networks.Discriminator(plan, depth),
        }

    def prepare(self):
        super().prepare()
        self.encode = self.compiled(self.modules["encoder"])

    def fakes(self, images, noise):
        with torch.no_grad():
            mean, log_variance = self.encode(images)
            latents = mean + (0.5 * log_variance).exp() * noise
        return self.generate(latents)

    def generator_loss(self, adversarial, fakes, images):
        return adversarial + self.settings["fidelity"] * (fakes - images).square().mean()


class Flow(Training):
    """Flow matching: the velocity from noise to a picture, at a logit-normal time."""

    def build(self, plan, depth, latent):
        return {"velocity": networks.UNet(plan, depth)}

    def prepare(self):
        self.adam = self.optimizer("velocity")
        self.velocity = self.compiled(self.modules["velocity"])

    def noise(self):
        """For each picture a picture of noise, then the number that its time comes from."""
        return torch.randn(self.batch, self.settings["latentSize"] + 1)

    def fold(self, pictures):
        """Blocks of pixels to channels."""
        return F.pixel_unshuffle(pictures, self.settings["plan"]["fold"]).contiguous(memory_format=self.layout)

    def update(self, images, noise):
        normal, noise = noise[:, -1], noise[:, :-1].view_as(images)
        times = (torch.logit(torch.tensor(self.settings["medianTime"])) + self.settings["timeSpread"] * normal).sigmoid()
        pictures, noise = self.fold(images), self.fold(noise)
        with self.autocast():
            velocity = self.velocity(noise.lerp(pictures, times[:, None, None, None]), times)
            loss = F.mse_loss(velocity, pictures - noise)
        self.adam.zero_grad(set_to_none=True)
        loss.backward()
        self.adam.step()
        return {"velocity": loss}


MODELS = {"vae": Vae, "gan": Gan, "vaegan": VaeGan, "flow": Flow}


def first_losses(exchange, options):
    """Losses of the first steps on the pictures and the noise that Atelier wrote, name by name."""
    training = MODELS[options.workload](exchange, options, compared=True)
    order = torch.from_numpy(numpy.load(f"{exchange}/order.npy")).long()
    noise = torch.from_numpy(numpy.load(f"{exchange}/noise.npy"))
    losses = {}
    for which, normal in zip(order, noise):
        images = to_float(training.pixels[which].contiguous(memory_format=training.layout))
        for name, value in training.step(images, normal).items():
            losses.setdefault(name, []).append(value.item())
    return losses
