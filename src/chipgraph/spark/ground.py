"""From the Parquet files of a table graph to what can be walked, as Spark frames (W2 to W5, W10, W16, W18).

The same meaning as ``tables.relations`` with ``holdings.ways``, for the default filters: what is asserted is walked, disputed or
not; what is only denied is not. A property test holds both to one answer. Parties and products keep their entity numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pyspark.sql import functions as fn

from chipgraph.dates import FIRST, LAST
from chipgraph.errors import InputError
from chipgraph.grades import Grades
from chipgraph.routes.steps import ANY
from chipgraph.schema import Schema
from chipgraph.tables import folder
from chipgraph.tables.model import NONE
from chipgraph.tables.relations import dataset_strengths
from chipgraph.view.walkable import GroupRule

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

OWN = -1
"""In ``block``: a tie of the party itself, before those that a group lends."""

_PLACE = ("block", "shift", "turned", "parent", "child", "first")
"""Where a pair of one group stands in the array engine's list; ties of equal rank are taken in that order (W3)."""


@dataclass(frozen=True)
class Ground:
    """Frames of everything that can be walked, all windows cut to the days of the question (W16).

    Attributes
    ----------
    possessions
        ``sender recipient product s1 e2``; product ``ANY`` where none is named (W2).
    groups
        ``source target s1 e2``, both ways (W5).
    services
        ``client held performer s1 e2``: what a client holds can come to who packages it (W4).
    lineage
        ``held target match s1 e2``: what a held product can go into, variants considered (W3).
    ties
        ``holder target whole s1 e2``: the tie that counts; ``whole`` if no untied step stands beside it (W3).
    kin
        ``one other specific depth``: products that match, and the more specific of the two (W2).
    """

    possessions: DataFrame
    groups: DataFrame
    services: DataFrame
    lineage: DataFrame
    ties: DataFrame
    kin: DataFrame


class Files:
    """The Parquet files of one table graph as Spark reads them, and which of their classes mean what."""

    def __init__(self, session: SparkSession, path: Path, schema: Schema, grades: Grades) -> None:
        self.head = folder.read_head(path)
        self._session, self._path, self._schema = session, path, schema
        self._strengths = [int(s) for s in dataset_strengths(self.head.datasets, grades)]

    def read(self, name: str) -> DataFrame:
        """Read one file, each row with its number.

        Raises
        ------
        InputError
            If the file is missing or cut short.
        """
        path = self._path / f"{name}.parquet"
        try:
            frame = self._session.read.parquet(str(path))
        except Exception as error:
            reason = str(error).splitlines()[0]
            raise InputError(f"the table cannot be read ({reason}).", path, "Write the folder anew.") from error
        return frame.withColumn("number", fn.col("_metadata.row_index"))

    def classes(self, wanted: Callable[[str], bool]) -> list[int]:
        """Numbers of the relation classes that a test accepts."""
        names = enumerate(self.head.classes)
        return [n for n, c in names if self._schema.is_class(c) and self._schema.is_a(c, "Relation") and wanted(c)]

    def flow(self, flow: str) -> list[int]:
        """Numbers of the classes of one flow (O5)."""
        return self.classes(lambda c: self._schema.relation(c).flow == flow)

    def under(self, *parents: str) -> list[int]:
        """Numbers of the relation classes under one of some others."""
        return self.classes(lambda c: any(self._schema.is_a(c, p) for p in parents))

    def entity_classes(self, *parents: str) -> list[int]:
        """Numbers of the classes of entities under one of some others."""
        return [n for n, c in enumerate(self.head.classes) if any(self._schema.is_a(c, p) for p in parents)]

    def asserted(self, records: DataFrame) -> DataFrame:
        """Keep the records that their dataset asserts (O23, W18)."""
        return records.where(fn.col("dataset").isin([n for n, s in enumerate(self._strengths) if s > 0]))

    def strength(self) -> Column:
        """The strength of a record, by its dataset."""
        return fn.element_at(fn.lit(self._strengths), fn.col("dataset") + 1)


