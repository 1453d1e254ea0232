#!/bin/sh
# Kills training runs, resumes them, and compares what is left with runs that were left alone.
#   bench/endurance/kill.sh OUT [KILLS [AIMED]]
# Counts go to OUT/kill.json after every kill; the same command goes on from there. 300 kills, 100 of them aimed into a
# save, are the default and take some hours.
set -eu
out=${1:?expected a folder for the runs, such as /tmp/kill}
kills=${2:-300}
aimed=${3:-100}
case $out in /*) ;; *) out=$PWD/$out ;; esac
cd "$(dirname "$0")/../.."
./mvnw -q -B -ntp -pl core,bench -Dquick compile
./mvnw -q -B -ntp -pl core -Dquick dependency:build-classpath -DincludeScope=runtime \
  -Dmdep.outputFile="$PWD/bench/target/endurance.classpath"
exec java -Xmx256m -cp "bench/target/classes:core/target/classes:$(cat bench/target/endurance.classpath)" \
  atelier.bench.KillEndurance "$out" "$kills" "$aimed" vae gan vaegan
