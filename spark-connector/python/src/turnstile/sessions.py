"""Which session is meant, and of what kind it is."""

from __future__ import annotations

import contextlib
import sys
from typing import Any, cast

import pyspark
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession


def is_session(value: object) -> bool:
    """Whether it is a session; one of Spark Connect is a class of its own."""
    return type(value).__name__ == "SparkSession" and type(value).__module__.startswith("pyspark.sql.")


def is_connect(spark: SparkSession) -> bool:
    """Whether it is a session of Spark Connect."""
    return type(spark).__module__.startswith("pyspark.sql.connect.")


def application(spark: SparkSession) -> str:
    """Return the id by which others know who computes and waits here."""
    return str(getattr(spark, "session_id", None)) if is_connect(spark) else str(spark.sparkContext.applicationId)


def active(spark: SparkSession | None = None) -> SparkSession:
    """Return the session that is given, or else the active one, or the only one."""
    if spark is not None:
        return spark
    kinds: list[Any] = [SparkSession]
    if "pyspark.sql.connect.session" in sys.modules:
        kinds.append(sys.modules["pyspark.sql.connect.session"].SparkSession)
    for kind in kinds:
        with contextlib.suppress(PySparkException):
            return cast("SparkSession", kind.active())
    raise RuntimeError("There is no active Spark session: give one, or make one with getOrCreate().")


def has_procedures(spark: SparkSession) -> bool:
    """Whether its SQL knows CALL, as from Spark 4.0 on."""
    return int(spark.version.split(".")[0]) >= 4


def require_procedures(spark: SparkSession) -> None:
    """Refuse a Spark that has no CALL."""
    if not has_procedures(spark):
        raise RuntimeError(
            f"This asks Spark's CALL, which Spark {spark.version} lacks (pyspark {pyspark.__version__}). Use Spark 4, or SQL,"
            " the DataFrame API and the command line, which do it on every Spark."
        )
