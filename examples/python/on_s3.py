"""One of the two applications of run-s3.sh: python on_s3.py <name> <root> <directory of the data> <file for the result>

It wants a dataset, and the result says whether it has computed it, how many Spark jobs it spent to get it, and how many rows there
are. If it is for this one to compute, it begins when another application waits, so that the two always meet.
"""

import pathlib
import sys
import time

import turnstile
from pyspark.sql import SparkSession
from pyspark.sql.functions import avg

PATIENCE_SECONDS = 300


def main(name, root, data, result):
    spark = turnstile.configure(SparkSession.builder.appName(name).master("local[1]"), root=root).getOrCreate()
    did = "REUSED"

    def route_delays():
        nonlocal did
        did = "COMPUTED"
        await_another(spark)
        flights = spark.read.parquet(f"{data}/flights-3m.parquet")
        return flights.groupBy("origin", "destination").agg(avg("delay").alias("mean_delay"))

    spark.sparkContext.setJobGroup("getting", "the dataset")
    delays = turnstile.get_or_compute(spark, "travel.route_delays", route_delays)
    jobs = spark.sparkContext.statusTracker().getJobIdsForGroup("getting")
    pathlib.Path(result).write_text(f"{did} {len(jobs)} {delays.count()}\n", encoding="utf-8")
    spark.stop()


def await_another(spark):
    end = time.monotonic() + PATIENCE_SECONDS
    while not spark.sql("CALL cache.system.waiters()").collect():
        if time.monotonic() > end:
            sys.exit("Nobody waits for what this application computes")
        time.sleep(0.1)


if __name__ == "__main__":
    main(*sys.argv[1:])
