"""Computed once, by whoever has to."""

import datetime
import threading
import unittest
from concurrent.futures import ThreadPoolExecutor

from applications import CONNECT, LEASE, Application, SessionTestCase, another, needs_procedures, wait_until
from pyspark.sql.functions import col

import turnstile


class Query:
    """A query that counts how often it is asked for."""

    def __init__(self, spark, rows=3):
        self.spark = spark
        self.rows = rows
        self.asked = 0

    def __call__(self):
        self.asked += 1
        return self.spark.range(self.rows)


class AnySparkTest(SessionTestCase):
    """What Spark 3.5 can do, too."""

    def test_dataset_is_computed_and_read(self):
        self.assertFalse(turnstile.exists("any.numbers", spark=self.spark))
        with self.assertRaises(turnstile.DatasetNotCachedException):
            turnstile.read("any.numbers", spark=self.spark)
        for rows in (3, 4):
            self.assertEqual(turnstile.get_or_compute(self.spark, "any.numbers", Query(self.spark, rows)).count(), 3)
        self.assertEqual(turnstile.read("any.numbers", spark=self.spark).count(), 3)
        self.assertEqual(self.spark.table("cache.any.numbers").count(), 3)
        self.assertTrue(turnstile.exists("any.numbers", spark=self.spark))

    def test_function_is_cached_by_its_arguments(self):
        @turnstile.cached("any.hours")
        def hours(day, count):
            return self.spark.range(count)

        self.assertEqual([hours(day, count).count() for day, count in (("mon", 3), ("tue", 4), ("mon", 3))], [3, 4, 3])


