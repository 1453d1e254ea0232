#!/bin/sh
# Trains the same tiny runs under HotSpot's interpreter and each of its compilers, and compares the bytes.
#   bench/endurance/compilers.sh OUT
set -eu
out=${1:?expected a folder for the runs, such as /tmp/compilers}
case $out in /*) ;; *) out=$PWD/$out ;; esac
cd "$(dirname "$0")/../.."
./mvnw -q -B -ntp -pl core,bench -Dquick compile
./mvnw -q -B -ntp -pl core -Dquick dependency:build-classpath -DincludeScope=runtime \
  -Dmdep.outputFile="$PWD/bench/target/endurance.classpath"
exec java -Xmx256m -cp "bench/target/classes:core/target/classes:$(cat bench/target/endurance.classpath)" \
  atelier.bench.CompilerDeterminism "$out" vae gan vaegan
