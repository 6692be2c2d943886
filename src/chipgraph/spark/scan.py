"""The scan as a Spark program: per source and target the fewest transfers, then the earliest arrival (W7, W8, W12, W28).

It walks what the array scan walks under the default filters: possession, lineage with its ties, service and group steps, *possible*
in time. It gives no witness: a pair that matters is asked for by itself, with ``chipgraph trace``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from pyspark.sql import functions as fn

from chipgraph.dates import from_day
from chipgraph.errors import LimitError, StoreError, UsageError
from chipgraph.routes.question import DEFAULT_LINEAGE, DEFAULT_TRANSFERS
from chipgraph.routes.steps import ANY
from chipgraph.spark.ground import Files, lay
from chipgraph.spark.labels import Rounds, Ways, ways_of
from chipgraph.spark.pruning import earliest, latest, moves, useful
from chipgraph.spark.session import frame_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from chipgraph.grades import Grades
    from chipgraph.schema import Schema

MOST_EXACT = 50_000_000
"""Labels that the exact run may make before its pairs are told as undecided."""

CERTIFICATE = "_certificate.json"
"""Stands beside the Parquet files; readers of Parquet pass over names that begin with ``_``."""

_ENDS = {"source": "int", "holder": "int", "product": "int"}
_PARTY = {"party": "int"}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is asked: steps at most (W8), first and last day (W16)."""

    max_transfers: int = DEFAULT_TRANSFERS
    max_lineage: int = DEFAULT_LINEAGE
    since: int | None = None
    until: int | None = None

    def __post_init__(self) -> None:
        if self.max_transfers < 1 or self.max_lineage < 0:
            raise UsageError("A scan takes one transfer or more, and no fewer lineage steps than 0.")
        if self.since is not None and self.until is not None and self.since > self.until:
            raise UsageError("The first day of the question is after its last day. Exchange --since and --until.")


@dataclass(frozen=True, slots=True)
class Pair:
    """A source and a target between which there is a route; both are numbers of entities.

    ``arrival`` is the earliest day among the routes with the fewest transfers; ``FIRST`` if no date bounds it.
    """

    source: int
    target: int
    transfers: int
    arrival: int


@dataclass
class Progress:
    """What was done: labels of each round, pairs, what was left undecided (W28); seconds until the first round, and in all."""

    loose_rounds: list[int] = field(default_factory=list)
    exact_rounds: list[int] = field(default_factory=list)
    pairs: int = 0
    asked_again: int = 0
    undecided: tuple[tuple[int, int], ...] = ()
    prepared: float = 0.0
    seconds: float = 0.0


