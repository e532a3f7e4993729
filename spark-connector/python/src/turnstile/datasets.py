"""What there is, and who is computing what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from turnstile.configuration import CATALOG
from turnstile.dataset import Dataset, call
from turnstile.exceptions import (
    ComputationFailedException,
    DatasetLockedException,
    DatasetNotCachedException,
)
from turnstile.sessions import active, has_procedures
from turnstile.waiting import WaitingLine

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from pyspark.sql import DataFrame, SparkSession

_REFUSALS = {
    "timed out": DatasetLockedException,
    "failed": ComputationFailedException,
    "nobody": DatasetNotCachedException,
}


def read(
    name: str,
    *,
    spark: SparkSession | None = None,
    catalog: str = CATALOG,
    options: Mapping[str, str] | None = None,
    **params: object,
) -> DataFrame:
    """Return a dataset that somebody has computed, or is computing: then this waits, and shows for whom.

    :param options: as ``.option()`` takes them, such as ``{"versionAsOf": "3"}`` for what it was before
    :raise DatasetNotCachedException: if there is none, and nobody is computing it

    >>> turnstile.read("travel.delays").columns
    ['delay']
    """
    dataset = Dataset.of(active(spark), catalog, name, params, options)
    if has_procedures(dataset.spark) and not {"versionasof", "timestampasof"} & {o.lower() for o in dataset.options}:
        _wait(dataset, "")
    return dataset.load()


def exists(name: str, *, spark: SparkSession | None = None, catalog: str = CATALOG, **params: object) -> bool:
    """Whether there is such a dataset now. Waits for nobody.

    >>> turnstile.exists("travel.nowhere")
    False
    """
    dataset = Dataset.of(active(spark), catalog, name, params)
    parts = [catalog, *dataset.name().split(".")]
    return dataset.spark.catalog.tableExists(".".join(f"`{part}`" for part in parts))


def wait_for(
    name: str,
    timeout: float | datetime.timedelta | None = None,
    *,
    spark: SparkSession | None = None,
    catalog: str = CATALOG,
    **params: object,
) -> str:
    """Wait until a dataset is there that somebody is computing, and show for whom.

    :param timeout: for how long at most, in seconds; if it is not given, the option ``lock.wait`` decides
    :return: its generation
    :raise DatasetLockedException: if the time is over, and it is still being computed
    :raise ComputationFailedException: if whoever was computing it has ended without publishing
    :raise DatasetNotCachedException: if there is none, and nobody is computing it

    >>> turnstile.wait_for("travel.delays", timeout=60)
    'g-00000001-...'
    """
    seconds = timeout if timeout is None or isinstance(timeout, int | float) else timeout.total_seconds()
    if seconds is not None and seconds < 0:
        raise ValueError(f"Cannot wait for {timeout}: it is less than no time.")
    dataset = Dataset.of(active(spark), catalog, name, params)
    return _wait(dataset, "" if seconds is None else f"{round(seconds * 1000)}ms")


def _wait(dataset: Dataset, timeout: str) -> str:
    with WaitingLine(dataset):
        [answer] = dataset.ask("wait", timeout)
    refusal = _REFUSALS.get(answer.outcome)
    if refusal is not None:
        raise refusal(answer.why)
    return str(answer.generation)


def status(*, spark: SparkSession | None = None, catalog: str = CATALOG) -> DataFrame:
    """Return who is computing what now, how far that is, and how many wait for it.

    >>> turnstile.status().columns[:3]
    ['dataset', 'application', 'application_name']
    """
    return call(active(spark), catalog, "locks")


def datasets(namespace: str = "", *, spark: SparkSession | None = None, catalog: str = CATALOG) -> DataFrame:
    """Return the datasets in a namespace and below, or all of them.

    >>> turnstile.datasets("travel").where("name = 'travel.delays'").first().rows
    3
    """
    return call(active(spark), catalog, "datasets", namespace)
