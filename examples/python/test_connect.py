"""Turnstile through Spark Connect: the server has the jar, the client knows nothing of it.

Run by run-connect.sh, which sets TURNSTILE_CONNECT, TURNSTILE_SERVER_LOG and what test_pyspark needs.
"""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

import test_pyspark
from pyspark import SparkContext
from pyspark.errors import AnalysisException, UnsupportedOperationException
from pyspark.sql.connect import functions
from pyspark.sql.connect.session import SparkSession
from test_pyspark import OtherApplication, wait_until


def client():
    """A session of its own, as another user's would be. Everything about the catalog stands in the server's settings."""
    return SparkSession.builder.remote(os.environ["TURNSTILE_CONNECT"]).create()


class ConnectTest(unittest.TestCase):
    def setUp(self):
        self.spark = client()

    def tearDown(self):
        self.spark.stop()

    def test_client_has_no_jvm(self):
        self.assertEqual(self.spark.range(3).count(), 3)
        self.assertIsNone(SparkContext._gateway)

    def test_computed_once_and_read_by_another_client(self):
        statement = "CREATE TABLE IF NOT EXISTS cache.connect.once AS SELECT {} AS made_by"
        self.spark.sql(statement.format(1))
        other = client()
        try:
            other.sql(statement.format(2))
            self.assertEqual([row.made_by for row in other.table("cache.connect.once").collect()], [1])
        finally:
            other.stop()

    def test_data_frame_is_written_once_and_read(self):
        for rows in (3, 5):
            self.spark.range(rows).write.format("turnstile").option("catalog", "cache").mode("ignore").save(
                "connect.frame"
            )
        read = self.spark.read.format("turnstile").option("catalog", "cache").load("connect.frame")
        self.assertEqual(read.count(), 3)

    def test_hinted_query_of_two_clients_has_one_dataset(self):
        def hinted(spark):
            return sorted(spark.range(1000).selectExpr("id % 7 AS k").distinct().hint("cached").collect())

        other = client()
        try:
            self.assertEqual(hinted(self.spark), [(k,) for k in range(7)])
            self.assertEqual(hinted(other), [(k,) for k in range(7)])
            self.assertEqual(other.sql("SHOW TABLES IN cache.auto").count(), 1)
        finally:
            other.stop()

    def test_one_query_is_one_dataset_however_it_is_written_and_whoever_asks(self):
        with tempfile.TemporaryDirectory() as directory:
            files = directory + "/numbers"
            self.spark.range(100).selectExpr("id", "id % 3 AS k").write.parquet(files)
            numbers = self.spark.read.parquet(files)
            totals = numbers.groupBy("k").agg(functions.sum("id").alias("total"))
            plain = sorted(totals.collect())
            before = self.spark.sql("CALL cache.system.datasets('auto')").count()
            self.assertEqual(sorted(totals.hint("cached").collect()), plain)
            in_sql = f"SELECT {{}} k, sum(id) AS total FROM parquet.`{files}` GROUP BY k"
            # A classic PySpark application, whose own driver plans it.
            subprocess.run(
                [sys.executable, test_pyspark.__file__, "--sql", in_sql.format("/*+ CACHED */")],
                stdin=subprocess.DEVNULL,
                check=True,
            )
            self.assertEqual(self.spark.sql("CALL cache.system.datasets('auto')").count(), before + 1)
            explained = self.spark.sql(f"CALL cache.system.explain_reuse('{in_sql.format('')}')").first()
            self.assertEqual((explained.outcome, explained.note), ("hit", ""))

    def test_rerun_is_refused_and_then_allowed(self):
        self.spark.sql("CREATE TABLE cache.connect.rerun AS SELECT 1 AS id")
        with self.assertRaises(UnsupportedOperationException) as refused:
            self.spark.sql("CREATE OR REPLACE TABLE cache.connect.rerun AS SELECT 2 AS id")
        message = str(refused.exception)
        self.assertTrue(message.startswith("Cannot replace dataset connect.rerun: it exists "), message)
        self.assertNotIn("\tat ", message)
        self.spark.conf.set("spark.turnstile.rerun", "allow")
        self.spark.sql("CREATE OR REPLACE TABLE cache.connect.rerun AS SELECT 2 AS id")
        self.assertEqual(self.spark.table("cache.connect.rerun").first().id, 2)

    def test_leave_for_a_rerun_is_one_session_s(self):
        self.spark.sql("CREATE TABLE cache.connect.leave AS SELECT 1 AS id")
        other = client()
        try:
            other.conf.set("spark.turnstile.rerun", "allow")
            with self.assertRaisesRegex(UnsupportedOperationException, "^Cannot drop dataset connect.leave"):
                self.spark.sql("DROP TABLE cache.connect.leave")
            other.sql("DROP TABLE cache.connect.leave")
        finally:
            other.stop()

    def test_operations_are_procedures(self):
        self.spark.sql("CREATE TABLE cache.connect.operated AS SELECT 1 AS id UNION ALL SELECT 2")
        listed = self.spark.sql("CALL cache.system.datasets('connect')").where("name = 'connect.operated'").collect()
        self.assertEqual([(row.version, row.rows) for row in listed], [(1, 2)])
        self.assertEqual(self.spark.sql("CALL cache.system.locks()").count(), 0)
        findings = {row.subject: row.result for row in self.spark.sql("CALL cache.system.doctor()").collect()}
        self.assertEqual([findings["Redis"], findings["catalog"], findings["executors"]], ["OK", "OK", "OK"])

    def test_it_is_the_session_that_computes_and_not_the_server(self):
        self.spark.sql("CREATE TABLE cache.connect.whose AS SELECT 1 AS id")
        by = self.spark.sql("CALL cache.system.datasets('connect')").where("name = 'connect.whose'").first()
        self.assertIn(self.spark.session_id, str(by))
        other = client()
        try:
            reading = other.table("cache.connect.whose")
            self.assertEqual(reading.first().id, 1)
            readers = self.spark.sql("CALL cache.system.readers('connect.whose')").collect()
            self.assertIn(other.session_id, [row.application for row in readers])
        finally:
            other.stop()
        wait_until(
            "the session's pins are gone with it",
            lambda: other.session_id
            not in [
                row.application for row in self.spark.sql("CALL cache.system.readers('connect.whose')").collect()
            ],
        )

    def test_dataset_that_is_not_cached(self):
        with self.assertRaisesRegex(AnalysisException, "Dataset connect.missing is not cached in ") as missing:
            self.spark.table("cache.connect.missing").collect()
        self.assertEqual(missing.exception.getCondition(), "TABLE_OR_VIEW_NOT_FOUND")

    def test_cancelled_cell_waits_no_longer(self):
        log = pathlib.Path(os.environ["TURNSTILE_SERVER_LOG"])
        # As it is in a shell and in a notebook; what a script runs in the background begins with SIGINT ignored.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with OtherApplication("connect.cancelled"):

            def cancel():
                wait_until("the cell waits", lambda: "Waiting for dataset connect.cancelled" in log.read_text())
                os.kill(os.getpid(), signal.SIGINT)

            cancelling = threading.Thread(target=cancel)
            cancelling.start()
            with self.assertRaises(KeyboardInterrupt):
                self.spark.sql("CREATE TABLE IF NOT EXISTS cache.connect.cancelled AS SELECT 2 AS id")
            cancelling.join()
            wait_until(
                "the server waits no longer",
                lambda: "Interrupted while waiting for dataset connect.cancelled" in log.read_text(),
            )
        self.assertEqual(self.spark.table("cache.connect.cancelled").first().id, 0)
