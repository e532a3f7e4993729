"""What the application's driver holds for this process: a claim or a pin."""

from __future__ import annotations

import contextlib
import threading
import weakref
from typing import TYPE_CHECKING

from turnstile.dataset import call

if TYPE_CHECKING:
    from types import TracebackType

    from pyspark.sql import SparkSession

_FIRST = 1.0
_PER_LEASE = 3


class Lease:
    """A claim or a pin, kept for as long as this is open.

    The driver, or the Spark Connect server, gives it back if this process has not asked for it for a lease (``lock.lease``): when
    it died, or its connection is gone.
    """

    def __init__(self, spark: SparkSession, catalog: str, held: str) -> None:
        self._ended = threading.Event()
        self._held = (spark, catalog, held)
        # Whoever forgets to close it, or ends the process, gives it back, too.
        self._forgotten = weakref.finalize(self, _release, spark, catalog, held, "", self._ended)
        threading.Thread(target=_keep, args=(spark, catalog, held, self._ended), name="turnstile-lease", daemon=True).start()

    def end(self, failure: str = "") -> None:
        """Give it back; twice is harmless.

        :param failure: why a claim's query could not be made, for those who wait
        """
        if self._forgotten.detach() is not None:
            _release(*self._held, failure, self._ended)

    def __enter__(self) -> Lease:
        return self

    def __exit__(self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None) -> None:
        # A claim that is only given up, by Ctrl-C or the stop button, has not failed.
        failed = isinstance(failure, Exception)
        self.end(f"{type(failure).__name__}: {failure}" if failed else "")


def _keep(spark: SparkSession, catalog: str, held: str, ended: threading.Event) -> None:
    interval = _FIRST
    while not ended.wait(interval):
        try:
            row = call(spark, catalog, "keep", held).first()
        except Exception:
            # The connection may be back before the lease is over.
            interval = _FIRST
            continue
        if ended.is_set():
            return
        if row is None or not row.held:
            return
        interval = row.lease.total_seconds() / _PER_LEASE


def _release(spark: SparkSession, catalog: str, held: str, failure: str, ended: threading.Event) -> None:
    ended.set()
    # Where that is not possible any more, as the session has ended, so has the lease, or it soon will.
    with contextlib.suppress(Exception):
        call(spark, catalog, "release", held, failure).collect()
