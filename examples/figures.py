"""Draws the chart of the README from the benchmark's figures: `python3 examples/figures.py` writes .github/images/figures.svg
from examples/bench.json, which is what `run-bench.sh` left in target/bench.json for the table in BENCHMARKS.md."""

import json
import re
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).parent
CHART = HERE.parent / ".github" / "images" / "figures.svg"

# What is shown: row of the benchmark, what it says to somebody who has not read how it is measured, and beside whom.
SHOWN = [
    ("once / each for itself", "How often 8 applications compute one dataset", "without Turnstile"),
    ("reuse / CPU of the jobs, reuse off", "Processor time of 20 jobs that share work", "reuse off"),
    ("congestion / lock held while reading", "32 loads of one dataset at once", "a lock held while loading"),
    ("namenode / read, 10,000 files", "NameNode requests to read 10,000 files", "spark.read.parquet"),
    ("plan 50,000 files / spark.read.parquet", "Planning a read of 50,000 files", "spark.read.parquet"),
    ("write-many / job commit, plain v1", "Job commit of 5,000 files", "FileOutputCommitter 1"),
    ("s3 / job commit, magic committer", "Job commit of 1,000 files on S3", "S3A's magic committer"),
    ("write / df.write.parquet", "Writing it", "df.write.parquet"),
    ("rerun-read / overwrite", "Reads that fail while it is computed again", "overwrite"),
]
ROW, LEFT, WIDTH, BAR = 62, 24, 860, 560


def amount(cell: str) -> str:
    """The figure of a cell, without its spread and what else it says."""
    return re.sub(r"^computed ", "", cell.split(" (")[0].split(",  ")[0]).split(" failed")[0]


def number(cell: str) -> float:
    """What a cell counts: a number, or a share such as `79 of 81`."""
    counted = [float(each.replace(",", "")) for each in re.findall(r"\d[\d,]*\.?\d*", amount(cell))]
    return counted[0] / counted[1] if " of " in cell else counted[0]


def share(row: dict) -> float:
    """The length of our bar, of which the peer's is 1."""
    return row["ratio"] if row["ratio"] is not None else number(row["ours"]) / number(row["peer"])


def chart(rows: list[dict]) -> str:
    """The chart as SVG, for a light and a dark page."""
    by_name = {row["row"]: row for row in rows}
    height = ROW * len(SHOWN) + 20
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        ' font-family="system-ui, sans-serif" font-size="14">',
        "<title>Turnstile beside what one would use instead</title>",
        "<style>",
        "text { fill: #1f2328 } .peer { fill: #afb8c1 } .ours { fill: #1a7f6b } .small { fill: #59636e; font-size: 12px }",
        "@media (prefers-color-scheme: dark) {",
        "text { fill: #e6edf3 } .peer { fill: #484f58 } .ours { fill: #3fb68b } .small { fill: #9198a1 } }",
        "</style>",
    ]
    for place, (name, says, peer) in enumerate(SHOWN):
        row, top = by_name[name], 10 + place * ROW
        ours = max(2, round(BAR * share(row)))
        lines += [
            f'<text x="{LEFT}" y="{top + 13}">{escape(says)}</text>',
            f'<rect class="ours" x="{LEFT}" y="{top + 20}" width="{ours}" height="13" rx="2"/>',
            f'<text class="small" x="{LEFT + ours + 8}" y="{top + 31}">{escape(amount(row["ours"]))}, Turnstile</text>',
            f'<rect class="peer" x="{LEFT}" y="{top + 35}" width="{BAR}" height="13" rx="2"/>',
            f'<text class="small" x="{LEFT + BAR + 8}" y="{top + 46}">{escape(amount(row["peer"]))}, {escape(peer)}</text>',
        ]
    return "\n".join([*lines, "</svg>", ""])


if __name__ == "__main__":
    CHART.write_text(chart(json.loads((HERE / "bench.json").read_text(encoding="utf-8"))), encoding="utf-8")
