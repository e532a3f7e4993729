"""Ctrl-C while Spark is asked for something."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


@contextmanager
def interruptible() -> Iterator[None]:
    """Have Ctrl-C end what is within as it ends everything in Python, by ``KeyboardInterrupt``.

    What Spark does on Ctrl-C is done all the same. Before Spark 4.1 it fails where a call of Java is interrupted, and that failure
    would be raised instead.
    """
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield
        return
    does = before

    def interrupt(number: int, frame: FrameType | None) -> None:
        try:
            does(number, frame)
        finally:
            raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
