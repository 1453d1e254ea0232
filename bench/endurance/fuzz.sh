#!/bin/sh
# Feeds every reader with what a coverage-guided fuzzer (Jazzer) thinks of.
#   bench/endurance/fuzz.sh OUT [SECONDS [TARGET...]]
# SECONDS are of the processor, for each target, with those of earlier calls: OUT/TARGET holds what is worth trying and what
# was spent, so the same command goes on from there. 1200 are the default. An input that breaks a reader is
# OUT/TARGET/crash-*: mend the reader and store it in core/src/test/resources/fuzz/TARGET. An input that took more than a
# second with all instruments is OUT/TARGET/slow-unit-*; it is timed again without them, and a second is too long.
set -eu
out=${1:?expected a folder for what is found, such as /tmp/fuzz}
wanted=${2:-1200}
shift $(($# < 2 ? $# : 2))
case $out in /*) ;; *) out=$PWD/$out ;; esac
cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || set -- data.JpegFuzz data.PngFuzz data.GifFuzz data.BmpFuzz data.WebpFuzz data.PictureFuzz data.ZipFuzz \
  data.TarFuzz data.TarGzFuzz data.IdxFuzz data.IdxGzFuzz data.SourceFuzz data.CifarFuzz data.PackFuzz torch.NpyFuzz \
  torch.SafeTensorsFuzz torch.PthFuzz data.LabelsFuzz cli.ConfigFuzz experiment.RunFuzz experiment.ModelConfigFuzz \
  experiment.diagnosis.LogFuzz training.ManifestFuzz
./mvnw -q -B -ntp -pl core -Dquick -Pfuzz test-compile dependency:build-classpath -DincludeScope=test \
  -Dmdep.outputFile="$PWD/core/target/fuzz.classpath"

spent() { # sets used: processor seconds of all processes that this shell has waited for
  times >"$folder/times"
  used=$(tail -n 1 "$folder/times" | tr ms '  ' | awk '{ printf "%d", 60 * ($1 + $3) + $2 + $4 }')
}

sum() { # NAME: of libFuzzer's statistics, over all calls
  awk -v name="stat::$1:" '$1 == name { sum += $2 } END { print sum + 0 }' "$folder/log"
}

status=0
for target; do
  broken=0
  name=${target##*.}
  folder=$out/$name
  mkdir -p "$folder/corpus" "$folder/files"
  [ -e "$folder/seconds" ] || echo 0 >"$folder/seconds"
  while seconds=$(cat "$folder/seconds") && [ "$seconds" -lt "$wanted" ]; do
    spent
    before=$used
    slice=$((wanted - seconds))
    # Twenty seconds for an input with all instruments, on a busy machine: what is slow is timed again below.
    (cd "$folder" && java -Xmx1g -Djava.awt.headless=true -Djava.io.tmpdir="$folder/files" \
      -cp "$OLDPWD/core/target/test-classes:$OLDPWD/core/target/classes:$(cat "$OLDPWD/core/target/fuzz.classpath")" \
      com.code_intelligence.jazzer.Jazzer --target_class="atelier.$target" --keep_going=1 \
      corpus "$OLDPWD/core/src/test/resources/fuzz/$name" -max_total_time="$((slice < 300 ? slice : 300))" \
      -timeout=20 -report_slow_units=1 -rss_limit_mb=3000 -max_len=16384 -print_final_stats=1 >>log 2>&1) || broken=1
    spent
    used=$((used - before))
    [ "$used" -gt 0 ] || { printf '%s did not start: see %s\n' "$target" "$folder/log" >&2; exit 1; }
    echo $((seconds + used)) >"$folder/seconds"
    [ $broken = 0 ] || break
  done
  printf '%s: %s processor seconds, %s inputs, %s new\n' "$target" "$(cat "$folder/seconds")" \
    "$(sum number_of_executed_units)" "$(sum new_units_added)"
  for crash in "$folder"/crash-* "$folder"/timeout-* "$folder"/oom-*; do
    [ ! -e "$crash" ] || { printf '  found: %s\n' "$crash"; broken=1; }
  done
  slow=$(find "$folder" -maxdepth 1 -name 'slow-unit-*' | sort)
  if [ -n "$slow" ]; then
    # Names are made of hexadecimal digits.
    # shellcheck disable=SC2086
    (java -Xmx1g -Djava.awt.headless=true -Djava.io.tmpdir="$folder/files" \
      -cp "core/target/test-classes:core/target/classes:$(cat core/target/fuzz.classpath)" \
      atelier.fuzz.FuzzTiming "atelier.$target" $slow) || broken=1
  fi
  [ $broken = 0 ] || status=1
done
exit $status
