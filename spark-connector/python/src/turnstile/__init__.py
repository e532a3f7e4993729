"""Shared datasets of many Spark applications: the first one that needs a dataset computes it, the others wait and read it.

>>> import turnstile
>>> delays = turnstile.get_or_compute(spark, "travel.delays", lambda: spark.range(3).withColumnRenamed("id", "delay"))
>>> delays.count()
3
>>> turnstile.exists("travel.delays")
True
"""

from turnstile.compute import cached, get_or_compute
from turnstile.configuration import configure
from turnstile.datasets import datasets, exists, read, status, wait_for
from turnstile.exceptions import (
    ComputationFailedException,
    DatasetDamagedException,
    DatasetExistsException,
    DatasetLockedException,
    DatasetNotCachedException,
    GenerationGoneException,
    InvalidOptionException,
    LockServiceException,
    RerunDeniedException,
    SelfReadException,
    StaleDatasetException,
    TurnstileException,
)
from turnstile.files import PinnedFiles, files

__all__ = [
    "ComputationFailedException",
    "DatasetDamagedException",
    "DatasetExistsException",
    "DatasetLockedException",
    "DatasetNotCachedException",
    "GenerationGoneException",
    "InvalidOptionException",
    "LockServiceException",
    "PinnedFiles",
    "RerunDeniedException",
    "SelfReadException",
    "StaleDatasetException",
    "TurnstileException",
    "cached",
    "configure",
    "datasets",
    "exists",
    "files",
    "get_or_compute",
    "read",
    "status",
    "wait_for",
]
