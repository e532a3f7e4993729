#!/usr/bin/env bash
# Computes a dataset and reads it in the real pyspark with OpenLineage's listener, and looks for both ends of each in its events. Needs
# what run-notebook.sh needs, and Maven Central, from which spark-submit fetches the listener.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
prepare_pyspark

mkdir "$work/cache"
events=$work/events.json
if ! in_background "$spark_home/bin/spark-sql" --master 'local[1]' --jars "$runtime_jar" \
    --packages io.openlineage:openlineage-spark_2.13:1.53.0 \
    --conf spark.extraListeners=io.openlineage.spark.agent.OpenLineageSparkListener \
    --conf spark.openlineage.transport.type=file --conf spark.openlineage.transport.location="$events" \
    --conf spark.sql.catalog.cache=io.turnstile.spark.TurnstileCatalog \
    --conf spark.sql.catalog.cache.root="file://$work/cache" --conf spark.sql.catalogImplementation=in-memory \
    --conf spark.ui.enabled=false --conf spark.sql.shuffle.partitions=2 --conf spark.local.dir="$work/tmp" \
    -e "CREATE TABLE IF NOT EXISTS cache.travel.delays AS
          SELECT origin, avg(delay) AS delay FROM parquet.\`$here/data/flights-3m.parquet\` GROUP BY origin;
        INSERT OVERWRITE DIRECTORY '$work/late' USING parquet SELECT * FROM cache.travel.delays WHERE delay > 10" \
    >"$work/log" 2>&1; then
    cat "$work/log" >&2
    exit 1
fi

"$python" - "$events" "$work/cache/travel/delays" "$here/data/flights-3m.parquet" "$work/late" <<'END'
import json, sys
events, dataset, flights, late = sys.argv[1:]
seen = {
    (read["name"], written["name"])
    for event in map(json.loads, open(events, encoding="utf-8"))
    for read in event.get("inputs", [])
    for written in event.get("outputs", [])
}
for pair in ((flights, dataset), (dataset, late)):
    if pair not in seen:
        sys.exit(f"NOT AS PROMISED: OpenLineage does not see {pair[0]} -> {pair[1]}, but {sorted(seen)}")
print("OpenLineage sees both ends of the write and of the read")
END
