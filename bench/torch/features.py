"""Features of pictures, and the Frechet distance to features that are there already."""

import numpy
import torch

import networks


def frechet_distance(first, second):
    """The usual way of today's libraries: the trace of the root from the eigenvalues of the product."""
    first, second = torch.from_numpy(first).double(), torch.from_numpy(second).double()
    difference = first.mean(0) - second.mean(0)
    one, two = torch.cov(first.T), torch.cov(second.T)
    root = torch.linalg.eigvals(one @ two).sqrt().real.sum()
    return float(difference @ difference + one.trace() + two.trace() - 2 * root)


def prepare(exchange, options):
    settings = networks.read_settings(exchange)
    layout = torch.channels_last if options.layout == "channels-last" else torch.contiguous_format
    if settings["weights"]:
        network = networks.MobileNetV2.load(settings["weights"])
    else:
        network = networks.load_weights(networks.SmallNetwork(), f"{exchange}/weights", "features")
    network.to(memory_format=layout).eval().requires_grad_(False)
    extract = torch.compile(network) if options.compile else network
    pixels = torch.from_numpy(numpy.load(f"{exchange}/pixels.npy")).permute(0, 3, 1, 2)
    real = numpy.load(f"{exchange}/real.npy")

    @torch.inference_mode()
    def features(batch):
        return extract(batch.float().div_(127.5).sub_(1).contiguous(memory_format=layout)).float()

    def work():
        rows = torch.cat([features(batch) for batch in pixels.split(options.batch)]).numpy()
        return frechet_distance(real, rows)

    features(pixels[: options.batch])
    return work, lambda: {"frechet distance": work()}
