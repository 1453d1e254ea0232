"""A first epoch from Atelier's packed file: a Dataset over a memory map, batches from a DataLoader."""

import multiprocessing
import os
from pathlib import Path

import numpy
import torch
from torch.utils.data import DataLoader, Dataset

import networks
import process

# Where the pixels begin in a packed file: count x size x size x 3 bytes.
PIXELS_OFFSET = 4096
# Batches between two looks at the workers' memory.
LOOK = 20


class Pictures(Dataset):
    """Pictures one by one, [3,S,S] float32 in [-1,1], as tutorials write it."""

    def __init__(self, file, count, size):
        self.pixels = numpy.memmap(file, numpy.uint8, "r", PIXELS_OFFSET, (count, size, size, 3))

    def __len__(self):
        return len(self.pixels)

    def __getitem__(self, index):
        return torch.from_numpy(numpy.array(self.pixels[index])).permute(2, 0, 1).float() / 127.5 - 1


class Batches(Pictures):
    """A whole batch at a time, as bytes: workers hand over a quarter of what floats would be."""

    def __getitems__(self, indices):
        return torch.from_numpy(numpy.asarray(self.pixels[indices]))


def as_it_is(batch):
    return batch


def to_float(pixels):
    """[N,S,S,3] uint8 to [N,3,S,S] float32 in [-1,1], channels-last without a copy."""
    return pixels.permute(0, 3, 1, 2).float().div_(127.5).sub_(1)


def forget(file):
    """Drops the file from the operating system's page cache."""
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


def prepare(exchange, options):
    settings = networks.read_settings(exchange)
    file = Path(exchange, "photographs.pack")
    forget(file)
    before = {"bytes": process.bytes_from_disk(), "cpu": process.children_cpu()}
    workers = {"bytes": 0}

    def epoch():
        shape = (file, settings["count"], settings["size"])
        loader = DataLoader(
            Pictures(*shape) if options.single else Batches(*shape),
            batch_size=settings["batchSize"],
            shuffle=True,
            num_workers=options.workers,
            collate_fn=None if options.single else as_it_is,
        )
        for number, batch in enumerate(loader):
            if number % LOOK == 0:
                children = [child.pid for child in multiprocessing.active_children()]
                workers["bytes"] = max(workers["bytes"], sum(process.private_bytes(child) for child in children))
            yield batch if options.single else to_float(batch)

    def work():
        for _ in epoch():
            pass

    def check():
        means = torch.cat([(batch.double().mean((1, 2, 3)) + 1) * 127.5 for batch in epoch()])
        return {
            "mean picture value": float(means.mean()),
            "mean square of pictures' means": float(means.square().mean()),
        }

    def finish():
        """What the workers used, and how much of the file had to come from the disk."""
        used = {"bytes": workers["bytes"], "cpu": process.children_cpu() - before["cpu"]}
        if before["bytes"] >= 0:
            used["fromDisk"] = (process.bytes_from_disk() - before["bytes"]) / file.stat().st_size
        return used

    return work, check, finish
