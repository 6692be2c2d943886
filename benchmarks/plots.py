"""The page on speed: its tables and its pictures, written from the results files and from nothing else.

Run: ``python benchmarks/plots.py``. The tables stand in ``docs/background/speed.md`` between two marks a table; the pictures in
``docs/images/speed-*.svg`` (matplotlib, extra ``bench``). A test holds the page to the files.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "rivals.json"
PAGE = ROOT / "docs" / "background" / "speed.md"
IMAGES = ROOT / "docs" / "images"
OURS = "chipgraph"
LEFT_OVER_MIB = 10.0
WHOLE = "chipgraph, whole semantics"

Facts = Mapping[str, "Value"]
Value = str | int | float | bool | None | Sequence["Value"] | Mapping[str, "Value"]


@dataclass(frozen=True, slots=True)
class Pairs:
    """What one engine did with the pairs of one number of hops; no time where no answer was equal."""

    asked: int
    answered: int
    different: int
    median_ms: float | None
    worst_ms: float | None
    median_ratio: float | None
    total_ratio: float | None


@dataclass(frozen=True, slots=True)
class Engine:
    """One engine at one size."""

    name: str
    version: str
    form: str
    load_seconds: float | None
    memory_mib: float | None
    pairs: Mapping[int, Pairs]
    scan_seconds: float | None
    scan_ratio: float | None
    scan_note: str


@dataclass(frozen=True, slots=True)
class Run:
    """All engines at one size, and the machine at that time."""

    records: int
    edges: int
    seed: int
    load: tuple[float, float]
    limits: Mapping[str, float]
    scan: tuple[int, int, int]
    patience: float
    budget: float
    engines: Mapping[str, Engine]


def _map(value: Value) -> Facts:
    if not isinstance(value, Mapping):
        raise TypeError(f"{RESULTS} has {value!r} where facts belong. Write it anew: make bench-full")
    return value


def _number(value: Value) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _count(value: Value) -> int:
    return int(_number(value) or 0)


def _pairs(facts: Facts) -> Pairs:
    different = facts.get("different")
    times = (_number(facts.get(key)) for key in ("median_ms", "worst_ms", "median_ratio", "total_ratio"))
    wrong = len(different) if isinstance(different, Sequence) else 0
    return Pairs(_count(facts["asked"]), _count(facts["answered"]), wrong, *times)


def _engine(name: str, facts: Facts) -> Engine:
    scan = _map(facts["scan"])
    note = "" if scan.get("same") else "other answer" if scan.get("answered") else "not finished"
    return Engine(
        name=name,
        version=str(facts.get("version") or ""),
        form=str(facts.get("form") or ""),
        load_seconds=_number(facts.get("load_seconds")),
        memory_mib=_number(facts.get("memory_mib")),
        pairs={int(hops): _pairs(_map(told)) for hops, told in _map(facts["pairs"]).items()},
        scan_seconds=_number(scan.get("seconds")),
        scan_ratio=_number(scan.get("ratio")),
        scan_note=note if scan.get("asked") else "not asked",
    )


def _run(records: int, facts: Facts) -> Run:
    machine, scan = _map(facts["machine"]), _map(facts["scan"])
    return Run(
        records=records,
        edges=_count(facts["edges"]),
        seed=_count(facts["seed"]),
        load=(_number(machine["load_at_start"]) or 0.0, _number(machine["load_at_end"]) or 0.0),
        limits={name: _number(value) or 0.0 for name, value in _map(facts["limits"]).items()},
        scan=(_count(scan["sources"]), _count(scan["targets"]), _count(scan["hops"])),
        patience=_number(facts["patience_seconds"]) or 0.0,
        budget=_number(facts["budget_seconds"]) or 0.0,
        engines={name: _engine(name, _map(told)) for name, told in _map(facts["engines"]).items()},
    )


def runs(path: Path = RESULTS) -> list[Run]:
    """Read the results file, smallest size first."""
    told: dict[str, Value] = json.loads(path.read_text())
    return [_run(int(records), _map(facts)) for records, facts in told.items()]


# --- tables ----------------------------------------------------------------------------------------------------------------


def _cell(value: float | None, unit: str = "") -> str:
    if value is None:
        return "not measured" if unit else "–"
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f}{unit}"


def _table(head: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    lines = [" | ".join(head), " | ".join("---" for _ in head), *(" | ".join(row) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines)


def _time(pairs: Pairs | None) -> str:
    if pairs is None:
        return "not asked"
    if pairs.different:
        return f"{pairs.different} other answers"
    share = "" if pairs.answered == pairs.asked else f" ({pairs.answered} of {pairs.asked})"
    return f"{_cell(pairs.median_ms)}{share}"


def times(run: Run) -> str:
    """Median milliseconds of one pair by the number of hops, and the scan."""
    hops = sorted({h for engine in run.engines.values() for h in engine.pairs})

    def rows() -> Iterator[list[str]]:
        for engine in run.engines.values():
            scan = _cell(engine.scan_seconds) if not engine.scan_note else engine.scan_note
            yield [engine.name, *(_time(engine.pairs.get(h)) for h in hops), scan]

    return _table(["engine", *(f"K = {h}, ms" for h in hops), "scan, s"], rows())


def ratios(run: Run) -> str:
    """How many times ours each rival takes: median over pairs, and all pairs together."""
    hops = sorted({h for engine in run.engines.values() for h in engine.pairs})

    def cell(pairs: Pairs | None) -> str:
        if pairs is None or pairs.median_ratio is None:
            return "–"
        return f"{_cell(pairs.median_ratio)} / {_cell(pairs.total_ratio)}"

    rivals = (engine for engine in run.engines.values() if engine.name not in (OURS, WHOLE))
    rows = ([e.name, *(cell(e.pairs.get(h)) for h in hops), _cell(e.scan_ratio)] for e in rivals)
    return _table(["rival", *(f"K = {h}" for h in hops), "scan"], rows)


def _seen(engine: Engine) -> float | None:
    """What a process grew by, if it is more than what it may have had left over."""
    return engine.memory_mib if (engine.memory_mib or 0.0) >= LEFT_OVER_MIB else None


def loads(run: Run) -> str:
    """Seconds to load and memory taken."""
    return _table(
        ["engine", "version", "load, s", "memory, MiB", "bytes an edge", "asked by"],
        (
            [
                e.name,
                e.version,
                _cell(e.load_seconds),
                "under 10" if _seen(e) is None and e.memory_mib is not None else _cell(e.memory_mib),
                _cell(None if _seen(e) is None else (e.memory_mib or 0.0) * 2**20 / run.edges),
                e.form,
            ]
            for e in run.engines.values()
        ),
    )


def conditions(told: Sequence[Run]) -> str:
    """Under what conditions each size was measured."""
    head = [
        "records",
        "edges",
        "seed",
        "load before / after",
        "read, GB/s",
        "copy, GB/s",
        "random lines, M/s",
        "scan: sources x targets",
    ]
    rows = (
        [
            f"{run.records:,}",
            f"{run.edges:,}",
            str(run.seed),
            f"{run.load[0]} / {run.load[1]}",
            *(str(run.limits[name]) for name in ("read_gb_per_s", "copy_gb_per_s", "random_lines_per_us")),
            f"{run.scan[0]} x {run.scan[1]:,}",
        ]
        for run in told
    )
    return _table(head, rows)


OWN = (RESULTS.with_name("engine_1m.json"), RESULTS.with_name("engine_10m.json"))
GOAL = ["goal, 10 M records", "2 s", "5 ms", "50 ms", "2 ms"]
"""The goals of the project for ten million records and two cores, as they were set before the engine was written."""


def reached(paths: Sequence[Path] = OWN) -> str:
    """The goals with the whole semantics, and what the results files of our own engine say beside them."""

    def row(path: Path) -> list[str]:
        told: Facts = _map(json.loads(path.read_text()))
        asked = _map(told["with_start"])
        sort = _cell(_number(told["seconds_to_sort"]), " s")
        times = (_ms(asked.get(key)) for key in ("median_seconds", "worst_seconds", "bare_median_seconds"))
        return [f"{(_number(told['records']) or 0) / 1e6:.0f} M records", sort, *times]

    head = ["size", "sort", "one pair, median", "worst", "on parties alone, median"]
    return _table(head, iter([GOAL, *map(row, paths)]))


def _ms(seconds: Value) -> str:
    value = _number(seconds)
    return _cell(None if value is None else 1000 * value, " ms")


def limit(told: Sequence[Run]) -> str:
    """How far our load is from what the memory allows: each edge is scattered twice, one random line each time."""
    head = ["records", "our load, s", "two random lines an edge, s", "distance"]

    def row(run: Run) -> list[str]:
        seconds = run.engines[OURS].load_seconds
        least = 2 * run.edges / run.limits["random_lines_per_us"] / 1e6
        distance = None if seconds is None else seconds / least
        return [f"{run.records:,}", _cell(seconds), f"{least:.3f}", _cell(distance, " x")]

    return _table(head, map(row, told))


def sections(told: Sequence[Run]) -> dict[str, str]:
    """Every part of the page that comes from the results, by the name of its marks."""
    parts = {"conditions": conditions(told), "limit": limit(told), "reached": reached()}
    for run in told:
        parts[f"times-{run.records}"] = times(run)
        parts[f"ratios-{run.records}"] = ratios(run)
        parts[f"loads-{run.records}"] = loads(run)
    return parts


def filled(page: str, parts: Mapping[str, str]) -> str:
    """Put each part between its marks."""
    for name, text in parts.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        if begin in page:
            before, _, rest = page.partition(begin)
            page = f"{before}{begin}{text}\n{end}{rest.partition(end)[2]}"
    return page


# --- pictures ----------------------------------------------------------------------------------------------------------------

Points = Mapping[str, Sequence[tuple[float, float]]]


def by_hops(run: Run) -> Points:
    """Median milliseconds of each engine by hops."""
    return {
        e.name: [(h, p.median_ms) for h, p in sorted(e.pairs.items()) if p.median_ms is not None]
        for e in run.engines.values()
    }


def by_size(told: Sequence[Run], value: Callable[[Run, Engine], float | None]) -> Points:
    """One value of each engine by the number of edges."""
    points: dict[str, list[tuple[float, float]]] = {}
    for run in told:
        for engine in run.engines.values():
            found = value(run, engine)
            if found is not None and found > 0:
                points.setdefault(engine.name, []).append((run.edges, found))
    return points


def scan_a_source(run: Run, engine: Engine) -> float | None:
    """Seconds of the scan by its sources, because the sizes were not asked from equally many."""
    return None if engine.scan_seconds is None else engine.scan_seconds / run.scan[0]


def by_ratio(run: Run) -> Points:
    """Median ratio of each rival by hops."""
    return {
        e.name: [(h, p.median_ratio) for h, p in sorted(e.pairs.items()) if p.median_ratio]
        for e in run.engines.values()
        if e.name not in (OURS, WHOLE)
    }


def draw(points: Points, path: Path, labels: tuple[str, str, str], *, sizes: bool) -> None:
    """Draw lines on a logarithmic axis; the file is the same for the same points."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams |= {"svg.hashsalt": "chipgraph", "svg.fonttype": "none", "font.size": 10}
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(7.2, 4.2), layout="constrained")
    for (name, line), marker in zip(points.items(), "osD^v<>P*", strict=False):
        if line:
            width, style = 2.6 if name in (OURS, WHOLE) else 1.2, "--" if name == WHOLE else "-"
            xs, ys = [x for x, _ in line], [y for _, y in line]
            axes.plot(xs, ys, marker=marker, markersize=5, label=name, linewidth=width, linestyle=style)
    axes.set_yscale("log")
    if sizes:
        axes.set_xscale("log")
    else:
        axes.set_xticks(sorted({x for line in points.values() for x, _ in line}))
    title, x_label, y_label = labels
    axes.set(title=title, xlabel=x_label, ylabel=y_label)
    axes.grid(True, which="major", alpha=0.3)
    figure.legend(loc="outside right upper", frameon=False, fontsize=9)
    figure.savefig(path, metadata={"Date": None, "Title": title, "Creator": None})
    plt.close(figure)


def draw_all(told: Sequence[Run], folder: Path) -> None:
    """The four pictures of the page."""
    folder.mkdir(parents=True, exist_ok=True)
    run = next((r for r in told if r.records == 100_000), told[-1])
    size = f"{run.edges:,} edges"
    draw(by_hops(run), folder / "speed-routes.svg", (f"One pair, {size}", "hops, at most", "median, ms"), sizes=False)
    draw(
        by_ratio(run), folder / "speed-ratio.svg", (f"Times ours, {size}", "hops, at most", "median ratio"), sizes=False
    )
    scan, memory = by_size(told, scan_a_source), by_size(told, lambda run, engine: _seen(engine))
    draw(scan, folder / "speed-scan.svg", ("The scan by size", "edges", "seconds a source"), sizes=True)
    draw(memory, folder / "speed-memory.svg", ("Memory by size", "edges", "MiB"), sizes=True)


def main() -> None:
    """Write the page and its pictures anew."""
    told = runs()
    PAGE.write_text(filled(PAGE.read_text(), sections(told)))
    draw_all(told, IMAGES)


if __name__ == "__main__":
    main()
