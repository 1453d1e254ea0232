#!/bin/sh
# Kills training runs, resumes them, and compares what is left with runs that were left alone.
#   bench/endurance/kill.sh OUT [KILLS [AIMED]]
# Counts go to OUT/kill.json after every kill; the same command goes on from there. 300 kills, 100 of them aimed into a
# save, are the default and take some hours.
set -eu
out=${1:?expected a folder for the runs, such as /tmp/kill}
exec "$(dirname "$0")/../launch" atelier.bench.KillEndurance "$out" "${2:-300}" "${3:-100}" vae gan vaegan
