"""One dataset as a session names it, and the procedures about it."""

from __future__ import annotations

import datetime
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from turnstile.exceptions import all_translated, translated
from turnstile.sessions import is_connect, require_procedures

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyspark.sql import DataFrame, Row, SparkSession

enclosing_claim: ContextVar[str | None] = ContextVar("enclosing_claim", default=None)
"""The claim within whose query this code runs."""


def text(name: str, value: object) -> str:
    """Return a parameter's value as the text that SQL and Java would be given for it.

    >>> import datetime
    >>> from turnstile.dataset import text
    >>> text("date", datetime.date(2001, 2, 3)), text("hours", 24), text("all", True)
    ('2001-02-03', '24', 'true')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str | int | float):
        return str(value)
    raise TypeError(
        f"The parameter {name} is a {type(value).__name__}; parameters are text, numbers, dates, times, or true and false."
    )


def call(spark: SparkSession, catalog: str, procedure: str, *arguments: str | Mapping[str, str]) -> DataFrame:
    """Call a procedure of the catalog; maps are given as mappings."""
    require_procedures(spark)
    markers: list[str] = []
    values: dict[str, str] = {}

    def marker(value: str) -> str:
        name = f"v{len(values)}"
        values[name] = value
        return f":{name}"

    for argument in arguments:
        if isinstance(argument, str):
            markers.append(marker(argument))
        else:
            markers.append("map(" + ", ".join(marker(part) for pair in argument.items() for part in pair) + ")")
    with all_translated():
        return spark.sql(f"CALL `{catalog}`.system.{procedure}({', '.join(markers)})", values)


@dataclass(frozen=True)
class Dataset:
    """A dataset of a catalog.

    :param options: as ``.option()`` takes them, ``param.<name>`` among them
    """

    spark: SparkSession
    catalog: str
    key: str
    options: Mapping[str, str]

    @staticmethod
    def of(
        spark: SparkSession,
        catalog: str,
        key: str,
        parameters: Mapping[str, object],
        options: Mapping[str, str] | None = None,
    ) -> Dataset:
        """Return the dataset with these parameters."""
        named = {f"param.{name}": text(name, value) for name, value in parameters.items()}
        return Dataset(spark, catalog, key, {**(options or {}), **named})

    def parameters(self) -> dict[str, str]:
        """Return its parameters."""
        return {name.removeprefix("param."): value for name, value in self.options.items() if name.startswith("param.")}

    def name(self) -> str:
        """Return its name, which tells of its parameters."""
        parameters = self.parameters()
        if not parameters:
            return self.key
        row = call(self.spark, self.catalog, "name", self.key, parameters).first()
        return self.key if row is None else str(row.name)

    def shown_here(self) -> dict[str, str]:
        """Return the option by which the driver leaves it to Python to show a wait, where both have the same output."""
        return {} if is_connect(self.spark) else {"progress": "off"}

    def ask(self, procedure: str, *arguments: str) -> list[Row]:
        """Call a procedure that may wait, as part of whatever claim is being worked for."""
        claim = enclosing_claim.get()
        options = {**self.options, **self.shown_here(), **({} if claim is None else {"claim": claim})}
        return call(self.spark, self.catalog, procedure, self.key, *arguments, options).collect()

    def load(self) -> DataFrame:
        """Return it as Spark reads it."""
        reader = self.spark.read.format("turnstile").option("catalog", self.catalog)
        with all_translated():
            return reader.options(**self.options).load(self.key)

    def save(self, frame: DataFrame, partition_by: Iterable[str], options: Mapping[str, str] | None = None) -> None:
        """Write it, unless it is there by then.

        :param options: of this write, beside its own
        """
        writer = frame.write.format("turnstile").option("catalog", self.catalog).mode("ignore")
        columns = list(partition_by)
        if columns:
            writer = writer.partitionBy(*columns)
        with translated():
            writer.options(**{**self.options, **(options or {})}).save(self.key)
