"""How a session gets Turnstile's jar, catalog, extension and plugin."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from turnstile.jars import runtime_jar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import SparkSession

CATALOG = "cache"
"""The name of the catalog where no other is given."""

_PREFIX = "spark.sql.catalog."


def _with(builder: SparkSession.Builder, setting: str, value: str) -> SparkSession.Builder:
    """Add a value to a list that the builder may have been given already."""
    given = str(getattr(builder, "_options", {}).get(setting, ""))
    values = [known for known in given.split(",") if known]
    return builder.config(setting, ",".join(values if value in values else [*values, value]))


def _is_of_server(builder: SparkSession.Builder) -> bool:
    """Whether the session will be one of a Spark Connect server that runs already."""
    remote = getattr(builder, "_options", {}).get("spark.remote") or os.environ.get("SPARK_REMOTE")
    return remote is not None and not str(remote).startswith("local")


def configure(
    builder: SparkSession.Builder,
    *,
    root: str | None = None,
    redis: str | None = None,
    catalog: str = CATALOG,
    options: Mapping[str, str] | None = None,
) -> SparkSession.Builder:
    """Configure a session: the jar for the installed Spark, the catalog, the extension, the plugin.

    A session that runs already does not get them: call this before the application's first ``getOrCreate``. Of a Spark Connect
    server, the jar, the extension and the plugin are the server's, and so is the catalog, unless ``root`` is given: then the
    client's session has one of its own.

    :param builder: such as ``SparkSession.builder``; what it was given already is kept
    :param root: the directory of the datasets, such as ``hdfs:///cache``; it must exist
    :param redis: where locks are kept, such as ``redis://host:6379``, else in the root; the same for all who share the root
    :param catalog: its name in SQL
    :param options: more options of the catalog, such as ``{"retention": "2h"}``

    >>> from pyspark.sql import SparkSession
    >>> builder = turnstile.configure(SparkSession.builder, root="hdfs:///cache", redis="redis://host:6379")
    """
    settings = {name: value for name, value in (("root", root), ("redis", redis)) if value is not None}
    settings.update(options or {})
    of_server = _is_of_server(builder)
    if of_server and root is None:
        if settings:
            raise ValueError(
                "Without a root the catalog is the server's, and has the server's settings; leave out " + ", ".join(settings)
            )
        return builder
    if root is None:
        raise ValueError("The root is missing: the directory that holds the datasets, such as hdfs:///cache.")
    if not of_server:
        builder = _with(builder, "spark.jars", str(runtime_jar()))
        builder = _with(builder, "spark.sql.extensions", "io.turnstile.spark.TurnstileExtensions")
        builder = _with(builder, "spark.plugins", "io.turnstile.spark.TurnstilePlugin")
    builder = builder.config(_PREFIX + catalog, "io.turnstile.spark.TurnstileCatalog")
    for name, value in settings.items():
        builder = builder.config(f"{_PREFIX}{catalog}.{name}", value)
    return builder