def lay(files: Files, schema: Schema, since: int | None = None, until: int | None = None) -> Ground:
    """Derive the frames; all but the possessions are computed once, here."""
    records, kin = files.read("records"), kin_of(files)
    ends = fn.col("source"), fn.col("target")
    moved = files.asserted(records.where(fn.col("cls").isin(files.flow("possession"))))
    possessions = moved.select(ends[0].alias("sender"), ends[1].alias("recipient"), "product", "s1", "e2")
    pairs = _pairs(files, records).localCheckpoint()
    groups = _cut(pairs.select("source", "target", "s1", "e2").distinct(), since, until)
    return Ground(
        possessions=_cut(possessions, since, until),
        groups=groups,
        services=_cut(_services(files, records, kin), since, until).localCheckpoint(),
        lineage=_cut(_lineage(files, records, kin), since, until).localCheckpoint(),
        ties=_ties(files, schema, records, kin, pairs).localCheckpoint(),
        kin=kin,
    )


def _cut(frame: DataFrame, since: int | None, until: int | None) -> DataFrame:
    """Cut windows to the days of the question, and leave out what has no day left (W16)."""
    if since is not None:
        frame = frame.withColumn("s1", fn.greatest("s1", fn.lit(since)))
    if until is not None:
        frame = frame.withColumn("e2", fn.least("e2", fn.lit(until)))
    return frame.where("s1 <= e2")


def kin_of(files: Files) -> DataFrame:
    """List every two products that match: one is a variant of the other at some remove, or both are one (W2).

    Raises
    ------
    InputError
        If a product is a variant of itself.
    """
    products = files.entity_classes("Product", "Item")
    parents = files.read("entities").where(fn.col("cls").isin(products)).select("number", "parent")
    node, parent = fn.col("number").cast("int"), fn.col("parent")
    up = parents.where(parent != NONE).select(node.alias("child"), parent.alias("above")).localCheckpoint()
    level = parents.select(node.alias("node"), node.alias("ancestor"), fn.lit(0).alias("depth")).localCheckpoint()
    found = level
    while not (level := _above(level, up)).isEmpty():
        circle = level.where("node = ancestor").first()
        if circle is not None:
            raise InputError(f"product {circle[0]} is its own ancestor.", "entities.parquet", "Correct its parent.")
        found = found.unionByName(level)
    own = found.select(
        fn.col("node").alias("one"), fn.col("ancestor").alias("other"), fn.col("node").alias("specific"), "depth"
    )
    below = found.where("depth > 0").select(
        fn.col("ancestor").alias("one"),
        fn.col("node").alias("other"),
        fn.col("node").alias("specific"),
        fn.lit(0).alias("depth"),
    )
    return own.unionByName(below).localCheckpoint()


def _above(level: DataFrame, up: DataFrame) -> DataFrame:
    joined = level.join(up, level["ancestor"] == up["child"])
    return joined.select(
        "node", fn.col("above").alias("ancestor"), (fn.col("depth") + 1).alias("depth")
    ).localCheckpoint()


def _lineage(files: Files, records: DataFrame, kin: DataFrame) -> DataFrame:
    """What a held product can go into: lineage records of it and of all that match it, design matches both ways (W3)."""
    chosen = files.asserted(records.where(fn.col("cls").isin(files.flow("lineage"))))
    match = fn.col("cls").isin(files.under("DesignMatch")).alias("match")
    there = chosen.select(fn.col("source").alias("input"), "target", match, "s1", "e2")
    back = there.where("match and input != target").select(
        fn.col("target").alias("input"), fn.col("input").alias("target"), "match", "s1", "e2"
    )
    both = there.unionByName(back)
    return (
        both.join(kin, both["input"] == kin["other"])
        .select(fn.col("one").alias("held"), "target", "match", "s1", "e2")
        .distinct()
    )


