"""What is in the wheel, what it says of itself, and how it sets a session up."""

import doctest
import importlib.metadata
import os
import pathlib
import pkgutil
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from importlib import import_module
from unittest import mock

import duckdb
import fsspec
import pyspark
from applications import CONNECT, SessionTestCase, needs_procedures
from pyspark.errors import AnalysisException, IllegalArgumentException, UnsupportedOperationException
from pyspark.sql import SparkSession

import turnstile
from turnstile.jars import runtime_jar

USED = """
from pyspark.sql import DataFrame, SparkSession

import turnstile

spark: SparkSession = turnstile.configure(SparkSession.builder, root="hdfs:///cache").getOrCreate()
delays: DataFrame = turnstile.get_or_compute(spark, "travel.delays", lambda: spark.range(3), date="2001-02-03")


@turnstile.cached("travel.daily", version=2)
def daily(date: str, hours: int = 24) -> DataFrame:
    return spark.range(hours)


read: DataFrame = daily("2001-02-03", hours=12)
with turnstile.files("travel.delays", spark=spark) as pinned:
    paths: list[str] = pinned.paths
"""
EXTENSIONS = "io.turnstile.spark.TurnstileExtensions"


def settings(builder):
    return dict(builder._options)


class WheelTest(unittest.TestCase):
    def test_is_installed_from_the_wheel_and_needs_nothing(self):
        self.assertIn("site-packages", turnstile.__file__)
        self.assertEqual([r for r in importlib.metadata.requires("turnstile-spark") if "extra ==" not in r], [])
        # Maven's, which stands in the jar's name.
        version = importlib.metadata.version("turnstile-spark").replace(".dev0", "-SNAPSHOT")
        self.assertTrue(runtime_jar().name.endswith(f"-{version}.jar"), version)

    def test_has_the_jar_of_the_installed_spark(self):
        self.assertRegex(runtime_jar().name, rf"^turnstile-spark-runtime-{pyspark.__version__[:3]}_2\.1\d-")
        self.assertTrue(runtime_jar().is_file())

    def test_another_spark_is_told_which_there_are(self):
        scala = "2.12" if pyspark.__version__.startswith("3.") else "2.13"
        with (
            mock.patch.object(pyspark, "__version__", "9.9.1"),
            self.assertRaisesRegex(
                RuntimeError, rf"has jars for Spark \d\.\d with Scala 2\.1\d.*, and pyspark 9\.9\.1 with Scala {re.escape(scala)}"
            ),
        ):
            runtime_jar()

    def test_is_typed(self):
        """The package itself, and what a user sees of it who has nothing but the wheel."""
        with tempfile.TemporaryDirectory() as directory:
            used = pathlib.Path(directory, "used.py")
            used.write_text(USED, encoding="utf-8")
            shutil.copytree(pathlib.Path(turnstile.__file__).parent, pathlib.Path(directory, "src", "turnstile"))
            for checked in ("used.py", "src/turnstile"):
                result = subprocess.run(
                    [sys.executable, "-m", "mypy", "--strict", checked], cwd=directory, capture_output=True, text=True
                )
                self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
            used.write_text("import turnstile\nturnstile.exists(3)\n", encoding="utf-8")
            result = subprocess.run([sys.executable, "-m", "mypy", "used.py"], cwd=directory, capture_output=True, text=True)
            self.assertIn('incompatible type "int"; expected "str"', result.stdout)


class ConfigureTest(unittest.TestCase):
    def test_everything_is_set_and_what_was_there_is_kept(self):
        builder = SparkSession.Builder().config("spark.jars", "/mine.jar").config("spark.sql.extensions", "mine.Extensions")
        with mock.patch.dict(os.environ):
            os.environ.pop("SPARK_REMOTE", None)
            for _ in range(2):
                builder = turnstile.configure(builder, root="hdfs:///cache", redis="redis://host:6379", options={"retention": "2h"})
        self.assertEqual(
            settings(builder),
            {
                "spark.jars": f"/mine.jar,{runtime_jar()}",
                "spark.sql.extensions": f"mine.Extensions,{EXTENSIONS}",
                "spark.plugins": "io.turnstile.spark.TurnstilePlugin",
                "spark.sql.catalog.cache": "io.turnstile.spark.TurnstileCatalog",
                "spark.sql.catalog.cache.root": "hdfs:///cache",
                "spark.sql.catalog.cache.redis": "redis://host:6379",
                "spark.sql.catalog.cache.retention": "2h",
            },
        )

    def test_of_a_connect_server_only_the_catalog_may_be_the_client_s(self):
        remote = SparkSession.Builder().config("spark.remote", "sc://host")
        self.assertEqual(settings(turnstile.configure(remote)), {"spark.remote": "sc://host"})
        with self.assertRaisesRegex(ValueError, "leave out redis"):
            turnstile.configure(remote, redis="redis://host")
        self.assertEqual(
            settings(turnstile.configure(remote, root="hdfs:///mine", catalog="mine")),
            {
                "spark.remote": "sc://host",
                "spark.sql.catalog.mine": "io.turnstile.spark.TurnstileCatalog",
                "spark.sql.catalog.mine.root": "hdfs:///mine",
            },
        )

    def test_root_is_needed(self):
        with mock.patch.dict(os.environ):
            os.environ.pop("SPARK_REMOTE", None)
            with self.assertRaisesRegex(ValueError, "The root is missing"):
                turnstile.configure(SparkSession.Builder())


