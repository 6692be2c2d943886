"""Load a file of shipments into a table graph: 10 M rows within 60 s is the goal.

Run: ``python benchmarks/load_table.py [--rows N] [--out FILE]``. The file is made up in a scratch folder and is not timed. Printed
are seconds by the clock and seconds of processor time, since the machine may have other work.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from chipgraph import schema
from chipgraph.grades import Grades
from chipgraph.tables import folder
from chipgraph.tables.loading import load_file
from chipgraph.tables.mapping import RecordMapping, read_mapping

MAPPING = """
dataset: {name: ships, authority: Example Customs Data, method: customs-record, published: 2024-06-30}
class: Shipment
columns: {source: Shipper, target: Consignee, date: Date, product: Goods, quantity: Qty, hs: HS}
"""


def make(path: Path, rows: int) -> None:
    """Write shipments between 0.14 firms a row, whose popularity has a long tail."""
    random = np.random.default_rng(0)
    firms = int(0.14 * rows)
    names = pl.Series([f"Firm number {n} Trading Co Ltd" for n in range(firms)])
    days = pl.Series(np.datetime64("2018-01-01") + np.arange(3200)).cast(pl.Date).cast(pl.String)

    def drawn(texts: pl.Series, power: float) -> pl.Series:
        return texts.gather(pl.Series((len(texts) * random.random(rows) ** power).astype(np.uint32)))

    pl.DataFrame(
        {
            "Shipper": drawn(names, 2.5),
            "Consignee": drawn(names, 2.5),
            "Goods": drawn(pl.Series([f"Chip {n}" for n in range(1000)]), 1.0),
            "Date": drawn(days, 1.0),
            "Qty": random.integers(1, 100, rows),
            "HS": drawn(pl.Series(["8542.31", "8473.30"]), 1.0),
        }
    ).write_parquet(path)


def load(ships: Path, out: Path, mapping: RecordMapping) -> int:
    """Read, check, number and write; give the records."""
    loaded = load_file(ships, mapping, schema.load())
    folder.write(loaded.tables, out, loaded.quarantine)
    return len(loaded.tables.records)


def timed(work: Callable[[], int]) -> dict[str, float]:
    """Time one piece of work by both clocks."""
    began, spent = time.perf_counter(), time.process_time()
    records = work()
    return {
        "records": records,
        "seconds": round(time.perf_counter() - began, 1),
        "processor_seconds": round(time.process_time() - spent, 1),
        "peak_gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2),
    }


def main() -> None:
    """Measure and print; write a file if asked to."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--out", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        ships, described = Path(scratch) / "ships.parquet", Path(scratch) / "ships.yaml"
        make(ships, given.rows)
        described.write_text(MAPPING, encoding="utf-8")
        mapping = read_mapping(described, schema.load(), Grades.load())
        found = timed(lambda: load(ships, Path(scratch) / "graph", mapping))
    machine = {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": [round(x, 1) for x in os.getloadavg()],
    }
    result = {"rows": given.rows, "machine": machine, **found}
    print(json.dumps(result, indent=1))
    if given.out:
        given.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