def _services(files: Files, records: DataFrame, kin: DataFrame) -> DataFrame:
    """What comes to who packages it: direct components of the output, matching as in W2 (W4).

    A component counts though the record of it is only denied: what serves what does not depend on the question.
    """
    packed = files.asserted(records.where(fn.col("cls").isin(files.under("Packaging")) & (fn.col("product") != NONE)))
    packed = packed.select(fn.col("target").alias("client"), fn.col("source").alias("performer"), "product", "e2")
    made = records.where(fn.col("cls").isin(files.under("Composition")))
    denied = files.read("denials").select(fn.col("record").cast("bigint").alias("number"))
    parts = files.asserted(made).unionByName(made.join(denied, "number", "left_semi"))
    parts = parts.select(fn.col("source").alias("part"), fn.col("target").alias("whole")).distinct()
    outputs = packed.join(kin, packed["product"] == kin["one"]).select(
        "client", "performer", "e2", fn.col("other").alias("whole")
    )
    held = outputs.join(parts, "whole").select("client", "performer", "e2", "part")
    return (
        held.join(kin, held["part"] == kin["one"])
        .select("client", fn.col("other").alias("held"), "performer", fn.lit(FIRST).alias("s1"), "e2")
        .distinct()
    )


def _pairs(files: Files, records: DataFrame) -> DataFrame:
    """Two parties of one group, both ways, by one stake or as children of one parent, with their place (W5)."""
    rule = GroupRule.load()
    owning = (
        fn.col("cls").isin(files.under("Ownership")) & (fn.col("share") >= rule.controlling_share) & ~fn.isnan("share")
    )
    stakes = files.asserted(records.where(owning | fn.col("cls").isin(files.under("Control"))))
    stakes = stakes.select(fn.col("source").alias("owner"), fn.col("target").alias("owned"), "s1", "e2", "number")
    down = _placed(stakes, "owner", "owned", 0, 0, 0, "owner", "owned", "number")
    up = _placed(stakes, "owned", "owner", 1, 0, 0, "owner", "owned", "number")
    return down.unionByName(up).unionByName(_siblings(files, stakes, rule.group_members))


def _placed(frame: DataFrame, source: str, target: str, *place: object) -> DataFrame:
    columns = [fn.col(p) if isinstance(p, str) else fn.lit(p) for p in place]
    # Stakes of one kind stand in the order of their records, so the parties do not count there.
    if place[0] in (0, 1):
        columns[3] = columns[4] = fn.lit(0)
    named = [c.cast("bigint").alias(name) for c, name in zip(columns, _PLACE, strict=True)]
    return frame.select(fn.col(source).alias("source"), fn.col(target).alias("target"), "s1", "e2", *named)


def _siblings(files: Files, stakes: DataFrame, most: int) -> DataFrame:
    """Children of one parent that is no public body and has few enough of them."""
    from pyspark.sql import Window

    bodies = files.read("entities").where(fn.col("cls").isin(files.entity_classes("PublicBody")))
    few = (
        stakes.groupBy("owner")
        .agg(fn.countDistinct("owned").alias("children"))
        .where(fn.col("children").between(2, most))
    )
    chosen = stakes.join(few, "owner").join(bodies.select(fn.col("number").alias("owner")), "owner", "left_anti")
    rank = fn.row_number().over(Window.partitionBy("owner").orderBy("owned", "number"))
    chosen = chosen.select("owner", "owned", "s1", "e2", "number", rank.alias("at"))
    a, b = chosen.alias("a"), chosen.alias("b")
    joined = a.join(
        b,
        (fn.col("a.owner") == fn.col("b.owner"))
        & (fn.col("a.at") < fn.col("b.at"))
        & (fn.col("a.owned") != fn.col("b.owned")),
    )
    both = joined.select(
        fn.col("a.owned").alias("one"),
        fn.col("b.owned").alias("two"),
        fn.greatest("a.s1", "b.s1").alias("s1"),
        fn.least("a.e2", "b.e2").alias("e2"),
        (fn.col("b.at") - fn.col("a.at")).alias("shift"),
        fn.col("a.owner").alias("parent"),
        fn.col("a.number").alias("first"),
    )
    there = _placed(both, "one", "two", 2, "shift", 0, "parent", "one", "first")
    return there.unionByName(_placed(both, "two", "one", 2, "shift", 1, "parent", "one", "first"))


