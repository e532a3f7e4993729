"""Files that stay while they are read by others than Spark, on a local disk as on HDFS."""

import threading
import unittest

import duckdb
import fsspec
import pandas
import polars
from applications import CONNECT, Application, SessionTestCase, needs_procedures, wait_until

import turnstile

ROUNDS = 4
ROWS = 20_000


def total(rows):
    return rows * (rows - 1) // 2


def size(path):
    file_system, file = fsspec.core.url_to_fs(path)
    return file_system.size(file)


def duck(paths):
    """A DuckDB that opens these as fsspec does."""
    connection = duckdb.connect()
    if "://" in paths[0]:
        connection.register_filesystem(fsspec.core.url_to_fs(paths[0])[0])
    return connection


def opened(paths):
    """What polars and pandas take; they open addresses on HDFS by Hadoop's own library or not at all."""
    return [fsspec.open(path).open() if "://" in path else path for path in paths]


READERS = {
    "duckdb": lambda paths: duck(paths).read_parquet(paths).aggregate("sum(id)").fetchall()[0][0],
    "polars": lambda paths: polars.read_parquet(opened(paths))["id"].sum(),
    "polars, lazily": lambda paths: polars.scan_parquet(opened(paths)).select(polars.col("id").sum()).collect().item(),
    "pandas": lambda paths: pandas.concat(map(pandas.read_parquet, opened(paths)))["id"].sum(),
}


class Reruns(threading.Thread):
    """Reruns and collects a dataset without any pause.

    Superseded generations are kept for no time at all but a lease of the lock service, which nobody can do without.
    """

    def __init__(self, spark, name):
        super().__init__()
        self.spark = spark
        self.table = f"cache.{name}"
        self.name = name
        self.ended = threading.Event()
        self.times = 0
        self.deleted = []
        self.failure = None

    def run(self):
        try:
            while not self.ended.is_set():
                self.rerun(ROWS + self.times)
                self.collect()
        except BaseException as failure:
            self.failure = failure

    def rerun(self, rows):
        self.times += 1
        self.spark.range(0, rows, 1, 2).write.format("turnstile").option("catalog", "cache").option("rerun", "allow").mode(
            "overwrite"
        ).save(self.name)

    def collect(self):
        steps = self.spark.sql(f"CALL cache.system.collect('{self.name}', false)").collect()
        self.deleted += [row.generation for row in steps if row.step == "delete"]

    def has_deleted_later_than(self, generation):
        """Whether it would have deleted this one, too: names begin with the version."""
        return self.failure is not None or any(deleted > generation for deleted in self.deleted)

    def delete(self, generation):
        def deleted():
            self.collect()
            return generation in self.deleted

        wait_until(f"{generation} is deleted", deleted)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.join()


@needs_procedures
class FilesTest(SessionTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spark.conf.set("spark.turnstile.retention", "0s")

    def dataset(self, name):
        # Not read by Spark, which would pin it, too.
        self.spark.range(0, ROWS, 1, 2).write.format("turnstile").option("catalog", "cache").mode("ignore").save(name)
        return Reruns(self.spark, name)

    def readers(self, name):
        return self.spark.sql(f"CALL cache.system.readers('{name}')").collect()

    def test_reading_never_fails_while_the_dataset_is_rerun_and_collected(self):
        with self.dataset("files.busy") as reruns:
            generations = set()
            for _ in range(ROUNDS):
                with turnstile.files("files.busy", spark=self.spark) as pinned:
                    generations.add(pinned.generation)
                    wait_until("later ones are gone", lambda: reruns.has_deleted_later_than(pinned.generation))
                    sums = {reader: read(pinned.paths) for reader, read in READERS.items()}
                self.assertEqual(len(set(sums.values())), 1, sums)
                self.assertGreaterEqual(sums["duckdb"], total(ROWS))
        self.assertIsNone(reruns.failure)
        self.assertEqual(len(generations), ROUNDS)

    def test_without_the_pin_the_same_fails(self):
        """So that the test above can fail."""
        reruns = self.dataset("files.unpinned")
        with turnstile.files("files.unpinned", spark=self.spark) as pinned:
            reruns.rerun(ROWS + 1)
            later = turnstile.wait_for("files.unpinned", spark=self.spark)
            reruns.rerun(ROWS + 2)
            reruns.delete(later)
            self.assertNotIn(pinned.generation, reruns.deleted)
            self.assertEqual(READERS["duckdb"](pinned.paths), total(ROWS))
        reruns.delete(pinned.generation)
        for reader, read in READERS.items():
            with self.subTest(reader=reader), self.assertRaises((OSError, duckdb.IOException)):
                read(pinned.paths)

    def test_what_is_listed(self):
        self.dataset("files.listed")
        with turnstile.files("files.listed", spark=self.spark) as pinned:
            self.assertEqual(len(pinned.paths), 2)
            self.assertTrue(all(path.startswith(pinned.directory + "/") for path in pinned.paths))
            self.assertEqual(pinned.bytes, sum(size(path) for path in pinned.paths))
            self.assertEqual([row.generation for row in self.readers("files.listed")], [pinned.generation])
        self.assertEqual(self.readers("files.listed"), [])

    def test_partition_values_with_signs_in_them(self):
        turnstile.get_or_compute(
            self.spark,
            "files.signs",
            lambda: self.spark.sql("SELECT id, CASE id WHEN 0 THEN 'a b' WHEN 1 THEN '50 %' ELSE 'x/y:z' END AS k FROM range(3)"),
            partition_by=["k"],
        )
        with turnstile.files("files.signs", spark=self.spark) as pinned:
            self.assertEqual(READERS["duckdb"](pinned.paths), 3)
            partitioned = duck(pinned.paths).read_parquet(pinned.paths, hive_partitioning=True)
            self.assertEqual(sorted(partitioned.project("k").fetchall()), [("50 %",), ("a b",), ("x/y:z",)])

    def test_pin_ends_when_the_block_fails(self):
        self.dataset("files.failing")
        with self.assertRaises(KeyError), turnstile.files("files.failing", spark=self.spark):
            raise KeyError
        self.assertEqual(self.readers("files.failing"), [])

    def test_pin_ends_with_its_process_however_that_ends(self):
        reruns = self.dataset("files.dying")
        for ends in ("kill", "terminate"):
            with self.subTest(ends=ends), Application("pin", "files.dying", connect=CONNECT) as dying:
                [pin] = self.readers("files.dying")
                getattr(dying.process, ends)()
                wait_until("the pin has ended", lambda: self.readers("files.dying") == [])
                reruns.rerun(ROWS + 1)
                reruns.delete(pin.generation)

    @unittest.skipUnless(CONNECT, "a classic application's pins end with it, whatever its sessions do")
    def test_pin_ends_with_the_client_s_session(self):
        from applications import another

        self.dataset("files.sessions")
        other = another(self.spark)
        pinned = turnstile.files("files.sessions", spark=other)
        pinned.__enter__()
        self.assertEqual(len(self.readers("files.sessions")), 1)
        other.stop()
        wait_until("the pin has ended", lambda: self.readers("files.sessions") == [])

    def test_dataset_that_is_not_there(self):
        with self.assertRaises(turnstile.DatasetNotCachedException), turnstile.files("files.nowhere", spark=self.spark):
            pass


if __name__ == "__main__":
    unittest.main()
