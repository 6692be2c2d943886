"""The scan of a large table graph: every source against every target on arrays, written while it runs (W8, W12, F4, F7).

A row is the route with the fewest transfers and then the earliest arrival, judged over all its alternatives. ``trace`` tells any of
them with its claims.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import chipgraph
from chipgraph.answers.trace import STRENGTHS
from chipgraph.arrays.scan import Pair, Scan
from chipgraph.dates import day_text
from chipgraph.errors import UsageError
from chipgraph.results.parquet import ParquetRows
from chipgraph.routes.question import Mode
from chipgraph.routes.steps import ANY
from chipgraph.routes.windows import Verdict
from chipgraph.tables.asking import TableTracer
from chipgraph.tracing import TraceOptions

if TYPE_CHECKING:
    from chipgraph.results import Result

COLUMNS = (
    *("source", "source_caption", "target", "target_caption", "transfers", "steps"),
    *("arrival", "marks", "verdict", "strength", "route"),
)
_WHOLE = ("transfers", "steps", "marks")


class TableScan:
    """A scan that runs while it is read; iterate it once, or save it.

    Raises
    ------
    NameNotFoundError, AmbiguousNameError
    UsageError
        If sources or targets are missing, or a target is no party.
    """

    def __init__(
        self,
        tracer: TableTracer,
        sources: Sequence[str] | None,
        targets: Sequence[str] | None,
        options: TraceOptions,
        digests: Mapping[str, str],
        datasets: Sequence[Mapping[str, Any]],
    ) -> None:
        if not sources or not targets:
            raise UsageError("Name both ends of the scan: chipgraph --graph FOLDER scan --from @FILE --to @FILE")
        if options.mode == Mode.PARTIES:
            raise UsageError("A table graph is walked with its products. Leave out --mode parties.")
        self._tracer, self._options = tracer, options
        self._digests, self._datasets = digests, datasets
        self._sources = [tracer.names.number(name) for name in sources]
        self._targets = [tracer.names.number(name) for name in targets]
        self._states = [tracer.start(number) for number in self._sources]
        self._begun = False
        question = options.question((), tracer.no_state)
        self._scan = Scan(tracer.archive, tracer.parties(self._targets), question, tracer.state_name)

    def __iter__(self) -> Iterator[dict[str, object]]:
        for row in self.rows():
            yield dict(zip(COLUMNS, row, strict=True))

    def rows(self) -> Iterator[tuple[object, ...]]:
        """Give a row a pair, in the order of the sources, as soon as its batch is done.

        Raises
        ------
        UsageError
            If the scan was read before: it runs once.
        """
        for batch in self._batches():
            yield from batch

    def _batches(self) -> Iterator[list[tuple[object, ...]]]:
        if self._begun:
            raise UsageError("This scan has been read. Scan again, or keep the rows: scan.to_result()")
        self._begun = True
        for pairs in self._scan.batches(self._states):
            if self._options.progress is not None:
                self._options.progress(self._scan.progress.sources, len(self._states))
            yield [self._row(pair) for pair in pairs if self._states[pair.source] != (pair.target, ANY)]

    def _row(self, pair: Pair) -> tuple[object, ...]:
        source, target = self._sources[pair.source], self._tracer.party_entity(pair.target)
        return (
            *self._tracer.id_and_caption(source),
            *self._tracer.id_and_caption(target),
            pair.transfers,
            pair.steps,
            day_text(pair.arrival),
            pair.marks,
            Verdict(pair.verdict).name.lower(),
            STRENGTHS[pair.strength],
            pair.route,
        )

    @property
    def note(self) -> str:
        """How many pairs were found, in words."""
        least = "" if self._scan.progress.exhaustive else "at least "
        return f"sources: {len(self._sources)}, targets: {len(self._targets)}, pairs joined: {least}{self.joined}"

    @property
    def joined(self) -> int:
        """How many pairs were found so far."""
        return self._scan.progress.pairs

    @property
    def certificate(self) -> dict[str, Any]:
        """What was searched: the question with every bound, the data, how far it went (W26 to W28)."""
        done = self._scan.progress
        ends = {"sources": len(self._sources), "targets": len(self._targets)}
        return {
            "question": {"kind": "scan", **ends},
            "bounds": self._options.described(),
            "digests": dict(self._digests),
            "datasets": list(self._datasets),
            "engine": f"chipgraph {chipgraph.__version__}, array scan",
            "exhaustive": done.exhaustive,
            "stopped_by": done.stopped_by or ("pairs that were not decided" if done.undecided else None),
            "sources_searched": done.sources,
            "pairs": done.pairs,
            "undecided": done.undecided,
        }

    certificate_so_far = certificate

    def to_result(self) -> Result:
        """Run the scan to its end and keep everything."""
        from chipgraph.results import Result

        rows = list(self.rows())
        return Result(COLUMNS, rows, self.note, self.certificate)

    def save_parquet(self, path: str | Path) -> Path:
        """Run the scan into a Parquet file, a batch at a time, with the certificate in its metadata (F7)."""
        with ParquetRows(Path(path), COLUMNS, _WHOLE) as file:
            for batch in self._batches():
                file.write(batch)
            file.about = {"note": self.note, "certificate": self.certificate}
        return Path(path)
