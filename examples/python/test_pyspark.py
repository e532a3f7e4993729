"""What Python users see of Turnstile: errors without a stack of Java frames, and cells that can be cancelled.

Run by run-notebook.sh, which sets TURNSTILE_JAR, TURNSTILE_ROOT and TURNSTILE_REDIS.
"""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import nbclient
import nbformat
import pandas
from pyspark.errors import (
    AnalysisException,
    IllegalArgumentException,
    UnsupportedOperationException,
)
from pyspark.sql import SparkSession
from pyspark.sql.functions import pandas_udf, udf

PATIENCE_SECONDS = 300


def session(name):
    return (
        SparkSession.builder.appName(name)
        .master("local[1]")
        .config("spark.jars", os.environ["TURNSTILE_JAR"])
        .config("spark.sql.extensions", "io.turnstile.spark.TurnstileExtensions")
        .config("spark.sql.catalog.cache", "io.turnstile.spark.TurnstileCatalog")
        .config("spark.sql.catalog.cache.root", os.environ["TURNSTILE_ROOT"])
        .config("spark.sql.catalog.cache.redis", os.environ["TURNSTILE_REDIS"])
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )


def wait_until(what, condition):
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"not within {PATIENCE_SECONDS} s: {what}")
        time.sleep(0.05)


def compute_until_told(key, directory):
    """An application of its own that computes a dataset until the file "go" is there. It ends with its standard input."""
    threading.Thread(target=lambda: (os.read(0, 1), os._exit(1)), daemon=True).start()
    spark = session("computing")

    @udf("long")
    def held(number):
        pathlib.Path(directory, "computing").touch()
        while os.path.exists(directory) and not os.path.exists(os.path.join(directory, "go")):
            time.sleep(0.05)
        return number

    spark.range(1).select(held("id").alias("id")).createOrReplaceTempView("numbers")
    spark.sql(f"CREATE TABLE IF NOT EXISTS cache.{key} AS SELECT id FROM numbers")
    spark.stop()


class OtherApplication:
    """Computes a dataset until it is told to finish, or killed."""

    def __init__(self, key):
        self.directory = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen([sys.executable, __file__, key, self.directory.name], stdin=subprocess.PIPE)
        self.key = key

    def __enter__(self):
        try:
            wait_until(f"{self.key} is being computed", self._computing)
        except BaseException:
            self.__exit__()
            raise
        return self

    def has_ended(self):
        return self.process.poll() is not None

    def _computing(self):
        if self.has_ended():
            raise AssertionError(f"the application that computes {self.key} has ended with {self.process.returncode}")
        return self._file("computing").exists()

    def _file(self, name):
        return pathlib.Path(self.directory.name, name)

    def __exit__(self, *_):
        self._file("go").touch()
        self.process.wait(PATIENCE_SECONDS)
        self.process.stdin.close()
        self.directory.cleanup()


class PySparkTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.spark = session("tests")

    @classmethod
    def tearDownClass(cls):
        cls.spark.stop()

    def refused(self, expected, statement):
        """The message of the exception that a statement ends with, which must have no Java frame in it."""
        with self.assertRaises(expected) as caught:
            self.spark.sql(statement)
        message = str(caught.exception)
        self.assertNotIn("\tat ", message)
        self.assertNotIn("Py4JJavaError", message)
        return message

    def test_dataset_that_exists(self):
        self.spark.sql("CREATE TABLE cache.python.there AS SELECT 1 AS id")
        message = self.refused(UnsupportedOperationException, "CREATE TABLE cache.python.there AS SELECT 1 AS id")
        self.assertRegex(message, r"^Dataset python\.there exists: g-00000001-")

    def test_rerun_that_is_denied(self):
        self.spark.sql("CREATE TABLE cache.python.kept AS SELECT 1 AS id")
        for statement in (
            "CREATE OR REPLACE TABLE cache.python.kept AS SELECT 2 AS id",
            "DROP TABLE cache.python.kept",
        ):
            message = self.refused(UnsupportedOperationException, statement)
            self.assertRegex(message, r"^Cannot (replace|drop) dataset python\.kept: it exists .*rerun=allow")
        with self.assertRaisesRegex(UnsupportedOperationException, "^Cannot replace dataset python.kept"):
            self.spark.range(1).write.format("turnstile").option("catalog", "cache").mode("overwrite").save(
                "python.kept"
            )

    def test_dataset_that_is_not_cached(self):
        message = self.refused(AnalysisException, "SELECT * FROM cache.python.missing")
        self.assertIn("Dataset python.missing is not cached in ", message)

    def test_option_that_is_none(self):
        with self.assertRaisesRegex(IllegalArgumentException, "There is no option 'retentoin'; did you mean 'retention'"):
            self.spark.range(1).write.format("turnstile").option("catalog", "cache").option("retentoin", "1h").mode(
                "ignore"
            ).save("python.options")

    def test_hinted_query_needs_no_name(self):
        unnamed = self.spark.sql("CALL cache.system.datasets('auto')").count()
        numbers = self.spark.range(1000).selectExpr("id % 7 AS k", "id")
        totals = numbers.groupBy("k").agg({"id": "sum"}).withColumnRenamed("sum(id)", "total")
        plain = sorted(totals.collect())
        self.assertEqual(sorted(totals.hint("cached").collect()), plain)
        numbers.createOrReplaceTempView("numbers")
        hinted = self.spark.sql("SELECT /*+ CACHED */ k, sum(id) AS total FROM numbers GROUP BY k")
        self.assertEqual(sorted(hinted.collect()), plain)
        self.assertEqual(self.spark.sql("CALL cache.system.datasets('auto')").count(), unnamed + 1)

    def test_python_function_over_a_partition_column(self):
        """Spark offers such a filter to the source, where it cannot be evaluated. Plain files say what is right."""
        self.spark.udf.register("odd", lambda p: p % 2 == 1, "boolean")

        # In here, as Python's workers cannot import this module.
        @pandas_udf("boolean")
        def odd_series(numbers: pandas.Series) -> pandas.Series:
            return numbers % 2 == 1

        self.spark.udf.register("odd_series", odd_series)
        queries = (
            "SELECT id, p FROM {t} WHERE odd(p)",
            "SELECT id, p FROM {t} WHERE NOT odd(p)",
            "SELECT id, p FROM {t} WHERE odd(p) AND p < 3 AND id > 1",
            "SELECT id, p FROM {t} WHERE odd(p) OR id = 0",
            "SELECT id, p FROM {t} WHERE CASE WHEN p = 1 THEN odd(p) ELSE p = 2 END",
            "SELECT a.id, b.p FROM {t} a JOIN {t} b ON a.p = b.p AND odd(b.p)",
            "SELECT id, p FROM {t} WHERE p IN (SELECT p FROM {t} WHERE odd(p))",
            "SELECT p, count(*) FROM {t} GROUP BY p HAVING odd(p)",
            "SELECT id, p FROM {t} WHERE odd(2)",
            "SELECT id, p FROM {t} WHERE odd_series(p)",
            "SELECT id, p FROM {t} WHERE NOT odd_series(p) AND p < 3",
        )
        rows = "SELECT id, CAST(id % 4 AS INT) AS p FROM range(12)"
        for data_format in ("parquet", "orc", "csv", "json"):
            name = f"cache.python.filtered_{data_format}"
            self.spark.sql(f"CREATE TABLE {name} USING {data_format} PARTITIONED BY (p) AS {rows}")
            with tempfile.TemporaryDirectory() as directory:
                self.spark.sql(rows).write.partitionBy("p").format(data_format).mode("overwrite").save(directory)
                self.spark.read.format(data_format).schema("id LONG, p INT").load(directory).createOrReplaceTempView(
                    "plain"
                )
                for query in queries:
                    with self.subTest(data_format=data_format, query=query):
                        expected = sorted(self.spark.sql(query.format(t="plain")).collect())
                        self.assertEqual(sorted(self.spark.sql(query.format(t=name)).collect()), expected)

    def test_dataset_that_is_locked(self):
        with OtherApplication("python.locked"):
            with self.assertRaisesRegex(
                UnsupportedOperationException, '^Dataset python.locked is being computed by application .*"computing"'
            ):
                self.spark.range(1).write.format("turnstile").option("catalog", "cache").option(
                    "on-contention", "fail"
                ).mode("ignore").save("python.locked")

    def waiting(self):
        """Whether a thread of the JVM waits for somebody who computes a dataset."""
        lang = self.spark._jvm.java.lang
        jstack = os.path.join(lang.System.getProperty("java.home"), "bin", "jstack")
        stacks = subprocess.check_output([jstack, str(lang.ProcessHandle.current().pid())], text=True)
        return ".awaitRelease(" in stacks

    def test_wait_is_shown_in_a_notebook_s_cell(self):
        """A kernel shows in its cell what the JVM that it has started writes to standard error."""
        cells = [
            nbformat.v4.new_code_cell("from test_pyspark import session; spark = session('notebook')"),
            nbformat.v4.new_code_cell("spark.table('cache.python.shown').count()"),
        ]
        here = str(pathlib.Path(__file__).parent)
        kernel = nbclient.NotebookClient(
            nbformat.v4.new_notebook(cells=cells),
            timeout=PATIENCE_SECONDS,
            resources={"metadata": {"path": here}},
        )
        with OtherApplication("python.shown"):
            running = threading.Thread(target=kernel.execute)
            running.start()
            wait_until(
                "the cell shows that it waits",
                lambda: "Waiting for python.shown: " in str(kernel.nb.cells[1].outputs),
            )
        running.join()
        results = [output for output in kernel.nb.cells[1].outputs if output.output_type == "execute_result"]
        self.assertEqual([result.data["text/plain"] for result in results], ["1"])

    def test_cancelled_cell_waits_no_longer(self):
        """Ctrl-C, or the stop button of a notebook, is SIGINT to the main thread."""
        with OtherApplication("python.cancelled") as other:

            def cancel():
                wait_until("the cell waits", self.waiting)
                os.kill(os.getpid(), signal.SIGINT)

            cancelling = threading.Thread(target=cancel)
            cancelling.start()
            with self.assertRaises(KeyboardInterrupt):
                self.spark.sql("CREATE TABLE IF NOT EXISTS cache.python.cancelled AS SELECT 2 AS id")
            cancelling.join()
            wait_until("nobody waits any longer", lambda: not self.waiting())
            self.assertFalse(other.has_ended())
            self.assertEqual(self.spark.range(3).count(), 3)
        self.assertEqual(self.spark.table("cache.python.cancelled").first().id, 0)


if __name__ == "__main__":
    if sys.argv[1] == "--sql":
        session("asking").sql(sys.argv[2]).show()
    else:
        compute_until_told(sys.argv[1], sys.argv[2])
