"""The line that says for whom a call waits."""

from __future__ import annotations

import contextlib
import contextvars
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, Protocol

from turnstile.dataset import Dataset, call
from turnstile.sessions import application

if TYPE_CHECKING:
    import datetime
    from types import TracebackType

    from pyspark.sql import Row

_BEFORE_FIRST = 0.5
_INTERVAL = 1.0
_PLAIN_INTERVAL = 30.0
_ENOUGH_TO_TELL = 5


class _Display(Protocol):
    def show(self, line: str) -> None: ...

    def end(self, line: str) -> None: ...


class _Cell:
    """A line in a notebook's cell, which updates itself."""

    def __init__(self) -> None:
        self._handle: Any = None

    def show(self, line: str) -> None:
        from IPython.display import display

        shown = {"text/plain": line}
        if self._handle is None:
            self._handle = display(shown, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._handle.update(shown, raw=True)

    end = show


class _Terminal:
    """A line that is rewritten in place, and gone in the end."""

    def show(self, line: str) -> None:
        sys.stderr.write(f"\r\x1b[K{line}")
        sys.stderr.flush()

    def end(self, line: str) -> None:
        self.show("")


class _Plain:
    """A line now and then."""

    def __init__(self) -> None:
        self._next = 0.0

    def show(self, line: str) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _PLAIN_INTERVAL
            print(line, file=sys.stderr, flush=True)

    def end(self, line: str) -> None:
        pass


def _in_notebook() -> bool:
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return shell is not None and getattr(shell, "kernel", None) is not None


def _display(progress: str) -> _Display | None:
    """Choose as the option ``progress`` says."""
    if progress == "off":
        return None
    if progress != "log":
        if _in_notebook():
            return _Cell()
        if progress == "bar" or sys.stderr.isatty():
            return _Terminal()
    return _Plain()


class WaitingLine:
    """Shows while its block waits for a dataset who computes it, how far that is, and how long it may take.

    A thread of its own asks once a second who computes the dataset. The block itself is one call, which Ctrl-C and a notebook's
    stop button interrupt.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._begun = time.monotonic()
        self._ended = threading.Event()
        self._showing = threading.Lock()
        self._shown: _Display | None = None

    def __enter__(self) -> WaitingLine:
        # In the present context, as IPython tells by it which cell an output belongs to.
        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(self._watch,), name="turnstile-waiting", daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None) -> None:
        self._ended.set()
        with self._showing:
            if self._shown is not None:
                self._shown.end(f"Waited {_seconds(time.monotonic() - self._begun)} for {self._dataset.key}")

    def _watch(self) -> None:
        # What cannot be told must not disturb the wait.
        with contextlib.suppress(Exception):
            self._show_until_ended()

    def _show_until_ended(self) -> None:
        if self._ended.wait(_BEFORE_FIRST):
            return
        display = _display(self._progress())
        if display is None:
            return
        name = self._dataset.name()
        while not self._ended.is_set():
            line = self._line(name)
            with self._showing:
                if line is not None and not self._ended.is_set():
                    display.show(line)
                    self._shown = display
            self._ended.wait(_INTERVAL)

    def _progress(self) -> str:
        given = {name.lower(): value for name, value in self._dataset.options.items()}.get("progress")
        conf = self._dataset.spark.conf
        of_catalog = conf.get(f"spark.sql.catalog.{self._dataset.catalog}.progress", "auto")
        return str(given or conf.get("spark.turnstile.progress", of_catalog)).lower()

    def _line(self, name: str) -> str | None:
        spark, catalog = self._dataset.spark, self._dataset.catalog
        # Who has just been given the lock itself no longer waits.
        mine = application(spark)
        if not any((row.dataset, row.application) == (name, mine) for row in call(spark, catalog, "waiters").collect()):
            return None
        held = [row for row in call(spark, catalog, "locks").collect() if row.dataset == name]
        return line_of(held[0], time.monotonic() - self._begun) if held else None


def line_of(held: Row, waited: float) -> str:
    """Say of a lock who holds it, for somebody who has waited for it so long; what changes comes first."""
    held_for: datetime.timedelta = held.held_for
    parts = []
    if held.percent is not None:
        parts.append(f"{held.percent} % done")
        if _ENOUGH_TO_TELL <= held.percent < 100:
            parts.append(f"about {_seconds(held_for.total_seconds() * (100 - held.percent) / held.percent)} left")
    parts.append(f"waited {_seconds(waited)}")
    if held.waiting > 1:
        parts.append(f"{held.waiting} wait")
    who = f"{held.application_name or held.application} of {held.user} on {held.host}"
    address = f"; {held.address}" if held.address else ""
    return f"Waiting for {held.dataset}: {', '.join(parts)}; {who} computes it for {_seconds(held_for.total_seconds())}{address}"


def _seconds(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"
