"""The chart of the README is that of the committed figures, and these are those of the table in BENCHMARKS.md."""

import importlib.util
import json
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent
ROWS = json.loads((EXAMPLES / "bench.json").read_text(encoding="utf-8"))


def load():
    spec = importlib.util.spec_from_file_location("figures", EXAMPLES / "figures.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class FiguresTest(unittest.TestCase):
    figures = load()

    def test_chart_is_of_the_committed_figures(self):
        self.assertEqual(self.figures.CHART.read_text(encoding="utf-8"), self.figures.chart(ROWS))

    def test_chart_is_svg_and_grows_with_what_it_shows(self):
        slower = [{**row, "ratio": row["ratio"] and row["ratio"] / 2} for row in ROWS]
        widths = [
            [float(bar.get("width")) for bar in ElementTree.fromstring(self.figures.chart(rows)).iter() if bar.get("class") == "ours"]
            for rows in (ROWS, slower)
        ]
        self.assertEqual(len(widths[0]), len(self.figures.SHOWN))
        self.assertGreater(sum(widths[0]), sum(widths[1]))

    def test_table_has_the_same_figures(self):
        cells = [
            [cell.strip() for cell in line[1:-1].split("|")]
            for line in (EXAMPLES / "BENCHMARKS.md").read_text(encoding="utf-8").splitlines()
            if line.startswith("| ") and line.count("|") == 7 and not line.startswith("| row ")
        ]
        table = [(row, ours, peer, goal, met == "yes") for row, ours, peer, _, goal, met in cells]
        self.assertEqual(table, [(row["row"], row["ours"], row["peer"], row["goal"], row["met"]) for row in ROWS])
        for (*_, ratio, _, _), row in zip(cells, ROWS):
            self.assertEqual(ratio.split(" ")[0], "" if row["ratio"] is None else self.spelled(row["ratio"]), row["row"])

    @staticmethod
    def spelled(ratio):
        return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.3f}"


if __name__ == "__main__":
    unittest.main()
