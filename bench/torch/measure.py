"""Runs one workload of the PyTorch side and prints one line of JSON.

measure.py MODE WORKLOAD --exchange DIR, with MODE one of
  rate     images per second over so many seconds, or seconds for a fixed count of images
  check    results that Atelier's are compared with
  start    a line as soon as the first training step is done
"""

import argparse
import json
import time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("mode", choices=["rate", "check", "start"])
parser.add_argument("workload")
parser.add_argument("--exchange", required=True)
parser.add_argument("--seconds", type=float, default=10)
parser.add_argument("--count", type=int, default=10_000)
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--batch", type=int, default=100)
parser.add_argument("--layout", choices=["contiguous", "channels-last"], default="contiguous")
parser.add_argument("--adam", choices=["default", "fused"], default="default")
parser.add_argument("--precision", choices=["float32", "bf16"], default="float32")
parser.add_argument("--compile", action="store_true")
parser.add_argument("--draft", action="store_true")
parser.add_argument("--workers", type=int, default=0)
parser.add_argument("--single", action="store_true")

FEWEST_STEPS = 8


def measure_training(step, options, batch):
    """Steps for so many seconds, after a quarter of that and a few steps to warm up."""
    end, steps = time.perf_counter() + options.seconds / 4, 0
    while time.perf_counter() < end or steps < FEWEST_STEPS:
        step()
        steps += 1
    start, cpu, steps = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() - start < options.seconds or steps < FEWEST_STEPS:
        step()
        steps += 1
    return {
        "images": steps * batch,
        "seconds": time.perf_counter() - start,
        "cpuSeconds": time.process_time() - cpu,
    }


def measure_work(work, options):
    start, cpu = time.perf_counter(), time.process_time()
    work()
    return {
        "images": options.count,
        "seconds": time.perf_counter() - start,
        "cpuSeconds": time.process_time() - cpu,
    }


def main():
    options = parser.parse_args()
    import process

    if options.workload == "pairs":
        import pairs as other
    elif options.workload == "decode":
        import decode as other
    else:
        import torch

        torch.set_num_threads(options.threads)
        torch.manual_seed(1)
        if options.workload == "features":
            import features as other
        elif options.workload.startswith("sampling"):
            import sampling as other
        elif options.workload == "first-epoch":
            import first_epoch as other
        else:
            other = None

    if other is not None:
        work, check, *finish = other.prepare(options.exchange, options)
        result = {"values": check()} if options.mode == "check" else measure_work(work, options)
        extra = finish[0]() if finish else {"bytes": 0, "cpu": 0.0}
    else:
        import training

        extra = {"bytes": 0, "cpu": 0.0}
        if options.mode == "check":
            result = {"losses": training.first_losses(options.exchange, options)}
        else:
            run = training.MODELS[options.workload](options.exchange, options)
            if options.mode == "start":
                run.step()
                result = {}
            else:
                result = measure_training(run.step, options, run.batch)
    if "cpuSeconds" in result:
        result["cpuSeconds"] += extra["cpu"]
    result["peakBytes"] = process.peak_bytes() + extra["bytes"]
    if "fromDisk" in extra:
        result["fromDisk"] = extra["fromDisk"]
    print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
