"""The engine over arrays: whole questions with a start, the scan, first days, and new records, at any size.

Run: ``python benchmarks/engine.py [--records N] [--out FILE] [--sources N]``. Questions are those of ``routes_first_goal.py``: twenty
pairs joined by a route, six transfers, six lineage steps, every filter lifted for the certificate, a hundred routes shown and
all counted. The scan goes from controlled products to one party in a hundred. The bare mode ignores products: pruning on
parties alone. Compiling is not in the numbers; ``seconds_to_compile`` tells it apart.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.generator import generate
from benchmarks.routes_first_goal import LINEAGE, QUESTIONS, RUNS, TRANSFERS, joined_pairs, machine

from chipgraph import settings
from chipgraph.arrays.choose import Engine
from chipgraph.arrays.ends import Ends
from chipgraph.arrays.engine import Archive
from chipgraph.arrays.memory import estimate
from chipgraph.arrays.scan import Scan
from chipgraph.routes.question import Question
from chipgraph.routes.steps import ANY
from chipgraph.routes.walk import Possessions, Relations

SHOWN = 100
SECONDS = 60.0
NEW_RECORDS = 10_000


def question(limit: int | None = SHOWN, seconds: float | None = SECONDS) -> Question:
    """The question that every measurement puts."""
    nothing = np.zeros(0, np.bool_)
    bounds = Question(starts=(), ends=nothing, max_transfers=TRANSFERS, max_lineage=LINEAGE)
    return replace(bounds, limit=limit, time_limit=seconds)


def timed(work: Callable[[], object], runs: int = RUNS) -> float:
    """The median of some runs."""
    spent = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return statistics.median(spent)


def named(archive: Archive, pairs: list[tuple[int, int]]) -> list[dict[str, object]]:
    """Ask about each pair; the seconds of the bare mode stand beside."""
    told: list[dict[str, object]] = []
    for start, end in pairs:
        found, _ = archive.find([(start, ANY)], Ends((end,)), question())
        seconds = timed(partial(archive.find, [(start, ANY)], Ends((end,)), question()))
        labels = archive.closure.labels(TRANSFERS)
        one, other = np.array([start], np.int32), np.array([end], np.int32)
        bare = timed(partial(labels.between, one, other, True, lambda: False))
        coverage = found.coverage
        told.append(
            {
                "seconds": round(seconds, 4),
                "bare_seconds": round(bare, 4),
                "states": coverage.states,
                "steps": coverage.steps,
                "routes": coverage.routes_in_all,
                "explored": coverage.explored,
                "stopped_by": coverage.stopped_by,
            }
        )
        print(told[-1], flush=True)
    return told


def summary(told: list[dict[str, object]]) -> dict[str, object]:
    """The median and the worst of some questions."""
    seconds = sorted(float(str(t["seconds"])) for t in told)
    bare = [float(str(t["bare_seconds"])) for t in told]
    return {
        "median_seconds": statistics.median(seconds),
        "worst_seconds": seconds[-1],
        "bare_median_seconds": statistics.median(bare),
        "all_exhaustive": all(t["stopped_by"] is None for t in told),
        "questions": told,
    }


def scanned(archive: Archive, sources: int, seed: int) -> dict[str, object]:
    """Scan controlled products (5 % of them, at most so many) against listed parties (1 %)."""
    random, relations = Random(seed), archive.relations
    products = np.unique(relations.possessions.product)
    products = products[products != ANY]
    controlled = sorted(random.sample(products.tolist(), min(sources, max(1, len(products) // 20))))
    listed = sorted(random.sample(range(relations.parties), max(1, relations.parties // 100)))
    began = time.perf_counter()
    scan = Scan(archive, listed, question(None, None))
    ready = time.perf_counter() - began
    for _ in scan.batches([(ANY, product) for product in controlled]):
        pass
    spent = time.perf_counter() - began
    return {
        "sources": len(controlled),
        "targets": len(listed),
        "pairs": scan.progress.pairs,
        "asked_alone": scan.progress.asked_alone,
        "seconds": round(spent, 2),
        "seconds_to_filter_and_sort": round(ready, 2),
        "seconds_a_source": round((spent - ready) / len(controlled), 5),
        "exhaustive": scan.progress.exhaustive,
    }


def more(relations: Relations, random: np.random.Generator) -> Possessions:
    """New records: old ones under other numbers."""
    rows = random.integers(0, len(relations.possessions.sender), NEW_RECORDS)
    return relations.possessions.take(rows)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--sources", type=int, default=500)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    about = machine()
    relations = generate(options.records, options.seed)
    warm = Archive(generate(2_000, 1), Engine.JIT, code=settings.load().cache)
    began = time.perf_counter()
    scanned(warm, 5, 0)
    warm.find([(0, ANY)], Ends((1,)), question())
    warm.with_more(more(warm.relations, np.random.default_rng(0)))
    compiled = time.perf_counter() - began
    began = time.perf_counter()
    archive = Archive(relations, Engine.JIT, code=settings.load().cache)
    sorted_in = time.perf_counter() - began
    random = Random(options.seed)
    pairs = [pair for pair, _ in zip(joined_pairs(relations, random), range(QUESTIONS), strict=False)]
    asked = named(archive, pairs)
    ends = [pair[1] for pair in pairs[:5]]
    first_days = timed(lambda: archive.earliest([pairs[0][0]], TRANSFERS), 1)
    last_days = timed(lambda: archive.latest(ends, TRANSFERS), 1)
    new = more(relations, np.random.default_rng(options.seed))
    merging = timed(lambda: archive.with_more(new), 1)
    report = {
        "goal": "whole semantics, six transfers, six lineage steps; 10 M records: one pair 5 ms median, 50 ms worst",
        "machine": about | {"load_at_end": round(os.getloadavg()[0], 1)},
        "records": options.records,
        "seed": options.seed,
        "seconds_to_compile_or_load_code": round(compiled, 2),
        "seconds_to_sort": round(sorted_in, 2),
        "estimated_mib": estimate(relations).most >> 20,
        "with_start": summary(asked),
        "scan": scanned(archive, options.sources, options.seed),
        "earliest_from_one_to_all_seconds": round(first_days, 4),
        "latest_from_all_to_five_seconds": round(last_days, 4),
        "merge_10000_records_seconds": round(merging, 3),
        "peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps({k: v for k, v in report.items() if k != "with_start"}, indent=1))
    if options.out:
        options.out.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
