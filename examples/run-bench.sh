#!/usr/bin/env bash
# Measures what Turnstile claims beside what a user would use instead: see BENCHMARKS.md. Needs a JDK 17 and nothing else.
# --quick takes a sample of each row, five minutes in all on two cores; --only ROW,ROW takes these rows; --help names them.
# Prints a table and writes it to target/bench.json. Leaves no process and no temporary file behind.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
build_if_needed bench
resolve_s3proxy

# For the row beside it; without, that row says so.
iceberg=$here/target/bench/classes/iceberg.classpath
if [[ ! $iceberg -nt $here/src/bench/iceberg/pom.xml ]] &&
    ! in_background "$project/mvnw" -q -f "$here/src/bench/iceberg/pom.xml" dependency:build-classpath \
        -Dmdep.outputFile="$iceberg"; then
    echo "Iceberg could not be had; what is measured beside it is left out" >&2
fi

enter_work_directory
in_background "$java" -Xmx256m -XX:+UseSerialGC -XX:-UsePerfData \
    -cp "$here/target/bench/classes:$(<"$here/target/bench/classpath.txt")" io.turnstile.bench.Bench \
    --work "$work" --json "$here/target/bench.json" "$@"
