"""Runs one source: crawl, check the counts, write.

The same input gives the same bytes. A source whose files and framework have not changed since its last run is not read
again: that is also how a run over many sources goes on where a killed one stopped.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import chipgraph
from chipgraph import resources
from chipgraph.errors import InputError, Place, StoreError, ValidationError
from chipgraph.records import Row
from chipgraph_ingest import output
from chipgraph_ingest.context import Context, Progress
from chipgraph_ingest.spec import Spec, read_spec

_FRAMEWORK = Path(__file__).parent
_SHRUNK = 0.9
"""Below this part of what a run made before, the report says so."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did.

    Attributes
    ----------
    changed
        False if the files already said the same.
    made
        Class to the number of rows made.
    quarantined
        Reason to the number of times.
    shrunk
        What there is much less of than in the run before, in words: a list rarely loses a tenth of its rows in one day.
    """

    name: str
    folder: Path
    changed: bool
    rows_read: int
    made: Mapping[str, int]
    quarantined: Mapping[str, int]
    shrunk: tuple[str, ...] = ()


def run(source: Path, out: Path, progress: Progress | None = None, again: bool = False) -> RunReport:
    """Read a source and write ``<out>/<name>/{rows.jsonl, quarantine.jsonl, stats.json}``.

    Parameters
    ----------
    source
        The folder of the source.
    out
        The folder of all outputs.
    progress
        Told the number of rows now and then.
    again
        Read the source even if nothing has changed.

    Raises
    ------
    InputError
        If the source cannot be read; the last good output stays.
    ValidationError
        If a count is outside of what the YAML asserts; nothing is written.
    StoreBusyError
        If another run writes to the same folder.
    """
    spec = read_spec(source)
    digest = _input_digest(source)
    with output.locked(out):
        output.recover(out, spec.name)
        # A sheet and a folder of the ontology are read by the library, whose state the digest does not hold; they are small
        # and always read.
        last = None if again or spec.sheet or spec.shipped else _last(out, spec.name, digest)
        if last is not None:
            return _report(spec, out, False, last)
        rows, quarantine, stats = collect(spec, progress)
        stats["input_sha256"] = digest
        shrunk = _shrunk(_previous(out, spec.name), stats)
        changed = output.write(out, spec.name, output.Output.of(rows, quarantine, stats))
    return _report(spec, out, changed, stats, shrunk)


def collect(spec: Spec, progress: Progress | None = None) -> tuple[list[Row], list[dict[str, str]], dict[str, object]]:
    """Read a source without writing: rows, quarantine and statistics, with the counts checked."""
    context = Context(spec, progress)
    if spec.sheet is None:
        context.emit(f"dataset-{spec.name}", ("Dataset",), {**spec.dataset, "sha256": _data_digest(spec)})
        _crawler(spec)(context)
        rows: list[Row] = list(context.made.values())
    else:
        rows = _sheet_rows(spec)
        context.rows_read = len(rows)
    made = Counter("/".join(row.types) for row in rows)
    reasons = Counter(q.reason for q in context.quarantined)
    _check(spec, context, made)
    stats: dict[str, object] = {
        "source": spec.name,
        "rows_read": context.rows_read,
        "made": dict(made),
        "quarantined": dict(reasons),
        "handled": dict(context.handled_flaws),
        "rows_refused": sum(q.kept == "nothing" for q in context.quarantined),
    }
    return rows, [q.as_json() for q in context.quarantined], stats


def _data_digest(spec: Spec) -> str:
    """The digest of the data file; of several, that over their digests in order."""
    paths = [spec.folder / file.path for file in spec.files.values()]
    if spec.shipped is not None:
        paths = sorted(p for p in (resources.ontology() / spec.shipped).rglob("*") if p.is_file())
    digests = [_sha256(path) for path in paths]
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


def _crawler(spec: Spec) -> Callable[[Context], None]:
    """Load ``crawl`` from the crawler by its path: sources are content, no package."""
    path = spec.folder / "crawler.py"
    if not path.is_file():
        raise InputError("there is no crawler.", path, "Write crawler.py with crawl(context), or name a sheet.")
    found = importlib.util.spec_from_file_location(f"chipgraph_source_{spec.folder.name}", path)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    crawl = getattr(module, "crawl", None)
    if not callable(crawl):
        raise InputError("it has no function crawl(context).", path, "Write one.")
    typed: Callable[[Context], None] = crawl
    return typed


def _sheet_rows(spec: Spec) -> list[Row]:
    from chipgraph import schema
    from chipgraph.loading import read_sheets

    assert spec.sheet is not None
    contents = read_sheets([spec.folder / spec.sheet], schema.load())
    return [row for content in contents.values() for row in content.rows]


def _check(spec: Spec, context: Context, made: Mapping[str, int]) -> None:
    counts = {"rows": context.rows_read, "quarantined": len(context.quarantined), **made}
    for bound in spec.assertions:
        breach = bound.breach(counts.get(bound.what, 0))
        if breach is not None:
            raise ValidationError(
                breach,
                Place(str(spec.path), "assertions"),
                "Nothing was written. Look at the input; if it is right, change the assertion.",
            )


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError as error:
        raise InputError("the file is not there.", path, "Check its name in the YAML of the source.") from error


def _input_digest(source: Path) -> str:
    """Digest of all that decides the output: the files of the source and the framework."""
    state = hashlib.sha256(chipgraph.__version__.encode())
    for root, skipped in ((source, ""), (_FRAMEWORK, "sources")):
        for path in _files(root, skipped):
            state.update(f"{path.relative_to(root).as_posix()}\n{_sha256(path)}\n".encode())
    return state.hexdigest()


def _files(root: Path, skipped: str) -> Iterable[Path]:
    below = (p for p in root.rglob("*") if p.is_file() and p.relative_to(root).parts[0] != skipped)
    return sorted(p for p in below if p.suffix != ".pyc" and not p.name.startswith("."))


def _last(out: Path, name: str, digest: str) -> dict[str, object] | None:
    """Find the statistics of the last run if it read the same input and its files are whole."""
    stats = _previous(out, name)
    return stats if stats is not None and stats.get("input_sha256") == digest else None


def _previous(out: Path, name: str) -> dict[str, object] | None:
    """Find the statistics of the last run if its files are whole."""
    try:
        return output.read(out, name)[2]
    except StoreError:
        return None


def _shrunk(before: Mapping[str, object] | None, now: Mapping[str, object]) -> tuple[str, ...]:
    """Say what has lost more than a tenth since the run before: rows read, and rows made of each class."""

    def counts(stats: Mapping[str, object]) -> dict[str, int]:
        made = stats.get("made")
        assert isinstance(made, dict)
        return {"rows read": int(str(stats["rows_read"])), **made}

    if before is None:
        return ()
    new = counts(now)
    lost = ((what, old, new.get(what, 0)) for what, old in sorted(counts(before).items()))
    return tuple(f"{what}: {old} before, {left} now" for what, old, left in lost if left < old * _SHRUNK)


def _report(
    spec: Spec, out: Path, changed: bool, stats: Mapping[str, object], shrunk: tuple[str, ...] = ()
) -> RunReport:
    def counts(key: str) -> dict[str, int]:
        value = stats[key]
        assert isinstance(value, dict)
        return dict(sorted(value.items()))

    rows_read = stats["rows_read"]
    assert isinstance(rows_read, int)
    made, quarantined = counts("made"), counts("quarantined")
    return RunReport(spec.name, out / spec.name, changed, rows_read, made, quarantined, shrunk)