class SparkScan:
    """A scan of one table graph in one session."""

    def __init__(self, session: SparkSession, path: Path, schema: Schema, grades: Grades) -> None:
        self.session, self.path = session, path
        self.files = Files(session, path, schema, grades)
        self._schema = schema
        self._products = set(self.files.entity_classes("Product", "Item"))
        self.progress = Progress()

    def pairs(
        self, sources: Sequence[int], targets: Sequence[int], bounds: Bounds, most_exact: int = MOST_EXACT
    ) -> DataFrame:
        """Scan from every source to every target, and give ``source target transfers arrival``.

        Parameters
        ----------
        sources
            Numbers of entities: a party begins with what is not named yet, a product with whoever holds it (W1).
        targets
            Numbers of parties.
        most_exact
            Labels that the exact run may make.

        Raises
        ------
        UsageError
            If a target is no party.
        """
        began, self.progress = monotonic(), Progress()
        products = self._products_among([*sources, *targets])
        if wrong := sorted(set(targets) & products):
            raise UsageError(f"Entity {wrong[0]} is a product. Name parties as targets.")
        starts = [(n, ANY, n) if n in products else (n, n, ANY) for n in sorted(set(sources))]
        ways = self._ways(starts, targets, bounds)
        self.progress.prepared = monotonic() - began
        run = Rounds(ways, bounds.max_transfers, bounds.max_lineage, exact=False)
        found = self._ends(run.run(self._frame(starts), bool(products)), targets)
        self.progress.loose_rounds = run.labels
        whole = found.where(~fn.col("broken")).drop("broken")
        again = [(r["source"], r["target"]) for r in found.where("broken").select("source", "target").collect()]
        if again:
            whole = whole.unionByName(self._exact(ways, starts, again, bounds, most_exact))
        whole = whole.localCheckpoint()
        self.progress.pairs, self.progress.seconds = whole.count(), monotonic() - began
        return whole

    def _exact(
        self, ways: Ways, starts: list[tuple[int, int, int]], again: list[tuple[int, int]], bounds: Bounds, most: int
    ) -> DataFrame:
        """Ask once more, with everything that a route must keep, for pairs whose best label may be no route."""
        self.progress.asked_again = len(again)
        chosen = {source for source, _ in again}
        begin = [start for start in starts if start[0] in chosen]
        run = Rounds(ways, bounds.max_transfers, bounds.max_lineage, exact=True, most=most)
        wanted = frame_of(self.session, again, {"source": "int", "target": "int"})
        try:
            labels = run.run(self._frame(begin), any(holder == ANY for _, holder, _ in begin))
        except LimitError:
            self.progress.undecided = tuple(sorted(again))
            labels = self._frame([]).select("*", *(fn.lit(0).alias(n) for n in ("used", "lines", "arrival", "broken")))
        self.progress.exact_rounds = run.labels
        found = self._ends(labels, sorted({target for _, target in again})).drop("broken")
        return found.join(wanted, ["source", "target"], "left_semi")

    def _ways(self, starts: list[tuple[int, int, int]], targets: Sequence[int], bounds: Bounds) -> Ways:
        """Lay the ground, prune it on parties, and spread what is left (W17)."""
        ground = lay(self.files, self._schema, bounds.since, bounds.until)
        moved = moves(ground).localCheckpoint()
        ends = frame_of(self.session, [(n,) for n in sorted(set(targets))], _PARTY)
        late = latest(moved, ends, bounds.max_transfers)
        soon = None
        if all(holder != ANY for _, holder, _ in starts):
            begin = frame_of(self.session, [(holder,) for _, holder, _ in starts], _PARTY)
            soon = earliest(moved, begin, bounds.max_transfers)

        def kept(frame: DataFrame, sender: str, recipient: str) -> DataFrame:
            return useful(frame, sender, recipient, late, soon, bounds.max_transfers)

        return ways_of(
            ground,
            kept(ground.possessions, "sender", "recipient"),
            kept(ground.groups, "source", "target"),
            kept(ground.services, "client", "performer"),
        )

    def _frame(self, starts: list[tuple[int, int, int]]) -> DataFrame:
        return frame_of(self.session, starts, _ENDS)

    def _ends(self, labels: DataFrame, targets: Sequence[int]) -> DataFrame:
        """The best label of each pair: fewest transfers, then earliest arrival (W7)."""
        ends = frame_of(self.session, [(n,) for n in sorted(set(targets))], {"holder": "int"})
        arrived = labels.where("used > 0").join(fn.broadcast(ends), "holder")
        best = fn.min(fn.struct("used", "arrival", "broken")).alias("best")
        each = arrived.groupBy("source", fn.col("holder").alias("target")).agg(best)
        return each.select(
            *("source", "target", fn.col("best.used").alias("transfers"), fn.col("best.arrival").alias("arrival")),
            fn.col("best.broken").alias("broken"),
        ).localCheckpoint()

    def _products_among(self, numbers: Sequence[int]) -> set[int]:
        asked = frame_of(self.session, [(n,) for n in sorted(set(numbers))], {"number": "bigint"})
        rows = self.files.read("entities").select("number", "cls").join(asked, "number").collect()
        return {int(row["number"]) for row in rows if row["cls"] in self._products}

    def certificate(self, bounds: Bounds, sources: int, targets: int) -> dict[str, object]:
        """Say what was asked, what was walked and what was left open (W26 to W28)."""
        done = self.progress
        return {
            "kind": "spark scan",
            "graph": self.files.head.digest,
            "ontology": self._schema.digest,
            "datasets": [{"name": d.name, "title": d.title, "licence": d.licence} for d in self.files.head.datasets],
            "bounds": {
                "max_transfers": bounds.max_transfers,
                "max_lineage": bounds.max_lineage,
                "since": None if bounds.since is None else str(from_day(bounds.since)),
                "until": None if bounds.until is None else str(from_day(bounds.until)),
                "mode": "follow",
                "min_strength": "none",
                "disputed": "include",
                "denied": "left out",
                "min_days": 0,
            },
            "walked": ["possession", "lineage", "service", "group"],
            "verdict": "possible",
            "sources": sources,
            "targets": targets,
            "pairs": done.pairs,
            "labels": {"loose": done.loose_rounds, "exact": done.exact_rounds},
            "asked_again": done.asked_again,
            "exhaustive": not done.undecided,
            "undecided": [{"source": s, "target": t} for s, t in done.undecided],
            "seconds": round(done.seconds, 3),
            "engine": f"spark {self.session.version}",
        }


def collect(pairs: DataFrame) -> list[Pair]:
    """Give the pairs to this process, in the order of source and target."""
    rows = pairs.orderBy("source", "target").collect()
    return [Pair(row["source"], row["target"], row["transfers"], row["arrival"]) for row in rows]


def write(pairs: DataFrame, ids: dict[int, str], certificate: dict[str, object], out: Path) -> None:
    """Write the pairs as a folder of Parquet files, with ids and dates, and the certificate beside them.

    Raises
    ------
    UsageError
        If there is something at that place.
    StoreError
        If it cannot be written.
    """
    if out.exists():
        raise UsageError(f"{out} exists. Name another folder, or remove it first.")
    session = pairs.sparkSession
    names = fn.broadcast(frame_of(session, sorted(ids.items()), {"number": "int", "id": "string"}))
    source, target = (
        names.select(fn.col("number").alias(n), fn.col("id").alias(f"{n}_id")) for n in ("source", "target")
    )
    named = pairs.join(source, "source").join(target, "target")
    day = fn.expr("case when abs(arrival) < 1073741824 then date_add(date'1970-01-01', arrival) end")
    told = named.select(
        fn.col("source_id").alias("source"), fn.col("target_id").alias("target"),
        fn.col("transfers").cast("byte").alias("transfers"), day.alias("arrival"),
    )  # fmt: skip
    try:
        told.sortWithinPartitions("source", "target").write.parquet(str(out))
        (out / CERTIFICATE).write_text(json.dumps(certificate, ensure_ascii=False, indent=1), encoding="utf-8")
    except Exception as error:
        raise StoreError(f"{out}: it cannot be written ({str(error).splitlines()[0]}). Name another folder.") from error