@needs_procedures
class SessionTest(SessionTestCase):
    def test_examples(self):
        names = ["turnstile", *(f"turnstile.{module.name}" for module in pkgutil.iter_modules(turnstile.__path__))]
        tried = 0
        root = os.environ["TURNSTILE_ROOT"]
        if not CONNECT and root.startswith("hdfs:"):
            duckdb.register_filesystem(fsspec.core.url_to_fs(root)[0])
            self.addCleanup(duckdb.unregister_filesystem, "hdfs")
        # The package's own example makes what those of its modules read.
        for name in names:
            with self.subTest(module=name):
                result = doctest.testmod(
                    import_module(name),
                    extraglobs={"spark": self.spark, "turnstile": turnstile},
                    optionflags=doctest.ELLIPSIS,
                    verbose=False,
                )
                self.assertEqual(result.failed, 0)
                tried += result.attempted
        self.assertGreater(tried, 15)

    def test_every_public_function_has_an_example(self):
        for name in turnstile.__all__:
            documented = getattr(turnstile, name).__doc__
            self.assertTrue(documented)
            if not isinstance(getattr(turnstile, name), type):
                self.assertIn(">>> ", documented, name)

    def test_exceptions_are_pyspark_s_and_ours(self):
        self.spark.sql("CREATE TABLE cache.package.there AS SELECT 1 AS id")

        def again(**options):
            def save():
                turnstile.get_or_compute(self.spark, "package.there", lambda: self.spark.range(1), options=options)

            return save

        for refused, ours, theirs in (
            (lambda: turnstile.read("package.nowhere"), turnstile.DatasetNotCachedException, AnalysisException),
            (lambda: turnstile.read("a..b"), turnstile.InvalidOptionException, IllegalArgumentException),
            (again(retentoin="1h"), turnstile.InvalidOptionException, IllegalArgumentException),
            (again(stale="fail"), turnstile.StaleDatasetException, UnsupportedOperationException),
        ):
            with self.subTest(ours=ours.__name__):
                with self.assertRaises(theirs) as caught:
                    refused()
                self.assertIs(type(caught.exception), ours)
                self.assertIsInstance(caught.exception, turnstile.TurnstileException)
                # The message alone.
                self.assertNotIn("\n\tat ", str(caught.exception))
                self.assertNotIn("JVM stacktrace", str(caught.exception))

    def test_sentences_are_those_of_the_other_side(self):
        """Of what these calls cannot bring about, SQL does."""
        from turnstile.exceptions import translated

        self.spark.sql("CREATE TABLE cache.package.kept AS SELECT 1 AS id")
        for statement, expected in (
            ("CREATE TABLE cache.package.kept AS SELECT 1 AS id", turnstile.DatasetExistsException),
            ("CREATE OR REPLACE TABLE cache.package.kept AS SELECT 2 AS id", turnstile.RerunDeniedException),
            ("DROP TABLE cache.package.kept", turnstile.RerunDeniedException),
        ):
            with self.assertRaises(expected), translated():
                self.spark.sql(statement)
        with turnstile.files("package.kept") as pinned:
            file_system, damaged = fsspec.core.url_to_fs(pinned.paths[0])
            file_system.pipe_file(damaged, file_system.cat_file(damaged)[:-1])
        with self.assertRaises(turnstile.DatasetDamagedException):
            turnstile.read("package.kept", options={"verify.on-read": "lengths"})
        if not CONNECT:
            with self.assertRaises(turnstile.GenerationGoneException):
                turnstile.read("package.there", options={"versionAsOf": "99"})
            with self.assertRaises(turnstile.LockServiceException):
                elsewhere = {"redis": "redis://127.0.0.1:1", "redis.unavailable": "fail", "root": os.environ["TURNSTILE_ROOT"]}
                with translated():
                    self.spark.read.format("turnstile").options(**elsewhere).load("package.there").collect()


if __name__ == "__main__":
    unittest.main()
