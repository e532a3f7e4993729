#!/usr/bin/env bash
# Starts the Spark Connect server of the real pyspark package with Turnstile's jar, and lets thin Python clients, which have
# no jar and no JVM, compute once, read, be refused and rerun. Needs what run-notebook.sh needs.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
build_if_needed
find_runtime_jar
make_python_environment
enter_work_directory
start_services --local

log=$work/server.log
"$spark_home/bin/spark-submit" --master 'local[2]' --jars "$runtime_jar" \
    --conf spark.sql.extensions=io.turnstile.spark.TurnstileExtensions \
    --conf spark.sql.catalog.cache=io.turnstile.spark.TurnstileCatalog \
    --conf spark.sql.catalog.cache.root="$root" \
    --conf spark.sql.catalog.cache.redis="$redis" \
    --conf spark.connect.grpc.binding.address=127.0.0.1 --conf spark.connect.grpc.binding.port=0 \
    --conf spark.driver.host=127.0.0.1 --conf spark.driver.bindAddress=127.0.0.1 --conf spark.driver.memory=1g \
    --conf spark.sql.connect.serverStacktrace.enabled=false \
    --conf spark.ui.enabled=false --conf spark.sql.shuffle.partitions=2 --conf spark.local.dir="$work/tmp" \
    --class org.apache.spark.sql.connect.service.SparkConnectServer >"$log" 2>&1 &
server=$!
started+=("$server")
port=
while [[ -z $port ]]; do
    if ! kill -0 "$server" 2>/dev/null; then
        cat "$log" >&2
        exit 1
    fi
    sleep 0.2
    port=$(sed -n 's/.*Spark Connect server started at: .*:\([0-9]*\)$/\1/p' "$log")
done
echo "The Spark Connect server listens on 127.0.0.1:$port"

export TURNSTILE_CONNECT=sc://127.0.0.1:$port TURNSTILE_SERVER_LOG=$log
export TURNSTILE_JAR=$runtime_jar TURNSTILE_ROOT=$root TURNSTILE_REDIS=$redis
in_background "$python" -m unittest discover -v -s "$here/python" -p test_connect.py
