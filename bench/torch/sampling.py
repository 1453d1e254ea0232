"""10,000 pictures from a trained decoder, as bytes."""

import numpy
import torch

import networks


def prepare(exchange, options):
    settings = networks.read_settings(exchange)
    layout = torch.channels_last if options.layout == "channels-last" else torch.contiguous_format
    decoder = networks.Decoder(settings["plan"], settings["depth"], settings["latentSize"])
    networks.load_weights(decoder, f"{exchange}/weights", settings["decoderGroup"])
    decoder.to(memory_format=layout).eval().requires_grad_(False)
    decoder.layout = layout
    latent = settings["latentSize"]
    decode = torch.compile(decoder) if options.compile else decoder

    @torch.inference_mode()
    def pictures(latents):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.precision == "bf16"):
            decoded = decode(latents)
        return decoded.float().clamp_(-1, 1).add_(1).mul_(127.5).round_().to(torch.uint8).permute(0, 2, 3, 1)

    def work():
        batches = [
            pictures(torch.randn(min(options.batch, options.count - start), latent))
            for start in range(0, options.count, options.batch)
        ]
        return torch.cat(batches).numpy()

    def check():
        given = torch.from_numpy(numpy.load(f"{exchange}/latents.npy"))
        return {"mean picture value": float(pictures(given).double().mean())}

    pictures(torch.randn(options.batch, latent))
    return work, check