def _ties(files: Files, schema: Schema, records: DataFrame, kin: DataFrame, pairs: DataFrame) -> DataFrame:
    """The tie that counts of each party to each product: by rank, then by place (W3)."""
    own = _own_ties(files, schema, records)
    always = [fn.lit(FIRST).alias("s1"), fn.lit(LAST).alias("e2")]
    before = [fn.lit(OWN).cast("bigint").alias(name) for name in _PLACE]
    said = own.select("party", "product", "client", "strength", "disputed", *always, *before)
    lending = own.where(~fn.col("client"))
    lent = lending.join(pairs, lending["party"] == pairs["source"])
    lent = lent.select(
        fn.col("target").alias("party"), "product", "client", "strength", "disputed", "s1", "e2", *_PLACE
    )
    every = said.unionByName(lent)
    spread = every.join(kin, every["product"] == kin["other"])
    unbounded = (fn.col("s1") == FIRST) & (fn.col("e2") == LAST)
    rank = (~unbounded, fn.col("client"), -fn.col("strength"), fn.col("disputed"), fn.col("specific"), fn.col("depth"))
    best = fn.min(fn.struct(*(r.alias(f"r{i}") for i, r in enumerate(rank)), *_PLACE, "s1", "e2")).alias("best")
    counted = spread.groupBy(fn.col("party").alias("holder"), fn.col("one").alias("target")).agg(best)
    whole = ~fn.col("best.r0") & ~fn.col("best.r3")
    return counted.select(
        "holder", "target", whole.alias("whole"), fn.col("best.s1").alias("s1"), fn.col("best.e2").alias("e2")
    )


def _own_ties(files: Files, schema: Schema, records: DataFrame) -> DataFrame:
    """Who is said to make, design, package, integrate or supply what: one row a different tie (W3)."""
    ends = {"from": "source", "to": "target", "product": "product"}
    tying = files.classes(lambda c: any(t.party in ends and t.product in ends for t in schema.relation(c).ties))
    standing = _standing(files, schema, records.where(fn.col("cls").isin(tying)))
    parts = []
    for number in tying:
        for tie in schema.relation(files.head.classes[number]).ties:
            if tie.party in ends and tie.product in ends:
                party, product = fn.col(ends[tie.party]).alias("party"), fn.col(ends[tie.product]).alias("product")
                of = standing.where((fn.col("cls") == number) & (fn.col(ends[tie.product]) != NONE))
                parts.append(of.select(party, product, fn.lit(tie.client).alias("client"), "strength", "disputed"))
    if not parts:
        empty = records.where("false").select(fn.col("source").alias("party"), "product", fn.lit(False).alias("client"))
        return empty.select("*", fn.lit(0).alias("strength"), fn.lit(False).alias("disputed"))
    joined = parts[0]
    for part in parts[1:]:
        joined = joined.unionByName(part)
    return joined.distinct()


def _standing(files: Files, schema: Schema, records: DataFrame) -> DataFrame:
    """Asserted records with their strength, and whether a record of the same proposition is denied (O26, O27)."""
    event = fn.col("cls").isin(files.classes(lambda c: schema.relation(c).temporal == "event"))
    both = fn.col("cls").isin(files.classes(lambda c: not schema.relation(c).directed))
    keyed = records.select(
        *("cls", "source", "target", "product", "dataset", "number"),
        fn.when(both, fn.least("source", "target")).otherwise(fn.col("source")).alias("a"),
        fn.when(both, fn.greatest("source", "target")).otherwise(fn.col("target")).alias("b"),
        fn.when(event, fn.col("number")).otherwise(fn.lit(ANY)).alias("episode"),
    )
    denied = files.read("denials").select(fn.col("record").cast("bigint").alias("number"))
    key = ["cls", "a", "b", "product", "episode"]
    told = keyed.join(denied, "number", "left_semi").select(*key).distinct().withColumn("denied", fn.lit(True))
    joined = files.asserted(keyed).join(told, key, "left")
    disputed = fn.coalesce(fn.col("denied"), fn.lit(False)).alias("disputed")
    return joined.select("cls", "source", "target", "product", files.strength().alias("strength"), disputed)
