"""The Spark scan over made-up graphs of growing size: seconds, labels, bytes, memory, and the slope by records.

Each size runs in a process of its own. Sources are the first controlled products, targets the first listed firms.

    python benchmarks/spark_scan.py --sizes 100000 300000 1000000 --out benchmarks/results/spark_scan.json
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCES, TARGETS = 5, 50
SEED = 0


def main() -> None:
    """Run every size, print and keep what was measured."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--sizes", type=int, nargs="+", default=[100_000, 300_000, 1_000_000])
    given.add_argument("--transfers", type=int, default=3)
    given.add_argument("--lineage", type=int, default=1)
    given.add_argument("--memory", default="4g")
    given.add_argument("--seconds", type=int, default=360, help="For one size; a size that takes longer is left out.")
    given.add_argument("--out", type=Path)
    given.add_argument("--one", type=int, help=argparse.SUPPRESS)
    asked = given.parse_args()
    if asked.one is not None:
        print(json.dumps(measure(asked.one, asked.transfers, asked.lineage, asked.memory)))
        return
    runs = []
    for size in asked.sizes:
        told = _apart(size, asked)
        print(json.dumps(told), flush=True)
        runs.append(told)
        _keep(runs, asked)


def _apart(size: int, asked: argparse.Namespace) -> dict[str, object]:
    options = ["--transfers", asked.transfers, "--lineage", asked.lineage, "--memory", asked.memory]
    command = [sys.executable, __file__, "--one", size, *options]
    try:
        done = subprocess.run(
            [str(c) for c in command], capture_output=True, text=True, timeout=asked.seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return {"records": size, "not_measured": f"more than {asked.seconds} s, making the graph included"}
    if done.returncode:
        return {"records": size, "not_measured": done.stderr.strip().splitlines()[-1]}
    told: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return told


def _keep(runs: list[dict[str, object]], asked: argparse.Namespace) -> None:
    if asked.out is None:
        return
    measured = [run for run in runs if "seconds" in run]
    head = {
        "machine": {"cores": os.cpu_count(), "processor": platform.machine(), "python": platform.python_version()},
        "question": {"sources": SOURCES, "targets": TARGETS, "transfers": asked.transfers, "lineage": asked.lineage},
        "seed": SEED,
        "memory": asked.memory,
        "slope": _slope(measured),
    }
    asked.out.write_text(json.dumps({**head, "runs": runs}, indent=1) + "\n", encoding="utf-8")


def _slope(runs: list[dict[str, object]]) -> float | None:
    """The exponent between the smallest and the largest size: seconds grow as records to this power."""
    if len(runs) < 2:
        return None
    first, last = runs[0], runs[-1]
    grown = math.log(float(str(last["seconds"])) / float(str(first["seconds"])))
    return round(grown / math.log(float(str(last["records"])) / float(str(first["records"]))), 2)


def measure(size: int, transfers: int, lineage: int, memory: str) -> dict[str, object]:
    """Make one graph and scan it."""
    from chipgraph import schema
    from chipgraph.grades import Grades
    from chipgraph.spark.scan import Bounds, SparkScan
    from chipgraph.spark.session import Cluster, start
    from chipgraph.tables import folder, synthetic

    with tempfile.TemporaryDirectory() as scratch:
        made = synthetic.generate(size, SEED)
        path = folder.write(made.tables, Path(scratch) / "graph")
        number = {str(key): n for n, key in enumerate(made.tables.entities.key)}
        sources, targets = made.controlled[:SOURCES], made.listed[:TARGETS]
        ends = [number[name] for name in sources], [number[name] for name in targets]
        del made, number
        load = os.getloadavg()[0]
        session = start(Cluster(memory=memory))
        scan = SparkScan(session, path, schema.load(), Grades.load())
        scan.pairs(*ends, Bounds(transfers, lineage))
        done = scan.progress
        told: dict[str, object] = {
            "records": size,
            "bytes_on_disk": sum(file.stat().st_size for file in path.glob("*.parquet")),
            "seconds": round(done.seconds, 1),
            "seconds_until_the_first_round": round(done.prepared, 1),
            "labels_by_round": {"loose": done.loose_rounds, "exact": done.exact_rounds},
            "pairs": done.pairs,
            "asked_again": done.asked_again,
            "undecided": len(done.undecided),
            "peak_memory_of_java_bytes": _peak(),
            "load_average_before": round(load, 1),
        }
        session.stop()
    return told


def _peak() -> int | None:
    """The most memory that the Java process of this one has held; known on Linux."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    for child in children.read_text().split() if children.is_file() else ():
        for line in Path(f"/proc/{child}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return None


if __name__ == "__main__":
    main()
