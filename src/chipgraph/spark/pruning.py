"""Pruning on parties: the latest moment from which a target can be reached, the earliest at which a party can be (W8, W12, W17).

Products are left aside, so every record of every route survives. One level is one join of all moves with the parties that
changed, and one maximum or minimum a party. Of alternatives out of time those between the same two parties may be dropped
here: they are still asked what they name (see ``labels``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pyspark.sql import functions as fn

from chipgraph.dates import FIRST, LAST

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from chipgraph.spark.ground import Ground

Aggregate = Callable[["Column"], "Column"]

TOO_LATE = FIRST - 1
NEVER = LAST + 1


def moves(ground: Ground) -> DataFrame:
    """Everything that can bring something from one party to another: ``sender recipient s1 e2``."""
    groups = ground.groups.select(fn.col("source").alias("sender"), fn.col("target").alias("recipient"), "s1", "e2")
    services = ground.services.select(
        fn.col("client").alias("sender"), fn.col("performer").alias("recipient"), "s1", "e2"
    )
    return ground.possessions.drop("product").unionByName(groups).unionByName(services.distinct())


def latest(moved: DataFrame, targets: DataFrame, transfers: int) -> DataFrame:
    """Say, per party, the latest moment from which a target is reached with at most 0, 1, ... more transfers.

    Returns
    -------
    ``party late``; ``late[r]`` for r below ``transfers``, ``TOO_LATE`` where none is reached.
    """
    level = targets.select("party", fn.lit(LAST).alias("day"))
    levels = [level.withColumn("left", fn.lit(0))]
    known = level
    for left in range(1, transfers):
        joined = moved.join(level, moved["recipient"] == level["party"])
        day = fn.least("e2", "day")
        reached = joined.where(fn.col("s1") <= day).select(fn.col("sender").alias("party"), day.alias("day"))
        level, known = _better(reached, known, fn.max)
        levels.append(level.withColumn("left", fn.lit(left)))
    return _by_level(levels, transfers, "late", fn.max, TOO_LATE)


def earliest(moved: DataFrame, starts: DataFrame, transfers: int) -> DataFrame:
    """Say, per party, the earliest moment at which it is reached with at most 0, 1, ... transfers: ``party soon``."""
    level = starts.select("party", fn.lit(FIRST).alias("day"))
    levels = [level.withColumn("left", fn.lit(0))]
    known = level
    for used in range(1, transfers):
        joined = moved.join(level, moved["sender"] == level["party"])
        day = fn.greatest("s1", "day")
        reached = joined.where(day <= fn.col("e2")).select(fn.col("recipient").alias("party"), day.alias("day"))
        level, known = _better(reached, known, fn.min)
        levels.append(level.withColumn("left", fn.lit(used)))
    return _by_level(levels, transfers, "soon", fn.min, NEVER)


def _better(reached: DataFrame, known: DataFrame, best: Aggregate) -> tuple[DataFrame, DataFrame]:
    """The parties whose day got better, and the days of all."""
    new = reached.groupBy("party").agg(best(fn.col("day")).alias("new"))
    joined = new.join(known, "party", "full").select(
        "party",
        "new",
        fn.col("day").alias("old"),
        (fn.greatest if best is fn.max else fn.least)("new", "day").alias("day"),
    )
    joined = joined.localCheckpoint()
    changed = joined.where(fn.col("old").isNull() | (fn.col("day") != fn.col("old"))).select("party", "day")
    return changed, joined.select("party", "day")


def _by_level(levels: list[DataFrame], count: int, name: str, best: Aggregate, nothing: int) -> DataFrame:
    """Put the levels of each party into one array, each holding the best of those before it."""
    every = levels[0]
    for level in levels[1:]:
        every = every.unionByName(level)
    upto = [
        fn.coalesce(best(fn.when(fn.col("left") <= i, fn.col("day"))), fn.lit(nothing)) for i in range(max(1, count))
    ]
    return every.groupBy("party").agg(fn.array(*upto).alias(name)).localCheckpoint()


def useful(
    frame: DataFrame, sender: str, recipient: str, late: DataFrame, soon: DataFrame | None, transfers: int
) -> DataFrame:
    """Keep what can lie on a way from a start to a target, each with ``late`` of who receives it."""
    kept = frame.join(late, frame[recipient] == late["party"]).drop("party")
    kept = kept.where(fn.col("s1") <= fn.least(fn.col("e2"), fn.col("late")[transfers - 1]))
    if soon is None:
        return kept
    joined = kept.join(soon, kept[sender] == soon["party"]).drop("party")
    hops: list[Column] = [
        fn.greatest(fn.col("s1"), fn.col("soon")[hop - 1]) <= fn.least(fn.col("e2"), fn.col("late")[transfers - hop])
        for hop in range(1, transfers + 1)
    ]
    fits = hops[0]
    for hop in hops[1:]:
        fits = fits | hop
    return joined.where(fits).drop("soon")