@needs_procedures
class ComputeTest(SessionTestCase):
    def jobs(self, action):
        """How many Spark jobs a call runs; a Connect client is not told."""
        context = self.spark.sparkContext
        context.setJobGroup("counted", "counted")
        before = set(context.statusTracker().getJobIdsForGroup("counted"))
        try:
            action()
        finally:
            context.setLocalProperty("spark.jobGroup.id", None)
        return len(set(context.statusTracker().getJobIdsForGroup("counted")) - before)

    def call(self, procedure):
        return self.spark.sql(f"CALL cache.system.{procedure}").collect()

    def test_query_is_asked_for_only_if_there_is_something_to_compute(self):
        query = Query(self.spark)
        for _ in range(3):
            self.assertEqual(turnstile.get_or_compute(self.spark, "compute.once", query).count(), 3)
        self.assertEqual(query.asked, 1)
        [dataset] = turnstile.datasets("compute", spark=self.spark).where("name = 'compute.once'").collect()
        self.assertEqual((dataset.version, dataset.reuses), (1, 2))

    @unittest.skipIf(CONNECT, "a Connect client is not told of jobs")
    def test_hit_runs_no_job_where_making_the_query_would(self):
        def pivoted():
            numbers = self.spark.range(100).select((col("id") % 3).alias("k"), (col("id") % 5).alias("p"))
            return numbers.groupBy("k").pivot("p").count()

        def get():
            turnstile.get_or_compute(self.spark, "compute.pivoted", pivoted)

        self.assertGreater(self.jobs(get), 1)
        self.assertGreater(self.jobs(pivoted), 0)
        self.assertEqual(self.jobs(get), 0)

    def test_waits_for_another_application_and_does_not_ask_for_the_query(self):
        query = Query(self.spark)
        with Application("compute", "compute.awaited") as other, ThreadPoolExecutor() as pool:
            waiting = pool.submit(turnstile.get_or_compute, self.spark, "compute.awaited", query)
            wait_until("it waits", lambda: [row.dataset for row in self.call("waiters()")] == ["compute.awaited"])
            other.file("go").touch()
            self.assertEqual(waiting.result().collect(), [(0,)])
        self.assertEqual(query.asked, 0)

    def test_of_many_who_ask_at_once_one_makes_the_query(self):
        """Also while the query is being made, before any of its jobs begins: the lock is held by then."""
        many = 5
        barrier = threading.Barrier(many)
        asked = []

        def ask(number):
            spark = another(self.spark)

            def query():
                asked.append(number)
                wait_until("the others wait", lambda: len(self.call("waiters()")) == many - 1)
                return spark.range(number + 1)

            barrier.wait()
            return turnstile.get_or_compute(spark, "compute.many", query).count()

        with ThreadPoolExecutor(many) as pool:
            counts = list(pool.map(ask, range(many)))
        self.assertEqual(len(asked), 1)
        self.assertEqual(counts, [asked[0] + 1] * many)

    def test_failing_query_fails_as_it_is_and_leaves_no_lock(self):
        def failing():
            raise KeyError("no such column of mine")

        with self.assertRaisesRegex(KeyError, "no such column of mine"):
            turnstile.get_or_compute(self.spark, "compute.failing", failing)
        self.assertEqual(self.call("locks()"), [])
        with self.assertRaisesRegex(turnstile.DatasetNotCachedException, "no such column of mine"):
            turnstile.read("compute.failing", spark=self.spark)
        query = Query(self.spark)
        turnstile.get_or_compute(self.spark, "compute.failing", query)
        self.assertEqual(query.asked, 1)

    def test_computation_that_fails_fails_as_spark_says(self):
        with self.assertRaisesRegex(Exception, "DIVIDE_BY_ZERO"):
            turnstile.get_or_compute(self.spark, "compute.dividing", lambda: self.spark.range(3).selectExpr("id / (id - id) AS x"))
        self.assertEqual(self.call("locks()"), [])

    def test_client_that_dies_while_it_makes_its_query_is_succeeded(self):
        with Application("claim", "compute.orphan", connect=CONNECT) as dying:
            [lock] = self.call("locks()")
            self.assertEqual(lock.dataset, "compute.orphan")
            dying.process.kill()
            query = Query(self.spark)
            self.assertEqual(turnstile.get_or_compute(self.spark, "compute.orphan", query).count(), 3)
        self.assertEqual(query.asked, 1)

    def test_claim_outlives_its_lease_while_its_client_lives(self):
        lasting = float(LEASE.removesuffix("s")) * 1.5
        ended = threading.Event()
        threading.Timer(lasting, ended.set).start()

        def query():
            ended.wait()
            [lock] = self.call("locks()")
            self.assertGreater(lock.held_for.total_seconds(), lasting - 1)
            return self.spark.range(2)

        turnstile.get_or_compute(self.spark, "compute.lasting", query)
        [version] = self.call("generations('compute.lasting')")
        self.assertGreater(version.computed_in.total_seconds(), lasting - 1)

    def test_parameters_are_those_of_sql(self):
        query = Query(self.spark)
        date = datetime.date(2001, 2, 3)
        turnstile.get_or_compute(self.spark, "compute.days", query, date=date, Hours=24)
        [name] = self.call("name('compute.days', map('hours', '24', 'date', '2001-02-03'))")
        self.assertEqual(self.spark.table(f"cache.{name.name}").count(), 3)
        self.assertTrue(turnstile.exists("compute.days", spark=self.spark, date="2001-02-03", hours="24"))
        self.assertFalse(turnstile.exists("compute.days", spark=self.spark, date="2001-02-04", hours="24"))
        [name] = self.call("name('compute.days', map('date', 'by SQL'))")
        self.spark.sql(f"CREATE TABLE cache.{name.name} OPTIONS ('param.date' 'by SQL') AS SELECT 7 AS id")
        self.assertEqual(turnstile.get_or_compute(self.spark, "compute.days", query, date="by SQL").collect(), [(7,)])
        self.assertEqual(query.asked, 1)
        with self.assertRaisesRegex(TypeError, "The parameter date is a NoneType"):
            turnstile.get_or_compute(self.spark, "compute.days", query, date=None)

    def test_dataset_that_has_expired_is_computed_again(self):
        query = Query(self.spark)
        for _ in range(2):
            turnstile.get_or_compute(self.spark, "compute.expiring", query, options={"max.age": "0s"})
        self.assertEqual(query.asked, 2)

    def test_stale_policies_are_those_of_java(self):
        """With recompute and fail the query decides, so it is asked for; else it is not."""
        query = Query(self.spark)
        turnstile.get_or_compute(self.spark, "compute.stale", query)
        for policy, asked in (("warn", 1), ("serve", 1), ("recompute", 2), ("fail", 3)):
            turnstile.get_or_compute(self.spark, "compute.stale", query, options={"stale": policy})
            self.assertEqual(query.asked, asked, policy)
        changed = Query(self.spark, rows=4)
        self.assertEqual(turnstile.get_or_compute(self.spark, "compute.stale", changed).count(), 3)
        with self.assertRaises(turnstile.StaleDatasetException):
            turnstile.get_or_compute(self.spark, "compute.stale", changed, options={"stale": "fail"})
        recomputed = turnstile.get_or_compute(self.spark, "compute.stale", changed, options={"stale": "recompute"})
        self.assertEqual((recomputed.count(), changed.asked), (4, 2))
        # Now as the dataset has it on record.
        self.spark.sql("CREATE TABLE cache.compute.strict TBLPROPERTIES ('stale' = 'fail') AS SELECT id FROM range(3)")
        with self.assertRaises(turnstile.StaleDatasetException):
            turnstile.get_or_compute(self.spark, "compute.strict", changed)

    def test_query_that_needs_its_own_dataset_is_refused(self):
        with self.assertRaises(turnstile.SelfReadException):
            turnstile.get_or_compute(self.spark, "compute.itself", lambda: turnstile.read("compute.itself", spark=self.spark))
        query = Query(self.spark)
        with self.assertRaises(turnstile.SelfReadException):
            turnstile.get_or_compute(
                self.spark,
                "compute.itself",
                lambda: turnstile.get_or_compute(self.spark, "compute.itself", query),
            )
        self.assertEqual(query.asked, 0)

    def test_query_may_be_made_of_other_datasets(self):
        query = Query(self.spark)

        def upper():
            lower = turnstile.get_or_compute(self.spark, "compute.lower", query)
            return lower.selectExpr("sum(id) AS total")

        for _ in range(2):
            self.assertEqual(turnstile.get_or_compute(self.spark, "compute.upper", upper).collect(), [(3,)])
        self.assertEqual(query.asked, 1)

    def test_queries_that_wait_for_one_another_are_refused(self):
        barrier = threading.Barrier(2)

        def ask(mine, theirs):
            spark = another(self.spark)

            def query():
                barrier.wait()
                return turnstile.get_or_compute(spark, theirs, lambda: spark.range(1))

            return turnstile.get_or_compute(spark, mine, query).count()

        with ThreadPoolExecutor() as pool:
            asked = [
                pool.submit(ask, "compute.one", "compute.other"),
                pool.submit(ask, "compute.other", "compute.one"),
            ]
            failures = [failure for failure in (one.exception() for one in asked) if failure]
        # Both, if they came at the same moment.
        self.assertEqual({type(failure) for failure in failures}, {turnstile.SelfReadException})
        self.assertRegex(str(failures[0]), "wait for one another")

    def test_partitions_and_format(self):
        turnstile.get_or_compute(
            self.spark,
            "compute.partitioned",
            lambda: self.spark.range(6).selectExpr("id", "id % 2 AS k"),
            partition_by=["k"],
            options={"format": "orc"},
        )
        with turnstile.files("compute.partitioned", spark=self.spark) as pinned:
            self.assertEqual(pinned.format, "orc")
            self.assertEqual({path.split("/")[-2] for path in pinned.paths}, {"k=0", "k=1"})


