"""Sessions for the tests, and applications of their own that compute or wait.

All of it runs classic or through Spark Connect, as TURNSTILE_CONNECT says; the other applications are always classic.
"""

import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import pyspark
from pyspark.sql import SparkSession
from pyspark.sql.functions import udf

import turnstile

CONNECT = os.environ.get("TURNSTILE_CONNECT")
PATIENCE_SECONDS = 300
LEASE = "6s"

needs_procedures = unittest.skipIf(pyspark.__version__.startswith("3."), "Spark 3.5 has no CALL")


def classic(name, **settings):
    builder = turnstile.configure(
        SparkSession.builder.appName(name).master("local[2]"),
        root=os.environ["TURNSTILE_ROOT"],
        redis=os.environ["TURNSTILE_REDIS"],
        options={"lock.lease": LEASE},
    )
    for setting, value in {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
        **settings,
    }.items():
        builder = builder.config(setting, value)
    return builder.getOrCreate()


def session(name):
    """The session of these tests."""
    return turnstile.configure(SparkSession.builder.remote(CONNECT)).getOrCreate() if CONNECT else classic(name)


def another(spark):
    """One more session, as another user's would be; in a classic application it is the same application's."""
    if CONNECT:
        from pyspark.sql.connect.session import SparkSession as Client

        return Client.builder.remote(CONNECT).create()
    return spark.newSession()


def wait_until(what, condition):
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"not within {PATIENCE_SECONDS} s: {what}")
        time.sleep(0.05)


class SessionTestCase(unittest.TestCase):
    """Tests of one session."""

    @classmethod
    def setUpClass(cls):
        cls.spark = session("tests")
        cls.addClassCleanup(cls.spark.stop)


class Application:
    """A process of its own: python applications.py <what to do> <key> <directory>. It ends with its standard input."""

    def __init__(self, what, key, *, connect=None, **popen):
        self.directory = tempfile.TemporaryDirectory()
        # A session of Spark Connect has left its address in the environment.
        of_connect = ("TURNSTILE_CONNECT", "SPARK_REMOTE", "SPARK_CONNECT_MODE_ENABLED", "SPARK_LOCAL_REMOTE")
        environment = {name: value for name, value in os.environ.items() if name not in of_connect}
        if connect:
            environment["TURNSTILE_CONNECT"] = connect
        self.key = key
        self.process = subprocess.Popen(
            [sys.executable, __file__, what, key, self.directory.name],
            stdin=subprocess.PIPE,
            env=environment,
            **popen,
        )

    def file(self, name):
        return pathlib.Path(self.directory.name, name)

    def said(self, name):
        if self.process.poll() is not None:
            raise AssertionError(f"the application has ended with {self.process.returncode}")
        return self.file(name).exists()

    def __enter__(self):
        try:
            wait_until(f"the application works on {self.key}", lambda: self.said("begun"))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.file("go").touch()
        self.process.stdin.close()
        self.process.wait(PATIENCE_SECONDS)
        self.directory.cleanup()


class Computing:
    """Somebody else, in this process, who computes a dataset of one row, 0, until told to go on, or to fail."""

    def __init__(self, spark, key):
        self.spark = another(spark)
        self.key = key
        self._begun = threading.Event()
        self._told = threading.Event()
        self._fails = False
        self._thread = threading.Thread(target=self._compute, daemon=True)

    def _compute(self):
        def query():
            self._begun.set()
            self._told.wait()
            if self._fails:
                raise LookupError("as told")
            return self.spark.range(1)

        with contextlib.suppress(LookupError):
            turnstile.get_or_compute(self.spark, self.key, query)

    def go(self):
        self._told.set()

    def fail(self):
        self._fails = True
        self._told.set()

    def __enter__(self):
        self._thread.start()
        if not self._begun.wait(PATIENCE_SECONDS):
            raise AssertionError(f"{self.key} is not computed within {PATIENCE_SECONDS} s")
        return self

    def __exit__(self, *_):
        self._told.set()
        self._thread.join(PATIENCE_SECONDS)
        if self._thread.is_alive():
            raise AssertionError(f"{self.key} is still being computed after {PATIENCE_SECONDS} s")
        if CONNECT:
            self.spark.stop()


def _compute(spark, key, directory):
    """By SQL alone, as whoever knows nothing of the package."""

    @udf("long")
    def held(number):
        pathlib.Path(directory, "begun").touch()
        while pathlib.Path(directory).exists() and not pathlib.Path(directory, "go").exists():
            time.sleep(0.05)
        return number

    spark.range(1).select(held("id").alias("id")).createOrReplaceTempView("numbers")
    spark.sql(f"CREATE TABLE IF NOT EXISTS cache.{key} AS SELECT id FROM numbers")


def _wait(spark, key, directory):
    """Waits for a dataset until it is there."""
    pathlib.Path(directory, "begun").touch()
    turnstile.wait_for(key)


def _interrupted(spark, key, directory):
    """Waits for a dataset in every way, one after another, each until it is interrupted."""
    ways = {
        "get_or_compute": lambda: turnstile.get_or_compute(spark, key, lambda: spark.range(9)),
        "wait_for": lambda: turnstile.wait_for(key),
        "read": lambda: turnstile.read(key),
        "files": lambda: turnstile.files(key).__enter__(),
    }
    pathlib.Path(directory, "begun").touch()
    for way, wait in ways.items():
        try:
            wait()
        except KeyboardInterrupt:
            pathlib.Path(directory, way).touch()
    # The session is still of use.
    if spark.range(3).count() == 3:
        pathlib.Path(directory, "works").touch()


def _claim(spark, key, directory):
    """Holds a claim, as long as its query takes."""

    def query():
        pathlib.Path(directory, "begun").touch()
        while not pathlib.Path(directory, "go").exists():
            time.sleep(0.05)
        return spark.range(1)

    turnstile.get_or_compute(spark, key, query)


def _pin(spark, key, directory):
    """Pins a dataset."""
    with turnstile.files(key):
        pathlib.Path(directory, "begun").touch()
        while not pathlib.Path(directory, "go").exists():
            time.sleep(0.05)


def main(what, key, directory):
    # As a shell's, while what a script runs in the background begins with SIGINT ignored. Not by preexec_fn: that takes a real
    # fork, and the handlers that gRPC has for one abort or hang where other threads use it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=lambda: (os.read(0, 1), time.sleep(20), os._exit(1)), daemon=True).start()
    spark = session("other")
    {"compute": _compute, "wait": _wait, "interrupted": _interrupted, "claim": _claim, "pin": _pin}[what](spark, key, directory)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
