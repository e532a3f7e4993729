"""Which of the wheel's jars fits the Spark that is installed."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pyspark

_NAME = re.compile(r"turnstile-spark-runtime-(?P<spark>\d+\.\d+)_(?P<scala>\d+\.\d+)-.*\.jar")


def _scala() -> str:
    """Return the Scala of the installed Spark: 2.13, but where it brings 2.12's library."""
    found = Path(pyspark.__file__).parent.glob("jars/scala-library-2.*.jar")
    return next((jar.name.removeprefix("scala-library-")[:4] for jar in found), "2.13")


def runtime_jar() -> Path:
    """Return the path of the jar for the installed pyspark."""
    directory = Path(str(files("turnstile") / "jars"))
    named = {jar: match for jar in directory.glob("*.jar") if (match := _NAME.fullmatch(jar.name))}
    known = {(match["spark"], match["scala"]): jar for jar, match in named.items()}
    wanted = (".".join(pyspark.__version__.split(".")[:2]), _scala())
    if wanted not in known:
        there = ", ".join(f"Spark {spark} with Scala {scala}" for spark, scala in sorted(known)) or "no Spark at all"
        raise RuntimeError(
            f"This turnstile-spark has jars for {there}, and pyspark {pyspark.__version__} with Scala {wanted[1]} is installed."
            " Install one of these, or a turnstile-spark that was built for yours."
        )
    return known[wanted]