@needs_procedures
class CachedTest(SessionTestCase):
    def test_parameters_are_the_arguments(self):
        asked = []

        @turnstile.cached("cached.daily", version=2)
        def daily(spark, date, hours=24):
            """Hours of a day."""
            asked.append(date)
            return spark.range(hours)

        for _ in range(2):
            self.assertEqual(daily(self.spark, "2001-02-03").count(), 24)
            self.assertEqual(daily(self.spark, hours=3, date="2001-02-04").count(), 3)
        self.assertEqual(asked, ["2001-02-03", "2001-02-04"])
        self.assertEqual((daily.__name__, daily.__doc__), ("daily", "Hours of a day."))
        self.assertTrue(turnstile.exists("cached.daily", spark=self.spark, date="2001-02-03", hours=24, version=2))

    def test_another_version_is_another_dataset(self):
        def daily(rows):
            return turnstile.cached("cached.versions", version=rows)(lambda: self.spark.range(rows))

        self.assertEqual([daily(rows)().count() for rows in (1, 2, 1)], [1, 2, 1])

    def test_functions_that_cannot_be_told_apart_are_refused(self):
        with self.assertRaisesRegex(TypeError, "an argument 'version' and a version"):
            turnstile.cached("cached.refused", version=1)(lambda version: self.spark.range(version))
        with self.assertRaisesRegex(TypeError, "each parameter of a dataset has a name"):
            turnstile.cached("cached.refused")(lambda *numbers: self.spark.range(len(numbers)))
        frame = self.spark.range(1)
        with self.assertRaisesRegex(TypeError, "The parameter frame is a DataFrame"):
            turnstile.cached("cached.refused")(lambda frame: frame)(frame)


if __name__ == "__main__":
    unittest.main()
