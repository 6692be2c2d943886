"""Write chips-by-rule.csv: all chips by all versions of 3A090. A test fails where it has drifted."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from chipgraph.law import load, shipped
from chipgraph.law.table import COLUMNS, table

PATH = Path(__file__).parent / "chips-by-rule.csv"


def content() -> str:
    """Give the table as it should be."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(table(load(), shipped()))
    return stream.getvalue()


if __name__ == "__main__":
    PATH.write_text(content(), encoding="utf-8")
