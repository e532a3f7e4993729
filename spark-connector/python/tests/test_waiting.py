"""Waits: what they show, and that Ctrl-C ends them at once."""

import asyncio
import contextlib
import io
import os
import pathlib
import pty
import signal
import subprocess
import sys
import threading
import time
import unittest
import warnings
from types import SimpleNamespace

import nbclient
import nbformat
from applications import CONNECT, PATIENCE_SECONDS, Application, Computing, SessionTestCase, needs_procedures, wait_until

import turnstile
from turnstile.waiting import line_of

AT_ONCE_SECONDS = 2


@needs_procedures
class WaitingTest(SessionTestCase):
    def waiters(self):
        return self.spark.sql("CALL cache.system.waiters()").collect()

    def test_wait_ends_with_the_computation(self):
        with Computing(self.spark, "waiting.there") as other:
            threading.Timer(1, other.go).start()
            generation = turnstile.wait_for("waiting.there", spark=self.spark)
        self.assertRegex(generation, "^g-00000001-")
        self.assertEqual(turnstile.wait_for("waiting.there", 0, spark=self.spark), generation)
        self.assertEqual(turnstile.read("waiting.there", spark=self.spark).collect(), [(0,)])

    def test_wait_that_takes_too_long(self):
        with Computing(self.spark, "waiting.long"):
            begun = time.monotonic()
            with self.assertRaisesRegex(turnstile.DatasetLockedException, "gave up after waiting"):
                turnstile.wait_for("waiting.long", 1.5, spark=self.spark)
            self.assertTrue(1.5 <= time.monotonic() - begun < 1.5 + AT_ONCE_SECONDS)
            with self.assertRaises(turnstile.DatasetLockedException):
                turnstile.get_or_compute(self.spark, "waiting.long", lambda: self.spark.range(1), options={"on-contention": "fail"})
            with self.assertRaises(turnstile.DatasetLockedException):
                turnstile.read("waiting.long", spark=self.spark, options={"lock.wait": "0s"})
            self.assertFalse(turnstile.exists("waiting.long", spark=self.spark))

    def test_wait_for_what_nobody_computes(self):
        with self.assertRaisesRegex(turnstile.DatasetNotCachedException, "waiting.nobody is not cached in "):
            turnstile.wait_for("waiting.nobody", spark=self.spark)

    def test_wait_for_what_fails(self):
        with Computing(self.spark, "waiting.failing") as other:
            threading.Timer(1, other.fail).start()
            with self.assertRaises(turnstile.ComputationFailedException):
                turnstile.wait_for("waiting.failing", spark=self.spark)

    def test_status_tells_who_computes(self):
        with Computing(self.spark, "waiting.shown"):
            [row] = turnstile.status(spark=self.spark).collect()
            self.assertEqual((row.dataset, row.waiting), ("waiting.shown", 0))
            self.assertIn(".spark.sql.connect." if CONNECT else "tests", row.application_name)
        self.assertEqual(turnstile.status(spark=self.spark).collect(), [])

    def shown(self, key, **options):
        with (
            warnings.catch_warnings(),
            Computing(self.spark, key) as other,
            contextlib.redirect_stderr(io.StringIO()) as said,
        ):
            # Of sockets, which pyspark 4.0 leaves to be collected.
            warnings.simplefilter("ignore", ResourceWarning)
            threading.Timer(3, other.go).start()
            turnstile.get_or_compute(self.spark, key, lambda: self.spark.range(1), options=options)
        return said.getvalue()

    def test_plain_text_where_nothing_can_be_rewritten(self):
        self.assertRegex(
            self.shown("waiting.plain"), r"\AWaiting for waiting\.plain: .*waited 1 s; \S+ of \w+ on .* computes it for \d+ s\n\Z"
        )

    def test_line_that_is_rewritten_where_a_bar_is_asked_for(self):
        said = self.shown("waiting.bar", progress="bar")
        self.assertGreaterEqual(said.count("\r\x1b[KWaiting for waiting.bar: "), 2)
        self.assertTrue(said.endswith("\r\x1b[K"), said)
        self.assertNotIn("\n", said)

    def test_nothing_where_nothing_is_asked_for(self):
        self.assertEqual(self.shown("waiting.off", progress="off"), "")
        self.spark.conf.set("spark.turnstile.progress", "off")
        try:
            self.assertEqual(self.shown("waiting.silent"), "")
        finally:
            self.spark.conf.unset("spark.turnstile.progress")

    def test_terminal(self):
        controller, terminal = pty.openpty()
        said = bytearray()

        def listen():
            with contextlib.suppress(OSError):
                while chunk := os.read(controller, 4096):
                    said.extend(chunk)

        listening = threading.Thread(target=listen)
        listening.start()
        with Computing(self.spark, "waiting.terminal") as other:
            with Application("wait", "waiting.terminal", connect=CONNECT, stderr=terminal):
                os.close(terminal)
                wait_until("the terminal shows it twice", lambda: said.count(b"\r\x1b[KWaiting for waiting.terminal: ") >= 2)
                other.go()
        listening.join()
        os.close(controller)

    def test_notebook_s_cell_updates_itself(self):
        cells = [
            nbformat.v4.new_code_cell("import applications, turnstile; spark = applications.session('notebook')"),
            nbformat.v4.new_code_cell("turnstile.get_or_compute(spark, 'waiting.cell', lambda: spark.range(9)).count()"),
        ]
        kernel = nbclient.NotebookClient(
            nbformat.v4.new_notebook(cells=cells),
            timeout=PATIENCE_SECONDS,
            resources={"metadata": {"path": str(pathlib.Path(__file__).parent)}},
        )
        lines = []
        with Computing(self.spark, "waiting.cell") as other:
            # With a loop that is closed: Python would complain of an open one later, in another test's output.
            running = threading.Thread(target=asyncio.run, args=(kernel.async_execute(),))
            running.start()

            def line():
                for output in kernel.nb.cells[1].outputs:
                    if output.output_type == "display_data" and output.data["text/plain"] not in lines:
                        lines.append(output.data["text/plain"])
                return len(lines) >= 2

            wait_until("the cell's line has changed", line)
            other.go()
        running.join()
        self.assertTrue(all(line.startswith("Waiting for waiting.cell: ") for line in lines), lines)
        outputs = kernel.nb.cells[1].outputs
        self.assertEqual(
            [output.data["text/plain"] for output in outputs if output.output_type == "execute_result"], ["1"], outputs
        )
        displayed = [output.data["text/plain"] for output in outputs if output.output_type == "display_data"]
        self.assertEqual(len(displayed), 1, outputs)
        self.assertRegex(displayed[0], r"^(Waited \d+ s for|Waiting for) waiting\.cell")
        # Not once more by the driver, whose standard error the cell shows, too.
        self.assertNotIn("Waiting", "".join(o.text for o in outputs if o.output_type == "stream"))

    def test_ctrl_c_ends_every_kind_of_wait_at_once(self):
        with (
            Computing(self.spark, "waiting.interrupted"),
            Application("interrupted", "waiting.interrupted", connect=CONNECT, stderr=subprocess.DEVNULL) as waiting,
        ):
            for way in ("get_or_compute", "wait_for", "read", "files"):
                with self.subTest(way=way):
                    wait_until("it waits", lambda: len(self.waiters()) == 1)
                    begun = time.monotonic()
                    waiting.process.send_signal(signal.SIGINT)
                    wait_until("it waits no longer", waiting.file(way).exists)
                    self.assertLess(time.monotonic() - begun, AT_ONCE_SECONDS)
                    wait_until("this wait has ended", lambda: all(row.waited_for.total_seconds() < 1 for row in self.waiters()))
            wait_until("the session is still of use", waiting.file("works").exists)

    def test_line(self):
        import datetime

        held = SimpleNamespace(
            dataset="travel.delays",
            application="app-1",
            application_name="nightly",
            user="ann",
            host="host7",
            held_for=datetime.timedelta(seconds=90),
            percent=40,
            waiting=4,
            address="http://host7:4040",
        )
        self.assertEqual(
            line_of(held, 5),
            "Waiting for travel.delays: 40 % done, about 2 min 15 s left, waited 5 s, 4 wait; nightly of ann on host7 computes it"
            " for 1 min 30 s; http://host7:4040",
        )
        held.percent, held.waiting, held.address, held.application_name = None, 1, None, ""
        self.assertEqual(
            line_of(held, 5), "Waiting for travel.delays: waited 5 s; app-1 of ann on host7 computes it for 1 min 30 s"
        )


if __name__ == "__main__":
    sys.exit(unittest.main())
