"""An Airflow DAG whose first task waits for a dataset, computes it, or skips, by the exit code of `turnstile wait`.

For Airflow 3. Its workers need `turnstile` and `spark-sql` on their PATH. Where the root and Redis are stands in Spark's own
configuration, and for the command line in TURNSTILE_ROOT and TURNSTILE_REDIS.
"""

from datetime import datetime

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

THERE = 99

with DAG("route_delays", schedule=None, start_date=datetime(2026, 1, 1), catchup=False):
    # Of all DAGs and notebooks that come to compute it at once, one does: CREATE TABLE IF NOT EXISTS waits for it.
    delays = BashOperator(
        task_id="delays",
        bash_command=f"""
            turnstile wait travel.route_delays --timeout 30m
            case $? in
                0) exit {THERE} ;;
                4 | 5) exec spark-sql --hivevar data="$DATA" -f "$JOBS/route_delays.sql" ;;
                *) exit 1 ;;
            esac
        """,
        skip_on_exit_code=THERE,
    )
    # Runs whether the dataset was there or has been computed, and not if neither came about.
    report = BashOperator(
        task_id="report",
        bash_command='spark-sql -e "SELECT count(*) AS routes FROM cache.travel.route_delays"',
        trigger_rule="none_failed",
    )
    delays >> report
