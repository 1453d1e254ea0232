"""JPEG photographs to one file of small square pictures, with Pillow, NumPy and a pool of processes."""

import multiprocessing
from pathlib import Path

import numpy
from PIL import Image

import process

SIZE = 64


def small(argument):
    """One photograph as [64,64,3] uint8: centre crop, antialiased bicubic."""
    file, draft = argument
    with Image.open(file) as image:
        if draft:
            # The decoder itself halves the picture as long as it stays large enough; other pixels come out.
            image.draft("RGB", (SIZE, SIZE))
        image = image.convert("RGB")
        side = min(image.size)
        left, top = (image.width - side) // 2, (image.height - side) // 2
        image = image.crop((left, top, left + side, top + side))
        return numpy.asarray(image.resize((SIZE, SIZE), Image.Resampling.BICUBIC))


def private_bytes(_):
    return process.private_bytes()


def prepare(exchange, options):
    files = sorted(Path(exchange, "photographs").glob("*.jpg"))[: options.count]
    target = Path(exchange, "pillow.npy")
    pool = multiprocessing.Pool(options.threads)
    children = {"bytes": 0, "cpu": 0.0}

    def work():
        packed = numpy.lib.format.open_memmap(target, "w+", numpy.uint8, (len(files), SIZE, SIZE, 3))
        arguments = [(file, options.draft) for file in files]
        for index, picture in enumerate(pool.imap(small, arguments, chunksize=16)):
            packed[index] = picture
        packed.flush()
        return packed

    def check():
        return {"mean pixel value": float(work().mean(dtype=numpy.float64))}

    def finish():
        """Memory and processor time of the workers; their time is known once they have ended."""
        before = process.children_cpu()
        children["bytes"] = sum(pool.map(private_bytes, range(options.threads), chunksize=1))
        pool.close()
        pool.join()
        children["cpu"] = process.children_cpu() - before
        return children

    return work, check, finish
