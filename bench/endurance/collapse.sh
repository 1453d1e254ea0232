#!/bin/sh
# Trains small GANs, spoils some of them on the way, and counts which the diagnosis tells.
#   bench/endurance/collapse.sh OUT [SEEDS]
# Results go to OUT/collapse.json after every run; the same command goes on from there, and counts the logs that it has
# anew by the rules of today. 20 seeds of three plants and of three sound models are the default.
set -eu
out=${1:?expected a folder for the runs, such as /tmp/collapse}
exec "$(dirname "$0")/../launch" atelier.bench.CollapseEndurance "$out" "${2:-20}"
