#!/bin/sh
# Feeds every reader with what a coverage-guided fuzzer (Jazzer) thinks of.
#   bench/endurance/fuzz.sh OUT [SECONDS [TARGET...]]
# OUT/TARGET/corpus keeps what is worth trying, so the same command goes on from there; OUT/TARGET/log says how many inputs
# were tried; an input that breaks a reader is OUT/TARGET/crash-*: mend the reader and store it in
# core/src/test/resources/fuzz/TARGET. 1200 seconds for each target are the default.
set -eu
out=${1:?expected a folder for what is found, such as /tmp/fuzz}
seconds=${2:-1200}
shift $(($# < 2 ? $# : 2))
case $out in /*) ;; *) out=$PWD/$out ;; esac
cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || set -- data.PictureFuzz data.SourceFuzz data.CifarFuzz data.PackFuzz torch.NpyFuzz torch.SafeTensorsFuzz \
  torch.PthFuzz cli.ConfigFuzz experiment.RunFuzz
./mvnw -q -B -ntp -pl core -Dquick -Pfuzz test-compile dependency:build-classpath -DincludeScope=test \
  -Dmdep.outputFile="$PWD/core/target/fuzz.classpath"
status=0
for target; do
  name=${target##*.}
  mkdir -p "$out/$name/corpus" "$out/$name/files"
  # Twenty seconds for an input with all instruments, on a busy machine: what is slow is to be timed again alone.
  (cd "$out/$name" && java -Xmx1g -Djava.awt.headless=true -Djava.io.tmpdir="$out/$name/files" \
    -cp "$OLDPWD/core/target/test-classes:$OLDPWD/core/target/classes:$(cat "$OLDPWD/core/target/fuzz.classpath")" \
    com.code_intelligence.jazzer.Jazzer --target_class="atelier.$target" --keep_going=1 \
    corpus "$OLDPWD/core/src/test/resources/fuzz/$name" \
    -max_total_time="$seconds" -timeout=20 -rss_limit_mb=3000 -max_len=16384 -print_final_stats=1 >log 2>&1) || status=1
  printf '%s: %s\n' "$target" "$(grep -E 'number_of_executed_units|new_units_added|slowest_unit' "$out/$name/log" |
    sed 's/stat:://' | tr -s ' ' | tr '\n' ';')"
  for crash in "$out/$name"/crash-* "$out/$name"/timeout-* "$out/$name"/oom-*; do
    [ ! -e "$crash" ] || printf '  found: %s\n' "$crash"
  done
done
exit $status
