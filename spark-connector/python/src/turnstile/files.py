"""The files of a dataset, for readers that are not Spark."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from turnstile.configuration import CATALOG
from turnstile.dataset import Dataset
from turnstile.lease import Lease
from turnstile.sessions import active
from turnstile.waiting import WaitingLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyspark.sql import SparkSession


@dataclass(frozen=True)
class PinnedFiles:
    """The files of one generation, which stay while it is pinned.

    :ivar paths: of all its files; those of a local root are plain paths, others are addresses such as ``hdfs://…``
    :ivar format: of the files, such as ``parquet``
    :ivar generation: its name
    :ivar directory: beneath which the files are; the values of partition columns are between it and their names
    :ivar bytes: of all files
    """

    paths: list[str]
    format: str
    generation: str
    directory: str
    bytes: int


@contextmanager
def files(
    name: str,
    *,
    spark: SparkSession | None = None,
    catalog: str = CATALOG,
    options: Mapping[str, str] | None = None,
    **params: object,
) -> Iterator[PinnedFiles]:
    """Pin a dataset's generation and list its files, to be read by DuckDB, polars, pandas or whatever else.

    Within the block they are there, and are the same, whatever becomes of the dataset: reruns and collections go on and leave
    them alone. The pin ends with the block, and with the process, however that ends; through Spark Connect also with the session.
    What is lazy (``polars.scan_parquet``, DuckDB's relations) must be evaluated within the block.

    >>> import duckdb
    >>> with turnstile.files("travel.delays") as pinned:
    ...     duckdb.read_parquet(pinned.paths).aggregate("sum(delay) AS sum").fetchall()
    [(3,)]
    """
    dataset = Dataset.of(active(spark), catalog, name, params, options)
    with WaitingLine(dataset):
        rows = dataset.ask("pin")
    first = rows[0]
    with Lease(dataset.spark, catalog, first.pin):
        yield PinnedFiles(
            paths=[_local(row.file) for row in rows if row.file is not None],
            format=first.format,
            generation=first.generation,
            directory=_local(first.directory),
            bytes=sum(row.bytes or 0 for row in rows),
        )


def _local(path: str) -> str:
    """Return what Hadoop calls ``file:/tmp/x`` as others do; it writes nothing in a path in another way."""
    return "/" + path.removeprefix("file:").lstrip("/") if path.startswith("file:") else path
