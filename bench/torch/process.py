"""What this process has used."""

import resource
from pathlib import Path


def peak_bytes():
    """The largest resident memory so far (VmHWM)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def private_bytes(pid="self"):
    """Memory that no other process shares."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in text if line.startswith("Private_")) * 1024


def children_cpu():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def bytes_from_disk():
    """Bytes that the disk was asked for so far, also by children that have ended; -1 where the system does not say."""
    account = Path("/proc/self/io")
    if not account.exists():
        return -1
    return next(int(line.split()[1]) for line in account.read_text().splitlines() if line.startswith("read_bytes"))
