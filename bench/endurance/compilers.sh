#!/bin/sh
# Trains the same tiny runs under HotSpot's interpreter and each of its compilers, and compares the bytes.
#   bench/endurance/compilers.sh OUT
set -eu
out=${1:?expected a folder for the runs, such as /tmp/compilers}
exec "$(dirname "$0")/../launch" atelier.bench.CompilerDeterminism "$out" vae gan vaegan
