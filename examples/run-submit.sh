#!/usr/bin/env bash
# Submits applications with the spark-submit of the real pyspark package to a standalone master with two workers, in client
# and in cluster deploy mode. In each, two applications want the same dataset at the same moment; one must compute it, and
# the other must run no Spark job for it. Needs what run-notebook.sh needs.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
prepare_pyspark
start_services --local

jobs=("$here"/target/examples-*.jar)
export SPARK_LOG_DIR=$work/logs SPARK_WORKER_DIR=$work/workers
mkdir -p "$SPARK_LOG_DIR"

# One of Spark's daemons, in the foreground of a background process, so that it ends with this script.
daemon() {
    "$spark_home/bin/spark-class" "org.apache.spark.deploy.$1" --host 127.0.0.1 --webui-port 0 "${@:3}" \
        >"$SPARK_LOG_DIR/$2.log" 2>&1 &
    started+=("$!")
}

# The rest of the first line in a daemon's log that has the given words.
said() {
    local i
    for ((i = 0; i < 1800; i++)); do
        if grep -m 1 -o "$2.*" "$SPARK_LOG_DIR/$1.log" 2>/dev/null; then return; fi
        sleep 0.1
    done
    echo "$1 did not say '$2':" >&2
    cat "$SPARK_LOG_DIR/$1.log" >&2
    return 1
}

daemon master.Master master --port 0
master=$(said master 'spark://127.0.0.1:')
for worker in worker-1 worker-2; do
    daemon worker.Worker "$worker" --cores 2 --memory 2g "$master"
done
for worker in worker-1 worker-2; do
    said "$worker" 'Successfully registered with master' >/dev/null
done
echo "A master and two workers run at $master"

submit() {
    local mode=$1 name=$2
    exec "$spark_home/bin/spark-submit" --master "$master" --deploy-mode "$mode" --name "$name" \
        --jars "$runtime_jar" \
        --conf spark.sql.catalog.cache=io.turnstile.spark.TurnstileCatalog \
        --conf spark.sql.catalog.cache.root="$root/$mode" \
        --conf spark.sql.catalog.cache.redis="$redis" \
        --conf spark.cores.max=1 --conf spark.driver.memory=512m --conf spark.executor.memory=512m \
        --conf spark.ui.enabled=false --conf spark.driver.host=127.0.0.1 --conf spark.driver.bindAddress=127.0.0.1 \
        --conf spark.sql.shuffle.partitions=2 --conf spark.local.dir="$work/tmp" \
        --class io.turnstile.examples.demo.SubmittedJob "${jobs[0]}" "$here/data" "$work/$mode-$name.result" \
        >"$SPARK_LOG_DIR/$mode-$name.log" 2>&1
}

# In cluster mode, spark-submit returns when the driver has been started, so the result of that is waited for.
await_result() {
    local i
    for ((i = 0; i < 3000; i++)); do
        if [[ -f $work/$1.result ]]; then
            result=$(<"$work/$1.result")
            return
        fi
        sleep 0.1
    done
    echo "$1 left no result:" >&2
    cat "$SPARK_LOG_DIR/$1.log" >&2
    find "$SPARK_WORKER_DIR" -path '*driver*' -name stderr -exec tail -n 40 {} + >&2
    return 1
}

for mode in client cluster; do
    mkdir "${root#file://}/$mode"
    pids=()
    for name in nightly report; do
        submit "$mode" "$name" &
        pids+=("$!")
    done
    started+=("${pids[@]}")
    results=
    for name in nightly report; do
        if ! wait "${pids[0]}"; then
            echo "spark-submit failed:" >&2
            cat "$SPARK_LOG_DIR/$mode-$name.log" >&2
            exit 1
        fi
        pids=("${pids[@]:1}")
        await_result "$mode-$name"
        echo "$mode mode, $name: $result (what it did, Spark jobs, rows)"
        results+=${result% *}$'\n'
    done
    if [[ $(sed -n 's/^COMPUTED [1-9][0-9]*$/once/p' <<<"$results") != once ]] ||
        [[ $(sed -n 's/^REUSED 0$/without a job/p' <<<"$results") != 'without a job' ]]; then
        echo "NOT AS PROMISED: one should have computed it, and the other reused it with no Spark job." >&2
        exit 1
    fi
done
