"""The scan: every controlled product or chosen source against every restricted or chosen party, pair by pair (W22, F4).

Pairs are given as they are found, so that a long scan can be read, written to a file and stopped while it runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from chipgraph.errors import UsageError
from chipgraph.flags.judging import RouteJudge
from chipgraph.flags.scan import restricted
from chipgraph.law.loading import Law
from chipgraph.questions.pairs import Pair, Work, scan
from chipgraph.questions.telling import PAIR_COLUMNS, answer, certificate, pair_row, shown, tell_pair
from chipgraph.results import Result
from chipgraph.routes.steps import ANY
from chipgraph.tracing import TraceOptions, Tracer

COLUMNS = ("source", "source_caption", "controlled", "target", "target_caption", *PAIR_COLUMNS)

_NOT_CONTROLLED = "not_controlled"
_FEW = 1000
"""Rows that are held before they are written to a Parquet file."""


@dataclass(frozen=True, slots=True)
class Source:
    """A product or party from which routes are asked, and whether the product is controlled: *yes*, *may be*; None: not asked."""

    id: str
    controlled: str | None = None


def controlled_products(tracer: Tracer, judge: RouteJudge) -> list[Source]:
    """List the products of the walk that some rule classifies on some day (O31).

    A product without figures may be controlled: it is listed as *may be*, never left out and never counted as *yes*.
    """
    days = _days(judge.law)
    numbers = sorted({int(n) for n in tracer.table.product if n != ANY})
    found = []
    for id in (tracer.numbering.products[n] for n in numbers):
        item = judge.items.item(id)
        classes = [judge.items.classes(item, day, judge.law)[0] for day in days]
        if any(c and _NOT_CONTROLLED not in c for c in classes):
            found.append(Source(id, "yes"))
        elif any(set(c) - {_NOT_CONTROLLED} for c in classes):
            found.append(Source(id, "may be"))
    return found


def _days(law: Law) -> list[int]:
    """The days on which the classification rules change."""
    return sorted({rule.starts.lo for p in law.of_kind("classification") for rule in p.versions})


class Scan:
    """A scan that runs while it is read; iterate it once, or save it."""

    def __init__(
        self,
        tracer: Tracer,
        sources: Sequence[Source],
        targets: Sequence[str],
        options: TraceOptions,
        licences: Sequence[Mapping[str, Any]],
    ) -> None:
        self._tracer = tracer
        self._sources = sources
        self._targets = targets
        self._options = options
        self._licences = licences
        self._question = tracer.question([], [], options)
        self._work = Work(self._question, len(sources) * len(targets))
        self._found = 0
        self._begun = False

    def __iter__(self) -> Iterator[dict[str, object]]:
        for told in self.pairs():
            yield dict(zip(COLUMNS, _row(told), strict=True))

    def pairs(self) -> Iterator[dict[str, Any]]:
        """Give each pair as it is found, its best route with all evidence.

        Raises
        ------
        UsageError
            If the scan was read before: it runs once.
        """
        if self._begun:
            raise UsageError("This scan has been read. Scan again, or keep the rows: scan.to_result()")
        self._begun = True
        starts = [self._states(source.id) for source in self._sources]
        ends = [self._tracer.question([], [id], self._options).ends for id in self._targets]
        for i, j, pair in scan(self._tracer.finder, self._question, starts, ends, self._work):
            if self._sources[i].id == self._targets[j]:
                continue
            self._found += 1
            yield self._tell(self._sources[i], self._targets[j], pair)
            if self._found == self._options.limit:
                self._work.stopped_by = "limit"
                return

    def _states(self, id: str) -> tuple[int, ...]:
        return self._tracer.question([id], [], self._options).starts or ()

    def _tell(self, source: Source, target: str, pair: Pair) -> dict[str, Any]:
        caption = self._tracer.view.caption
        return {
            "source": source.id,
            "source_caption": caption(source.id),
            "controlled": source.controlled,
            "target": target,
            "target_caption": caption(target),
            **tell_pair(self._tracer, pair),
        }

    @property
    def note(self) -> str:
        """How many pairs were found, in words."""
        return f"sources: {len(self._sources)}, targets: {len(self._targets)}, pairs joined: {self._found}"

    @property
    def joined(self) -> int:
        """How many pairs were found so far."""
        return self._found

    @cached_property
    def certificate(self) -> dict[str, Any]:
        """What was searched: the whole of it, once the scan has been read."""
        return self.certificate_so_far

    @property
    def certificate_so_far(self) -> dict[str, Any]:
        """What has been searched by now, and under which terms the answer will stand."""
        asked = {
            "kind": "scan",
            "from": [{"id": s.id, "controlled": s.controlled} for s in self._sources],
            "to": list(self._targets),
        }
        coverage = shown(self._work.coverage(self._found, self._found), self._found)
        return {**certificate(self._tracer, self._options, asked, coverage), "licences": list(self._licences)}

    def to_result(self) -> Result:
        """Run the scan to its end and keep everything."""
        told = list(self.pairs())
        return answer(COLUMNS, [_row(one) for one in told], {"pairs": told}, self.certificate, self.note)

    def save_parquet(self, path: str | Path) -> Path:
        """Run the scan into a Parquet file, a batch at a time, with the certificate in its metadata (F7)."""
        from chipgraph.results.parquet import ParquetRows

        with ParquetRows(Path(path), COLUMNS, _WHOLE, _YES_NO, _LISTS) as file:
            batch: list[tuple[object, ...]] = []
            for told in self.pairs():
                batch.append(_row(told))
                if len(batch) == _FEW:
                    file.write(batch)
                    batch = []
            file.write(batch)
            file.about = {"note": self.note, "certificate": self.certificate}
        return Path(path)


_WHOLE = ("fewest_steps", "transfers", "lineage", "routes")
_YES_NO = ("disputed", "exhaustive")
_LISTS = ("marks", "denied_by")


def _row(told: dict[str, Any]) -> tuple[object, ...]:
    return (*(told[c] for c in COLUMNS[:5]), *pair_row(told))


def scan_answer(
    tracer: Tracer,
    judge: RouteJudge,
    sources: Sequence[str] | None,
    targets: Sequence[str] | None,
    options: TraceOptions,
    licences: Sequence[Mapping[str, Any]],
) -> Scan:
    """Prepare a scan from the named sources, or every controlled product, to the named targets, or every restricted party.

    Raises
    ------
    UsageError
        If there is nothing to scan from or to.
    """
    chosen = controlled_products(tracer, judge) if sources is None else [Source(id) for id in tracer.ids(sources)]
    ends = restricted(tracer, judge) if targets is None else tracer.ids(targets)
    if not chosen:
        raise UsageError("No product of any route is controlled. Name sources: chipgraph scan --from NAME")
    if not ends:
        raise UsageError("No party of any route is on a list. Load lists: chipgraph ingest. Or name parties: --to NAME")
    walked = replace(options, include=tuple(word for word in options.include if word != "impossible"))
    return Scan(tracer, chosen, ends, walked, licences)
