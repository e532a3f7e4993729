#!/usr/bin/env bash
# Starts two applications of the real pyspark that want the same dataset on a real S3 server, without a Redis and with the settings that
# object-stores.md says. One computes it when the other waits; the other must run no Spark job for it. Needs what run-notebook.sh needs,
# and Maven Central, from which Spark fetches its client of S3.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
build_if_needed
build_wheel_if_needed
resolve_s3proxy
make_python_environment
in_background "$python" -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall "$wheel"
enter_work_directory
start_services --s3

configure_spark < <(sed -n "s,http://store:9000,$s3,; s,^    \(spark\\.\),\1,p" "$project/hdfs-target/docs/object-stores.md")
export AWS_ACCESS_KEY_ID=nobody AWS_SECRET_ACCESS_KEY=nothing

echo "Two applications want a dataset of $root at once, each with the client of S3 that Spark fetches"
for name in nightly report; do
    # Two that fetch into one directory for the first time get in one another's way.
    PYSPARK_SUBMIT_ARGS="--conf spark.jars.ivy=$work/ivy-$name pyspark-shell" \
        begin_quietly "$name" "$python" "$here/python/on_s3.py" "$name" "$root" "$here/data" "$work/$name.result"
done
results=
for name in nightly report; do
    await_quiet "$name"
    result=$(<"$work/$name.result")
    echo "$name: $result (what it did, Spark jobs, rows)"
    results+=$result$'\n'
done
rows=$(sed 's/.* //' <<<"${results%$'\n'}" | sort -u | wc -l)
if [[ $(grep -c '^COMPUTED [1-9]' <<<"$results") != 1 || $(grep -c '^REUSED 0 ' <<<"$results") != 1 || $rows != 1 ]]; then
    echo "NOT AS PROMISED: one should have computed it, and the other reused the same with no Spark job." >&2
    exit 1
fi
