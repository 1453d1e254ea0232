#!/bin/sh
# Trains small GANs, spoils some of them on the way, and counts which the diagnosis tells.
#   bench/endurance/collapse.sh OUT [SEEDS]
# Results go to OUT/collapse.json after every run; the same command goes on from there. 20 seeds of three plants and of
# three sound models are the default.
set -eu
out=${1:?expected a folder for the runs, such as /tmp/collapse}
seeds=${2:-20}
case $out in /*) ;; *) out=$PWD/$out ;; esac
cd "$(dirname "$0")/../.."
./mvnw -q -B -ntp -pl core,bench -Dquick compile
./mvnw -q -B -ntp -pl core -Dquick dependency:build-classpath -DincludeScope=runtime \
  -Dmdep.outputFile="$PWD/bench/target/endurance.classpath"
exec java -Xmx512m -cp "bench/target/classes:core/target/classes:$(cat bench/target/endurance.classpath)" \
  atelier.bench.CollapseEndurance "$out" "$seeds"
