"""The first speed goal: whole route questions on 1 M records, six transfers, with a start and without.

Run: ``python benchmarks/routes_first_goal.py [--records N] [--out FILE]``. A question with a start is answered whole: pruning,
deriving its holdings, all routes with their optima and counts, and each filter lifted for the certificate. Without a start
the first twenty routes in order are asked for.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.generator import generate

from chipgraph.holdings.origins import Origins, first_routes
from chipgraph.holdings.towards import Bounds, Source
from chipgraph.routes.finder import find
from chipgraph.routes.question import Question
from chipgraph.routes.result import Coverage
from chipgraph.routes.steps import ANY, Bool
from chipgraph.routes.walk import Relations

TRANSFERS = 6
LINEAGE = 6
QUESTIONS = 20
RUNS = 3
LONG = 3.0
"""A run that takes more seconds is not repeated."""
SEARCH_SECONDS = 10.0
"""After so many seconds of search a question stops, and its certificate says so."""
SHOWN = 20


@dataclass(frozen=True)
class Timing:
    """One question: the median of its runs in seconds, and what it gave."""

    seconds: float
    routes: int
    steps: int
    stopped_by: str | None


def joined_pairs(relations: Relations, random: Random) -> Iterator[tuple[int, int]]:
    """Pairs with a route of two to four transfers: a random walk in time that carries one product."""
    possessions, columns = relations.possessions, relations.possessions.columns
    order = np.argsort(possessions.sender, kind="stable")
    first = np.searchsorted(possessions.sender[order], np.arange(relations.parties + 1))
    while True:
        start = at = int(possessions.sender[random.randrange(len(possessions.sender))])
        product, moment, seen = ANY, -(2**30), {at}
        for _ in range(random.randint(2, 4)):
            rows = order[first[at] : first[at + 1]]
            named = possessions.product[rows]
            fits = (columns.e2[rows] >= moment) & ~columns.denied[rows]
            fits &= (named == ANY) | (named == product) if product != ANY else named != ANY
            usable = rows[fits]
            if not len(usable):
                break
            row = int(usable[random.randrange(len(usable))])
            at, moment = int(possessions.recipient[row]), max(moment, int(columns.s1[row]))
            product = product if possessions.product[row] == ANY else int(possessions.product[row])
            if at in seen:
                break
            seen.add(at)
        else:
            yield start, at


def only(party: int, parties: int) -> Bool:
    """A mask of one party."""
    mask = np.zeros(parties, np.bool_)
    mask[party] = True
    return mask


def with_start(source: Source, start: int, end: int) -> Coverage:
    """Answer one question whole."""
    ends = only(end, source.relations.parties)
    table = source.table([(start, ANY)], ends, Bounds(TRANSFERS, LINEAGE))
    begins = np.flatnonzero((table.holder == start) & (table.product == ANY))
    question = Question(starts=tuple(begins.tolist()), ends=table.holder == end, time_limit=SEARCH_SECONDS)
    return find(table, question).coverage


def without_start(source: Source, origins: Origins, end: int) -> Coverage:
    """Answer with the first routes in order."""
    question = Question(starts=None, ends=np.zeros(0, np.bool_), limit=SHOWN, time_limit=SEARCH_SECONDS)
    found, _ = first_routes(source, origins, question, only(end, source.relations.parties))
    return found.coverage


def timed(ask: Callable[[], Coverage]) -> Timing:
    """Ask up to ``RUNS`` times; every run does all the work."""
    spent = []
    for _ in range(RUNS):
        began = time.perf_counter()
        coverage = ask()
        spent.append(time.perf_counter() - began)
        if spent[-1] > LONG:
            break
    timing = Timing(statistics.median(spent), coverage.routes_in_all, coverage.steps, coverage.stopped_by)
    print(timing, flush=True)
    return timing


def summary(name: str, timings: list[Timing]) -> dict[str, object]:
    """Print and give the median and the worst."""
    seconds = sorted(t.seconds for t in timings)
    report: dict[str, object] = {
        "questions": len(timings),
        "median_seconds": round(statistics.median(seconds), 4),
        "worst_seconds": round(seconds[-1], 4),
        "seconds": [round(s, 4) for s in seconds],
        "with_routes": sum(t.routes > 0 for t in timings),
        "most_routes": max(t.routes for t in timings),
        "stopped_by": sorted({t.stopped_by or "nothing" for t in timings}),
    }
    print(f"{name}: median {report['median_seconds']} s, worst {report['worst_seconds']} s, {report}", flush=True)
    return report


def machine() -> dict[str, object]:
    """Describe where it ran."""
    cpu = next(
        (ln.split(":")[1].strip() for ln in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in ln), ""
    )
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "load_at_start": round(os.getloadavg()[0], 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "numpy": np.__version__,
    }


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    about = machine()
    relations = generate(options.records, options.seed)
    began = time.perf_counter()
    source = Source(relations)
    ready = time.perf_counter() - began
    origins = Origins.of(source, Question(starts=None, ends=np.zeros(0, np.bool_)))
    random = Random(options.seed)
    pairs = [pair for pair, _ in zip(joined_pairs(relations, random), range(QUESTIONS), strict=False)]
    named = [timed(partial(with_start, source, start, end)) for start, end in pairs]
    targets = [end for _, end in pairs]
    open_ = [timed(partial(without_start, source, origins, end)) for end in targets]
    report = {
        "goal": "1 M records, six transfers, whole semantics: median 1 s",
        "machine": about,
        "records": options.records,
        "seed": options.seed,
        "bounds": {"transfers": TRANSFERS, "lineage": LINEAGE, "search_seconds": SEARCH_SECONDS},
        "seconds_to_index": round(ready, 2),
        "with_start": summary("with a start, all routes", named),
        "without_start": summary(f"without a start, first {SHOWN} in order", open_),
        "peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
