"""Compute once, reuse."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, ParamSpec, cast

from turnstile.configuration import CATALOG
from turnstile.dataset import Dataset, enclosing_claim
from turnstile.lease import Lease
from turnstile.sessions import active, has_procedures, is_session
from turnstile.waiting import WaitingLine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pyspark.sql import DataFrame, SparkSession

P = ParamSpec("P")


def get_or_compute(
    spark: SparkSession,
    name: str,
    query: Callable[[], DataFrame],
    *,
    catalog: str = CATALOG,
    options: Mapping[str, str] | None = None,
    partition_by: Iterable[str] = (),
    **params: object,
) -> DataFrame:
    """Return the dataset, computed first if it is not there.

    If somebody else is computing it, in whatever application and language, this waits for them, and shows for whom. Only if there
    is something to compute ``query`` is called, under the dataset's lock: of a hundred who ask at once, one calls it. With
    ``stale=recompute`` and ``stale=fail``, as an option, for the session or of the dataset, it is called whenever the dataset is
    there, to compare it. (And always on Spark 3.5, which has no procedures to ask.)

    :param name: the dataset's key, such as ``travel.route_delays``
    :param query: gives what it consists of
    :param options: as ``.option()`` takes them: Turnstile's, such as ``ttl`` or ``format``, or the data format's
    :param partition_by: the columns to partition it by when it is computed
    :param params: each set of parameters has a dataset of its own, shared with SQL and Java that give the same as text
    :return: the dataset as read from the cache

    >>> def delays():
    ...     print("computing")
    ...     return spark.range(5).selectExpr("id AS hour", "id * 2 AS delay")
    >>> turnstile.get_or_compute(spark, "travel.route_delays", delays, date="2001-02-03").count()
    computing
    5
    >>> turnstile.get_or_compute(spark, "travel.route_delays", delays, date="2001-02-03").count()
    5
    """
    dataset = Dataset.of(spark, catalog, name, params, options)
    if not has_procedures(spark):
        dataset.save(query(), partition_by)
        return dataset.load()
    with WaitingLine(dataset):
        [answer] = dataset.ask("claim")
    if answer.outcome == "query":
        frame = query()
        with WaitingLine(dataset):
            dataset.save(frame, partition_by, dataset.shown_here())
    elif answer.claim is not None:
        _compute(dataset, query, partition_by, answer.claim)
    return dataset.load()


def _compute(dataset: Dataset, query: Callable[[], DataFrame], partition_by: Iterable[str], claim: str) -> None:
    with Lease(dataset.spark, dataset.catalog, claim):
        outer = enclosing_claim.set(claim)
        try:
            frame = query()
        finally:
            enclosing_claim.reset(outer)
        dataset.save(frame, partition_by, {"claim": claim})


def cached(
    name: str,
    *,
    version: object | None = None,
    catalog: str = CATALOG,
    options: Mapping[str, str] | None = None,
    partition_by: Iterable[str] = (),
) -> Callable[[Callable[P, DataFrame]], Callable[P, DataFrame]]:
    """Make a dataset of what a function returns, as :func:`get_or_compute` does.

    The function's arguments are the dataset's parameters, the defaults of those that are left out included; a session among them
    is no parameter, and is used. It runs only if there is something to compute.

    :param version: one more parameter, ``version``: change it with the function's code, and what the earlier code computed is
        another dataset

    >>> @turnstile.cached("travel.daily", version=2)
    ... def daily(date, hours=24):
    ...     print("computing", date)
    ...     return spark.range(hours)
    >>> daily("2001-02-03").count()
    computing 2001-02-03
    24
    >>> daily(date="2001-02-03", hours=24).count()
    24
    >>> daily("2001-02-04", hours=12).count()
    computing 2001-02-04
    12
    """
    own = {} if version is None else {"version": version}

    def decorate(function: Callable[P, DataFrame]) -> Callable[P, DataFrame]:
        signature = inspect.signature(function)
        _require_named(name, signature, own)

        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> DataFrame:
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            given = list(bound.arguments.items())
            sessions = [value for _, value in given if is_session(value)]
            spark = cast("SparkSession", sessions[0]) if sessions else active()
            parameters = {argument: value for argument, value in given if not is_session(value)}
            dataset = Dataset.of(spark, catalog, name, {**parameters, **own}, options)
            return get_or_compute(
                spark,
                name,
                lambda: function(*args, **kwargs),
                catalog=catalog,
                options=dataset.options,
                partition_by=partition_by,
            )

        return wrapper

    return decorate


def _require_named(name: str, signature: inspect.Signature, own: Mapping[str, object]) -> None:
    for parameter in signature.parameters.values():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            raise TypeError(f"Cannot make {name} of a function with {parameter}: each parameter of a dataset has a name.")
        if parameter.name in own:
            raise TypeError(
                f"Cannot make {name} of a function with an argument {parameter.name!r} and a version: call it otherwise."
            )
