"""Labels: what each source can have brought where, with how few transfers and how early; one round of joins a step (W2 to W5, W17).

A label is a state (holder, product) of one source, with the transfers and lineage steps used, the earliest moment, the products
whose untied step waits for an answer (``asked``, W3), and the states that may not be entered again (``barred``, W7).

*Which repeats matter.* A way may not enter a state twice. Where nothing was asked at the first visit, the loop can be cut: what
follows stays allowed, no later and with no more steps. Where something was asked, the loop may have answered it, and cannot be
cut; such states are barred. So one label may stand for another if it is nowhere larger: transfers, lineage, moment, asked, barred.

*Two runs.* The first, loose one keeps of ``asked`` only whether anything is, and of ``barred`` nothing: its labels are few, and
none of them is later than a route. A label that breaks what was left aside is ``broken``. A pair whose best label is whole has
that route; for all others the second, exact run keeps both sets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyspark.sql import functions as fn

from chipgraph.dates import FIRST
from chipgraph.errors import LimitError
from chipgraph.routes.steps import ANY, Kind

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from chipgraph.spark.ground import Ground

KEY = ("source", "holder", "product")
_USED = ("used", "lines", "arrival", "asked", "barred", "broken")
COLUMNS = (*KEY, *_USED)


@dataclass(frozen=True)
class Ways:
    """What a round joins labels with, after pruning.

    Attributes
    ----------
    keyed
        ``sender held recipient carried kind s1 e2 late``: possessions that name a product, by every product that may be held, and
        services.
    free
        ``sender recipient kind s1 e2 late``: what carries whatever is held: groups, and possessions that name nothing.
    names
        ``sender held recipient carried names``: per step what its records name, each with all that matches it (W3).
    """

    keyed: DataFrame
    free: DataFrame
    names: DataFrame
    lineage: DataFrame
    ties: DataFrame


def ways_of(ground: Ground, possessions: DataFrame, groups: DataFrame, services: DataFrame) -> Ways:
    """Spread the records that are left after pruning over the states that they can leave."""
    kin = ground.kin
    named, unnamed = fn.col("product") != ANY, fn.col("product") == ANY
    spread = _spread(possessions.where(named), kin)
    kinds = {kind: fn.lit(int(kind)).alias("kind") for kind in Kind}
    both = ("s1", "e2", "late")
    keyed = spread.select("sender", "held", "recipient", "carried", kinds[Kind.POSSESSION], *both)
    served = services.select(
        *(
            fn.col("client").alias("sender"),
            "held",
            fn.col("performer").alias("recipient"),
            fn.col("held").alias("carried"),
        ),
        *(kinds[Kind.SERVICE], *both),
    )
    carried = possessions.where(unnamed).select("sender", "recipient", kinds[Kind.POSSESSION], *both)
    within = groups.select(
        fn.col("source").alias("sender"), fn.col("target").alias("recipient"), kinds[Kind.GROUP], *both
    )
    return Ways(
        keyed=keyed.unionByName(served).localCheckpoint(),
        free=carried.unionByName(within).localCheckpoint(),
        names=_names(ground).localCheckpoint(),
        lineage=ground.lineage,
        ties=ground.ties,
    )


def _spread(possessions: DataFrame, kin: DataFrame) -> DataFrame:
    """A record that names a product, by every product that its sender may hold; the more specific one goes on (W2)."""
    joined = possessions.join(kin, possessions["product"] == kin["other"]).drop("depth", "other")
    own = joined.withColumnRenamed("one", "held").withColumnRenamed("specific", "carried")
    start = possessions.withColumn("held", fn.lit(ANY)).withColumn("carried", fn.col("product"))
    return own.unionByName(start)


def _names(ground: Ground) -> DataFrame:
    """What the records of a step name, in and out of time; only for products that something can have gone into (W3)."""
    kin, made = ground.kin, ground.lineage.select(fn.col("target").alias("held")).distinct()
    named = ground.possessions.where(fn.col("product") != ANY).select("sender", "recipient", "product").distinct()
    spread = _spread(named, kin).join(made, "held", "left_semi")
    alike = kin.groupBy(fn.col("one").alias("product")).agg(fn.collect_list("other").alias("alike"))
    told = spread.join(alike, "product")
    return told.groupBy("sender", "held", "recipient", "carried").agg(fn.collect_set("alike").alias("names"))


class Rounds:
    """The rounds of one run."""

    def __init__(self, ways: Ways, transfers: int, lineage: int, *, exact: bool, most: int | None = None) -> None:
        self._ways, self._transfers, self._lineage = ways, transfers, lineage
        self._exact, self._most = exact, most
        self.labels: list[int] = []

    def run(self, starts: DataFrame, anyone: bool) -> DataFrame:
        """Go on from the start labels until nothing is new.

        Parameters
        ----------
        starts
            ``source holder product``.
        anyone
            Whether some start is a product that whoever may hold.

        Raises
        ------
        LimitError
            If there are more labels than the run may keep.
        """
        nothing = fn.array().cast("array<int>"), fn.array().cast("array<bigint>")
        new = starts.select(
            *(*KEY, fn.lit(0).alias("used"), fn.lit(0).alias("lines"), fn.lit(FIRST).alias("arrival")),
            *(nothing[0].alias("asked"), nothing[1].alias("barred"), fn.lit(False).alias("broken")),
        ).localCheckpoint()
        known = new
        for number in range(self._transfers + self._lineage):
            reached = self._moved(new).unionByName(self._changed(new))
            if anyone and number <= self._lineage:
                reached = reached.unionByName(self._moved_from_anyone(new))
            new = self._best(reached, known).localCheckpoint()
            self.labels.append(new.count())
            if self._most is not None and sum(self.labels) > self._most:
                raise LimitError(
                    f"The exact run needs more than {self._most:,} labels. Ask from fewer sources, or with fewer transfers."
                )
            if not self.labels[-1]:
                break
            known = known.unionByName(new)
        return known

    # Steps that move

    def _moved(self, labels: DataFrame) -> DataFrame:
        held = labels.where((fn.col("used") < self._transfers) & (fn.col("holder") != ANY))
        keyed, free = self._ways.keyed, self._ways.free
        by_product = held.join(keyed, (held["holder"] == keyed["sender"]) & (held["product"] == keyed["held"]))
        whatever = held.join(free, held["holder"] == free["sender"])
        carried = whatever.withColumn("held", fn.col("product")).withColumn("carried", fn.col("product"))
        return self._arrive(by_product.unionByName(carried), self._ways.names, ["sender"])

    def _moved_from_anyone(self, labels: DataFrame) -> DataFrame:
        """Where a product can go from whoever holds it: only along records that name one (W2)."""
        held = labels.where((fn.col("used") < self._transfers) & (fn.col("holder") == ANY))
        keyed = self._ways.keyed.where(fn.col("kind") == int(Kind.POSSESSION))
        joined = held.join(keyed, held["product"] == keyed["held"])
        asked = held.select(fn.col("product").alias("held")).distinct()
        names = self._ways.names.join(asked, "held", "left_semi").groupBy("held", "recipient", "carried")
        return self._arrive(joined, names.agg(fn.flatten(fn.collect_list("names")).alias("names")), [])

    def _arrive(self, joined: DataFrame, names: DataFrame, more: list[str]) -> DataFrame:
        """Take each way in time that leaves enough time for the rest (W12, W17), and answer what is asked (W3)."""
        moment = fn.greatest("arrival", "s1")
        in_time = joined.withColumn("moment", moment).where(
            (fn.col("moment") <= fn.col("e2"))
            & (fn.col("moment") <= fn.col("late")[self._transfers - 1 - fn.col("used")])
        )
        asks, kind = fn.size("asked") > 0, fn.col("kind")
        free = in_time.where(~asks | (kind == int(Kind.GROUP))).withColumn("unmet", fn.lit(False))
        asking = in_time.where(asks & (kind == int(Kind.POSSESSION)))
        answered = asking.join(names, [*more, "held", "recipient", "carried"]).withColumn("unmet", ~_answers())
        answered = answered.drop("names")
        if self._exact:
            answered = answered.where(~fn.col("unmet"))
        every = free.unionByName(answered)
        still = fn.when(fn.col("kind") == int(Kind.GROUP), fn.col("asked")).otherwise(fn.array().cast("array<int>"))
        return self._enter(
            every.select(
                *("source", fn.col("recipient").alias("holder"), fn.col("carried").alias("product")),
                *((fn.col("used") + 1).alias("used"), "lines", fn.col("moment").alias("arrival"), still.alias("asked")),
                *("barred", (fn.col("broken") | fn.col("unmet")).alias("broken")),
            )
        )

    # Steps that change the product

    def _changed(self, labels: DataFrame) -> DataFrame:
        """What is held goes into something else, by the tie that counts and, where that may not do, untied (W3)."""
        held = labels.where((fn.col("lines") < self._lineage) & (fn.col("product") != ANY))
        lineage, ties = self._ways.lineage, self._ways.ties
        joined = held.join(lineage, held["product"] == lineage["held"])
        tie = ties.select("holder", "target", "whole", fn.col("s1").alias("t1"), fn.col("e2").alias("t2"))
        joined = joined.join(tie, ["holder", "target"], "left")
        match, there, own = fn.col("match"), fn.col("whole").isNotNull(), fn.col("asked")
        asked = fn.array_sort(fn.array_union(own, fn.array("product")))
        untied = fn.struct(fn.col("s1"), fn.col("e2"), asked.alias("asked"))
        tied = fn.struct(fn.greatest("s1", "t1").alias("s1"), fn.least("e2", "t2").alias("e2"), own.alias("asked"))
        certain = fn.struct(fn.col("s1"), fn.col("e2"), own.alias("asked"))
        taken = (
            fn.when(match, fn.array(certain))
            .when(~there, fn.array(untied))
            .when(fn.col("whole"), fn.array(tied))
            .otherwise(fn.array(tied, untied))
        )
        each = joined.withColumn("way", fn.explode(taken)).withColumn("moment", fn.greatest("arrival", "way.s1"))
        return self._enter(
            each.where(fn.col("moment") <= fn.col("way.e2")).select(
                *("source", "holder", fn.col("target").alias("product"), "used", (fn.col("lines") + 1).alias("lines")),
                *(fn.col("moment").alias("arrival"), fn.col("way.asked").alias("asked"), "barred", "broken"),
            )
        )

    def _enter(self, reached: DataFrame) -> DataFrame:
        """Enter a state: one that is barred breaks the way; one where something is asked is barred from now on (W7)."""
        state = fn.shiftleft((fn.col("holder") + 1).cast("bigint"), 32) + fn.col("product") + 1
        again = fn.array_contains("barred", state)
        breaks = fn.col("broken") | again
        reached = reached.where(~again) if self._exact else reached.withColumn("broken", breaks)
        more = fn.array_sort(fn.array_union("barred", fn.array(state)))
        return reached.withColumn("barred", fn.when(fn.size("asked") > 0, more).otherwise(fn.col("barred"))).select(
            *COLUMNS
        )

    # Which labels stand for others (W17)

    def _best(self, reached: DataFrame, known: DataFrame) -> DataFrame:
        """Keep the labels that no other, old or new, is nowhere larger than."""
        alike = [*KEY, "used", "lines", *(("asked", "barred") if self._exact else ())]
        asks = (fn.size("asked") > 0).alias("asks")
        earliest = fn.min(fn.struct("arrival", "broken", "asked", "barred")).alias("best")
        fewer = reached.groupBy(*alike, asks).agg(earliest)
        new = fewer.select(
            *(*KEY, fn.lit(False).alias("old"), "used", "lines", "asks"),
            *(fn.col(f"best.{name}").alias(name) for name in ("arrival", "broken", "asked", "barred")),
        )
        old = known.join(fewer.select(*KEY).distinct(), list(KEY), "left_semi") if self._exact else known
        before = old.select(
            *KEY, fn.lit(True).alias("old"), "used", "lines", asks, "arrival", "broken", "asked", "barred"
        )
        label = fn.struct("old", "used", "lines", "asks", "arrival", "broken", "asked", "barred")
        lists = new.unionByName(before).groupBy(*KEY).agg(fn.collect_list(label).alias("labels"))
        kept = fn.filter(
            "labels",
            lambda x: ~x["old"] & ~fn.exists("labels", lambda y: self._stands_for(y, x) & (y["old"] | (y != x))),
        )
        each = lists.withColumn("label", fn.explode(kept))
        return each.select(*KEY, *(fn.col(f"label.{name}").alias(name) for name in _USED))

    def _stands_for(self, y: Column, x: Column) -> Column:
        """Whether y is nowhere larger than x."""
        fits = (y["used"] <= x["used"]) & (y["lines"] <= x["lines"]) & (y["arrival"] <= x["arrival"])
        if not self._exact:
            return fits & (y["asks"] <= x["asks"])
        inside = [fn.size(fn.array_except(y[name], x[name])) == 0 for name in ("asked", "barred")]
        return fits & inside[0] & inside[1]


def _answers() -> Column:
    """Whether for each product asked about some record of the step names one that does not match it (W3)."""
    return fn.forall("asked", lambda p: fn.exists("names", lambda alike: ~fn.array_contains(alike, p)))
