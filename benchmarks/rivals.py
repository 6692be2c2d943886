"""All engines side by side: the same graph, the same pairs, each in a process of its own, one at a time.

Run: ``python benchmarks/rivals.py [--records N] [--out FILE]``. A time counts only where the engine's answer has the count and
the order-free hash of ours. A question that takes more than ``--patience`` seconds is left (a scan: three times as long), and a
number of hops that has taken ``--budget`` seconds goes on to the next: such pairs stand as *not answered*, and no ratio
knows them, which flatters the rival. chipgraph is measured before the rivals and after them; the mean of both counts.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from time import perf_counter
from types import FrameType
from typing import IO

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.rivals_graph import BareGraph, Digest, Engine, LateError
from benchmarks.rivals_machine import limits, machine

ROOT = Path(__file__).parents[1]
LONG = 1.0
"""A question that takes more seconds is not repeated."""
RUNS = 3
START_SECONDS = 240.0
"""How long a server may take to start and a graph to load."""
WARM_SECONDS = 240.0
"""How long the first questions may take, which compile and fill caches; they are not counted."""
OPTIONAL = ("igraph", "ladybug", "raphtory", "scipy")
"""Rivals of the design that this program does not ask: they are named in the results as not run."""


@dataclass(frozen=True, slots=True)
class Spec:
    """What every process of a run is told."""

    graph: str
    pairs: tuple[tuple[int, int], ...]
    hops: tuple[int, ...]
    sources: tuple[int, ...]
    targets: tuple[int, ...]
    scan_hops: int
    patience: float
    budget: float


def engines() -> dict[str, type[Engine]]:
    """Every engine by its name; ours first."""
    from benchmarks.rivals_embedded import Duckdb, Networkx, Rustworkx, Sparql
    from benchmarks.rivals_neo4j import AllReduce, Shortest
    from benchmarks.rivals_ours import Chipgraph, Whole

    return {e.name: e for e in (Chipgraph, Whole, Shortest, AllReduce, Duckdb, Rustworkx, Networkx, Sparql)}


# --- the process of one engine -------------------------------------------------------------------------------------------


def _say(kind: str, **facts: object) -> None:
    print(json.dumps({"kind": kind, **facts}), flush=True)


def _timed(engine: Engine, source: int, target: int, hops: int) -> tuple[float, int]:
    spent: list[float] = []
    count = 0
    while len(spent) < RUNS:
        began = perf_counter()
        count = engine.count(source, target, hops)
        spent.append(perf_counter() - began)
        if spent[-1] > LONG:
            break
    return statistics.median(spent), count


@contextmanager
def patient(engine: Engine, seconds: float) -> Iterator[None]:
    """Leave the work by ``LateError`` after so many seconds; what cannot be left is ended by the parent, a little later."""

    def ring(number: int, frame: FrameType | None) -> None:
        raise LateError

    engine.deadline = perf_counter() + seconds
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, 0 if engine.keeps_time else seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        engine.deadline = float("inf")


def answer(engine: Engine, spec: Spec) -> None:
    """Load, then answer every question, one line each."""
    graph = BareGraph.read(Path(spec.graph))
    engine.start(graph)
    before = engine.memory_mib()
    began = perf_counter()
    engine.load(graph)
    seconds = engine.load_seconds(perf_counter() - began)
    _say("load", seconds=seconds, memory=engine.memory_mib() - before, version=engine.version(), form=engine.form)
    for pair in spec.pairs[:2]:
        engine.count(*pair, 2)
    if engine.has_scan:
        engine.scan(spec.sources[:1], spec.targets, 2)
    _say("warm")
    _answer_scan(engine, spec)
    for hops in spec.hops:
        began = perf_counter()
        for number, pair in enumerate(spec.pairs):
            if perf_counter() - began < spec.budget:
                _answer_pair(engine, spec, hops, number, pair)


def _answer_scan(engine: Engine, spec: Spec) -> None:
    if not engine.has_scan:
        return
    try:
        with patient(engine, 3 * spec.patience):
            began = perf_counter()
            pairs = engine.scan(spec.sources, spec.targets, spec.scan_hops)
            seconds = perf_counter() - began
    except LateError:
        return _say("unfinished")
    _say("scan", seconds=seconds, **asdict(Digest.of_scan(pairs)))


def _answer_pair(engine: Engine, spec: Spec, hops: int, number: int, pair: tuple[int, int]) -> None:
    try:
        with patient(engine, spec.patience):
            seconds, count = _timed(engine, *pair, hops)
        digest = Digest.of(engine.sequences(*pair, hops)) if engine.is_compared else Digest(count, "")
    except LateError:
        return _say("unfinished", hops=hops)
    if digest.count != count:
        raise AssertionError(f"{engine.name} counts {count} and lists {digest.count} for {pair}, {hops} hops")
    _say("pair", hops=hops, pair=number, seconds=seconds, count=count, sum=digest.sum)


# --- the run -------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Measured:
    """What one engine said, and why it did not say more."""

    load: dict[str, object]
    pairs: dict[tuple[int, int], dict[str, object]]
    scan: dict[str, object] | None
    stopped: str | None


def _lines(output: IO[str], patience: float) -> Iterator[dict[str, object]]:
    """Lines of an engine until it ends or one takes too long; a thread reads, so that no line waits in a buffer."""
    said: Queue[str] = Queue()

    def read() -> None:
        for line in output:
            said.put(line)
        said.put("")

    Thread(target=read, daemon=True).start()
    waits = START_SECONDS
    while True:
        try:
            line = said.get(timeout=waits)
        except Empty:
            yield {"kind": "late", "seconds": waits}
            return
        if not line:
            return
        facts: dict[str, object] = json.loads(line)
        waits = max(4 * patience, WARM_SECONDS)
        yield facts


def _run(name: str, spec: Spec) -> Measured:
    """Run one engine in a process of its own."""
    got = Measured({}, {}, None, None)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(asdict(spec), file)
        file.flush()
        command = [sys.executable, __file__, "--engine", name, "--spec", file.name]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True, cwd=ROOT)
        if process.stdout is None:
            raise AssertionError("the process has a pipe for its output")
        try:
            for facts in _lines(process.stdout, spec.patience):
                _keep(got, facts)
        finally:
            code = _end(process)
    if got.stopped is None and code:
        got.stopped = f"ended with code {code}"
    print(f"{name}: load {got.load.get('seconds')}, {len(got.pairs)} answers, {got.stopped or 'all'}", flush=True)
    return got


def _keep(got: Measured, facts: dict[str, object]) -> None:
    kind = facts["kind"]
    if kind == "load":
        got.load = facts
    elif kind == "pair":
        got.pairs[int(str(facts["hops"])), int(str(facts["pair"]))] = facts
    elif kind == "scan":
        got.scan = facts
    elif kind == "late":
        got.stopped = f"no answer within {facts['seconds']:.0f} s"


def _end(process: subprocess.Popen[str]) -> int:
    """Let the process end; it closes its server when it is asked to stop."""
    try:
        return process.wait(1)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return 0


def _same(theirs: dict[str, object], ours: dict[str, object]) -> bool:
    return (theirs["count"], theirs["sum"]) == (ours["count"], ours["sum"])


def _ratios(theirs: Measured, ours: Measured, hops: int) -> dict[str, object]:
    """Times of one number of hops, over the questions that both answered alike."""
    asked = [key for key in ours.pairs if key[0] == hops]
    both = [key for key in asked if key in theirs.pairs]
    wrong = [key[1] for key in both if not _same(theirs.pairs[key], ours.pairs[key])]
    equal = [key for key in both if key[1] not in wrong]
    facts: dict[str, object] = {"asked": len(asked), "answered": len(both), "different": wrong}
    if not equal:
        return facts
    mine = [float(str(ours.pairs[key]["seconds"])) for key in equal]
    other = [float(str(theirs.pairs[key]["seconds"])) for key in equal]
    return facts | {
        "sequences": sum(int(str(ours.pairs[key]["count"])) for key in equal),
        "median_ms": round(1000 * statistics.median(other), 3),
        "worst_ms": round(1000 * max(other), 3),
        "ours_median_ms": round(1000 * statistics.median(mine), 3),
        "median_ratio": round(statistics.median(b / a for a, b in zip(mine, other, strict=True)), 2),
        "total_ratio": round(sum(other) / sum(mine), 2),
    }


def _report(name: str, got: Measured, ours: Measured, spec: Spec) -> dict[str, object]:
    """What the results file says of one engine; one that is asked something else is set beside itself."""
    ours = ours if engines()[name].is_compared else got
    facts: dict[str, object] = {
        "version": got.load.get("version"),
        "form": got.load.get("form"),
        "stopped": got.stopped,
    }
    if got.load:
        facts["load_seconds"] = round(float(str(got.load["seconds"])), 2)
        facts["memory_mib"] = round(float(str(got.load["memory"])), 1)
    facts["pairs"] = {str(hops): _ratios(got, ours, hops) for hops in spec.hops}
    facts["scan"] = _scan_ratio(got.scan, ours.scan) if engines()[name].has_scan else {"asked": False}
    return facts


def _scan_ratio(theirs: dict[str, object] | None, ours: dict[str, object] | None) -> dict[str, object]:
    if theirs is None or ours is None:
        return {"asked": True, "answered": False}
    mine, other = float(str(ours["seconds"])), float(str(theirs["seconds"]))
    facts = {"asked": True, "answered": True, "same": _same(theirs, ours), "pairs": theirs["count"]}
    if not facts["same"]:
        return facts
    return facts | {"seconds": round(other, 4), "ours_seconds": round(mine, 4), "ratio": round(other / mine, 2)}


def _both(first: Measured, last: Measured) -> Measured:
    """Ours before the rivals and after them: the mean of the two times, so that a change of load stands in both."""
    for key, facts in first.pairs.items():
        if key in last.pairs:
            facts["seconds"] = (float(str(facts["seconds"])) + float(str(last.pairs[key]["seconds"]))) / 2
    if first.scan is not None and last.scan is not None:
        first.scan["seconds"] = (float(str(first.scan["seconds"])) + float(str(last.scan["seconds"]))) / 2
    return first


def made(options: argparse.Namespace, folder: Path) -> tuple[BareGraph, Spec]:
    """Make the graph and draw the questions."""
    graph = BareGraph.made(options.records, options.seed)
    path = folder / "graph.npz"
    graph.save(path)
    pairs = graph.pairs(options.pairs, options.seed)
    sources = graph.pairs(options.sources, options.seed + 1)
    targets = graph.pairs(options.targets, options.seed + 2)
    spec = Spec(
        graph=str(path),
        pairs=tuple(pairs),
        hops=tuple(options.hops),
        sources=tuple(sorted({s for s, _ in sources})),
        targets=tuple(sorted({t for _, t in targets})),
        scan_hops=options.scan_hops,
        patience=options.patience,
        budget=options.budget,
    )
    return graph, spec


def compare(options: argparse.Namespace) -> dict[str, object]:
    """Run all engines and give the results."""
    about = machine()
    with tempfile.TemporaryDirectory(prefix="chipgraph-rivals-") as folder:
        graph, spec = made(options, Path(folder))
        names = [name for name in engines() if not options.only or name in options.only]
        first = _run("chipgraph", spec)
        rivals = {n: _run(n, spec) for n in names if n != "chipgraph"}
        ours = _both(first, _run("chipgraph", spec))
    return {
        "machine": about | {"load_at_end": round(os.getloadavg()[0], 1)},
        "limits": limits(),
        "records": options.records,
        "edges": len(graph.source),
        "parties": graph.parties,
        "seed": options.seed,
        "hops": list(spec.hops),
        "scan": {"sources": len(spec.sources), "targets": len(spec.targets), "hops": spec.scan_hops},
        "patience_seconds": options.patience,
        "budget_seconds": options.budget,
        "not_run": list(OPTIONAL),
        "engines": {"chipgraph": _report("chipgraph", ours, ours, spec)}
        | {name: _report(name, got, ours, spec) for name, got in rivals.items()},
    }


def arguments() -> argparse.ArgumentParser:
    """What may be chosen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--pairs", type=int, default=10)
    parser.add_argument("--hops", type=int, nargs="+", default=[2, 3, 4, 5, 6])
    parser.add_argument("--sources", type=int, default=40)
    parser.add_argument("--targets", type=int, default=140)
    parser.add_argument("--scan-hops", type=int, default=6)
    parser.add_argument("--patience", type=float, default=5.0, help="seconds that one question may take")
    parser.add_argument("--budget", type=float, default=4.0, help="seconds for the pairs of one number of hops")
    parser.add_argument("--only", nargs="+", help="engines to run; chipgraph is always run")
    parser.add_argument("--out", type=Path, help="results file; results of other sizes in it stay")
    parser.add_argument("--engine", help=argparse.SUPPRESS)
    parser.add_argument("--spec", type=Path, help=argparse.SUPPRESS)
    return parser


def _child(name: str, path: Path) -> None:
    told = json.loads(path.read_text())
    told |= {key: tuple(told[key]) for key in ("hops", "sources", "targets")}
    told["pairs"] = tuple((source, target) for source, target in told["pairs"])
    spec = Spec(**told)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    engine = engines()[name]()
    try:
        answer(engine, spec)
    finally:
        engine.close()


def main(words: Sequence[str] | None = None) -> None:
    """Run the comparison, or, told so, one engine of it."""
    options = arguments().parse_args(words)
    if options.engine:
        _child(options.engine, options.spec)
        return
    results = compare(options)
    if options.out:
        kept = json.loads(options.out.read_text()) if options.out.exists() else {}
        kept[str(options.records)] = results
        options.out.parent.mkdir(parents=True, exist_ok=True)
        ordered = dict(sorted(kept.items(), key=lambda item: int(item[0])))
        options.out.write_text(json.dumps(ordered, indent=1) + "\n")
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
