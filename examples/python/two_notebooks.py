"""Runs a notebook in two kernels at once, and keeps both with their results: python two_notebooks.py <notebook> <directory>

Nobody begins a cell before both have done the one above it, as if two people sat side by side. Ends with 1 if a cell fails.
A kernel knows which of the two it is by TURNSTILE_NOTEBOOK.
"""

import os
import pathlib
import subprocess
import sys
import threading

import nbclient
import nbformat
from nbclient.exceptions import CellExecutionError

PATIENCE_SECONDS = 600
NAMES = ("first", "second")


class Notebook(threading.Thread):
    def __init__(self, name, source, step):
        super().__init__(name=name)
        self.contents = nbformat.read(source, as_version=4)
        self.step = step
        self.failure = None

    def run(self):
        kernel = nbclient.NotebookClient(self.contents, timeout=PATIENCE_SECONDS)
        # What it and its JVM say is in the cells; here two would say it at once.
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        try:
            with kernel.setup_kernel(env={**os.environ, "TURNSTILE_NOTEBOOK": f"{self.name} notebook"}, **silent):
                for index, cell in enumerate(self.contents.cells):
                    self.step.wait(PATIENCE_SECONDS)
                    kernel.execute_cell(cell, index)
        except threading.BrokenBarrierError:
            pass  # The other one has failed.
        except BaseException as failure:
            self.failure = failure
            self.step.abort()


def main(source, directory):
    step = threading.Barrier(len(NAMES))
    notebooks = [Notebook(name, source, step) for name in NAMES]
    for notebook in notebooks:
        notebook.start()
    for notebook in notebooks:
        notebook.join()
        path = pathlib.Path(directory, f"{pathlib.Path(source).stem}-{notebook.name}.ipynb")
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook.contents, path)
    failures = [notebook for notebook in notebooks if notebook.failure]
    for notebook in failures:
        what = str(notebook.failure) if isinstance(notebook.failure, CellExecutionError) else repr(notebook.failure)
        print(f"The {notebook.name} notebook failed: {what}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
