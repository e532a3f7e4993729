#!/usr/bin/env bash
# Runs the DAG orchestrators/airflow_route_delays.py in a real Airflow: where the dataset is missing the task computes it, where
# it is there the task skips, where another application computes it the task waits for that one, and where the root cannot
# be reached it fails. Needs what run-notebook.sh needs.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
prepare_pyspark
make_environment airflow "$here/orchestrators/requirements.txt"
start_services --local

configure_spark <<END
spark.jars                         $runtime_jar
spark.sql.catalog.cache.root       $root
spark.sql.catalog.cache.redis      $redis
END
export SPARK_HOME=$spark_home PATH=$project/hdfs-target/bin:$spark_home/bin:$PATH
export TURNSTILE_ROOT=$root TURNSTILE_REDIS=$redis TURNSTILE_JAR=$runtime_jar
export DATA=$here/data JOBS=$here/orchestrators
export AIRFLOW_HOME=$work/airflow AIRFLOW__CORE__DAGS_FOLDER=$here/orchestrators AIRFLOW__CORE__LOAD_EXAMPLES=False \
    AIRFLOW__LOGGING__LOGGING_LEVEL=INFO PYTHONDONTWRITEBYTECODE=1 PYTHONWARNINGS=ignore
airflow=$here/target/airflow/bin/airflow

in_background "$airflow" db migrate >"$work/migrate.log" 2>&1 || { cat "$work/migrate.log" >&2; exit 1; }

runs=0
# Runs the DAG once, and sees to it that its tasks end as they should: what is told, and the states of delays and report.
dag_ends() {
    local log=$work/run-$((++runs)).log states
    in_background "$airflow" dags test route_delays "2026-01-0$runs" >"$log" 2>&1 || true
    states=$("$python" - "$AIRFLOW_HOME/airflow.db" "2026-01-0$runs" <<'END'
import sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute(
    "SELECT task_id, task_instance.state FROM task_instance JOIN dag_run USING (dag_id, run_id) WHERE logical_date LIKE ? ORDER BY task_id",
    (sys.argv[2] + "%",))
print(*(f"{task} {state}" for task, state in rows), sep=", ")
END
)
    echo "$1: $states"
    if [[ $states != "delays $2, report $3" ]]; then
        echo "NOT AS PROMISED: it should be delays $2, report $3." >&2
        cat "$log" >&2
        exit 1
    fi
}

dag_ends "It is missing" success success
dag_ends "It is there" skipped success

turnstile rm travel.route_delays --yes >/dev/null 2>&1
spark-sql --hivevar data="$DATA" -f "$JOBS/route_delays.sql" >"$work/other.log" 2>&1 &
started+=("$!")
until turnstile locks --json | grep -q route_delays; do
    kill -0 "${started[-1]}" || { cat "$work/other.log" >&2; exit 1; }
done
dag_ends "Another application computes it" skipped success

TURNSTILE_ROOT=$root/nowhere TURNSTILE_REDIS=redis://127.0.0.1:1 dag_ends "Redis does not answer" failed upstream_failed
