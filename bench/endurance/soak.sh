#!/bin/sh
# Trains and evaluates while another process draws pictures from the checkpoints, watches memory, heap, threads and open
# files of both, and ends the training one with SIGTERM. Ends with 1 where something grew. Linux only.
#   bench/endurance/soak.sh OUT [MINUTES]
# OUT/soak.jsonl holds what was seen, OUT/soak.json what came of it. An hour is the default.
set -eu
out=${1:?expected a folder for the run, such as /tmp/soak}
exec "$(dirname "$0")/../launch" atelier.bench.SoakEndurance "$out" "${2:-60}"
