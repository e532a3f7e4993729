"""Turnstile's exceptions. Each is also the exception of PySpark's that plain SQL and DataFrames end with."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pyspark.errors import (
    AnalysisException,
    IllegalArgumentException,
    PySparkException,
    UnsupportedOperationException,
)

from turnstile.interrupts import interruptible

if TYPE_CHECKING:
    from collections.abc import Iterator


class TurnstileException(PySparkException):
    """What Turnstile refuses, or could not do.

    >>> try:
    ...     turnstile.read("travel.nowhere")
    ... except turnstile.TurnstileException as refused:
    ...     print(type(refused).__name__)
    DatasetNotCachedException
    """


class DatasetNotCachedException(TurnstileException, AnalysisException):
    """There is no such dataset, and nobody is computing it."""


class DatasetLockedException(TurnstileException, UnsupportedOperationException):
    """Somebody else is computing the dataset, for longer than was to be waited."""


class DatasetExistsException(TurnstileException, UnsupportedOperationException):
    """The dataset is there, and was to be created."""


class RerunDeniedException(TurnstileException, UnsupportedOperationException):
    """The dataset is there, and reruns are not allowed."""


class ComputationFailedException(TurnstileException, UnsupportedOperationException):
    """Whoever was computing the dataset failed, and so did who took over."""


class SelfReadException(TurnstileException, UnsupportedOperationException):
    """A computation needs its own dataset, or what waits for it."""


class StaleDatasetException(TurnstileException, UnsupportedOperationException):
    """What the dataset was computed from has changed, and it was not to be used then (``stale=fail``)."""


class DatasetDamagedException(TurnstileException, UnsupportedOperationException):
    """Something other than Turnstile has changed the dataset's files."""


class GenerationGoneException(TurnstileException, UnsupportedOperationException):
    """What the dataset was then is not kept any more, or it never was."""


class LockServiceException(TurnstileException, UnsupportedOperationException):
    """Redis does not answer, or refuses, and is required."""


class InvalidOptionException(TurnstileException, IllegalArgumentException):
    """An option, a parameter or a dataset's name is none."""


# By what the messages say: of the exception's class in Java, a Spark Connect client is told nothing. A test holds them together.
_SENTENCES: tuple[tuple[str, type[TurnstileException]], ...] = (
    (r"Dataset \S+ is not cached in ", DatasetNotCachedException),
    (r"Dataset \S+ is being computed by ", DatasetLockedException),
    (r"Dataset \S+ exists: ", DatasetExistsException),
    (r"Cannot (replace|drop|roll back) dataset \S+: it exists ", RerunDeniedException),
    (r"Dataset \S+ could not be computed: ", ComputationFailedException),
    (r"The computation of dataset \S+ reads |Cannot wait for dataset \S+ while computing ", SelfReadException),
    (r"Dataset \S+ \(.*\) is stale: ", StaleDatasetException),
    (r"Dataset \S+ is damaged: ", DatasetDamagedException),
    (r"Dataset \S+ cannot be had as of ", GenerationGoneException),
    (r"(?s).*\bRedis\b.* (does not answer|refuses)", LockServiceException),
)


def _message(failure: PySparkException) -> str:
    """Return the message alone, without the stack that a server may add to it."""
    # Of sessions with a driver, as Spark 4 and as Spark 3.5 calls it; of Spark Connect.
    for field in ("_desc", "desc", "_message"):
        message = getattr(failure, field, None)
        if isinstance(message, str) and message:
            return message
    return str(failure)


def _of(failure: PySparkException) -> TurnstileException | None:
    message = _message(failure)
    for sentence, kind in _SENTENCES:
        if re.match(sentence, message):
            return kind(message)
    return None


@contextmanager
def translated() -> Iterator[None]:
    """Raise in place of PySpark's exceptions this module's, where they are Turnstile's, and ``KeyboardInterrupt`` on Ctrl-C."""
    try:
        with interruptible():
            yield
    except TurnstileException:
        raise
    except PySparkException as failure:
        mine = _of(failure)
        if mine is None:
            raise
        raise mine from None


@contextmanager
def all_translated() -> Iterator[None]:
    """Do the same around what runs nobody's query, so that an argument that is refused is one of Turnstile's."""
    try:
        with translated():
            yield
    except TurnstileException:
        raise
    except IllegalArgumentException as failure:
        raise InvalidOptionException(_message(failure)) from None
