#!/usr/bin/env bash
# Runs the dbt project orchestrators/dbt through a Thrift server of the real pyspark package: what is missing is computed, what is
# there is left as it is, and --full-refresh computes it anew. Needs what run-notebook.sh needs.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
prepare_pyspark
make_environment dbt "$here/orchestrators/dbt/requirements.txt"
start_services --local

port=$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
log=$work/server.log
configure_spark <<END
spark.master                       local[2]
spark.driver.extraClassPath        $runtime_jar
spark.sql.extensions               io.turnstile.spark.TurnstileExtensions
spark.sql.catalog.cache.root       $root
spark.sql.catalog.cache.redis      $redis
END
# A session of the Thrift server begins in the namespace default of its catalog.
if ! in_background "$spark_home/bin/spark-sql" -e 'CREATE NAMESPACE IF NOT EXISTS cache.default' >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
fi
"$spark_home/bin/spark-submit" --conf spark.sql.defaultCatalog=cache \
    --class org.apache.spark.sql.hive.thriftserver.HiveThriftServer2 spark-internal \
    --hiveconf hive.server2.thrift.bind.host=127.0.0.1 --hiveconf hive.server2.thrift.port="$port" >"$log" 2>&1 &
server=$!
started+=("$server")
until (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
    if ! kill -0 "$server" 2>/dev/null; then
        cat "$log" >&2
        exit 1
    fi
    sleep 0.2
done
echo "A Thrift server listens on 127.0.0.1:$port"

cp -r "$here/orchestrators/dbt" "$work/dbt"
export THRIFT_PORT=$port DATA=$here/data DBT_SEND_ANONYMOUS_USAGE_STATS=False SPARK_HOME=$spark_home
export TURNSTILE_ROOT=$root TURNSTILE_REDIS=$redis TURNSTILE_JAR=$runtime_jar
dbt() {
    if ! in_background "$here/target/dbt/bin/dbt" --no-use-colors "$@" \
        --project-dir "$work/dbt" --profiles-dir "$work/dbt" >"$work/dbt.log" 2>&1; then
        cat "$work/dbt.log" "$log" >&2
        exit 1
    fi
}
# The versions of both datasets, of which each has one more when it is computed anew.
versions() {
    "$project/hdfs-target/bin/turnstile" datasets --json | "$python" -c '
import json, sys
print(*(f"{row['"'name'"']} {row['"'version'"']}" for row in json.load(sys.stdin)), sep=", ")'
}
expect() {
    local found
    found=$(versions)
    echo "$1: $found"
    if [[ $found != "$2" ]]; then
        echo "NOT AS PROMISED: it should be $2." >&2
        cat "$work/dbt.log" >&2
        exit 1
    fi
}

dbt run
expect "The first run computes" "travel.route_delays 1, travel.worst_routes 1"
dbt run
expect "The second computes nothing" "travel.route_delays 1, travel.worst_routes 1"
dbt run --full-refresh --select route_delays
expect "A full refresh computes anew" "travel.route_delays 2, travel.worst_routes 1"
