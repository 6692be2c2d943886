"""New shipments beside a graph that is sorted already: merged into its order, not sorted anew (issue of ten million records).

The new rows alone are sorted; then old and new are laid side by side in one pass over memory. Everything else of the ground
stays as it is: groups, lineage, ties and the variant tree do not change with a shipment.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from chipgraph.arrays.ground import KNOWN, NAMED, Ground, Lists, Runs
from chipgraph.dates import FIRST, LAST
from chipgraph.errors import UsageError
from chipgraph.routes.steps import ANY, Int32
from chipgraph.routes.walk import Columns, Possessions, Relations

Int64 = npt.NDArray[np.int64]
T = TypeVar("T", bound=np.generic)


def extended(relations: Relations, more: Possessions) -> Relations:
    """Add possession records to relations; they stand behind the old ones.

    Raises
    ------
    UsageError
        If one of them names a party or product that the graph does not have.
    """
    for name, count in (
        ("sender", relations.parties),
        ("recipient", relations.parties),
        ("product", relations.products),
    ):
        column = getattr(more, name)
        wrong = np.flatnonzero((column >= count) | (column < (ANY if name == "product" else 0)))
        if len(wrong):
            raise UsageError(
                f"New record {int(wrong[0])}: {name} {int(column[wrong[0]])} is not in the graph, which has {count:,}. "
                f"Load new parties and products with the whole graph."
            )
    old = relations.possessions
    hs = None if old.hs is None and more.hs is None else (_codes(old) + _codes(more))
    columns = (_joined(getattr(old.columns, f.name), getattr(more.columns, f.name)) for f in fields(Columns))
    return replace(
        relations,
        possessions=Possessions(
            _joined(old.sender, more.sender),
            _joined(old.recipient, more.recipient),
            _joined(old.product, more.product),
            hs,
            _joined(old.identified, more.identified),
            Columns(*columns),
        ),
    )


def _codes(possessions: Possessions) -> tuple[str, ...]:
    return ("",) * len(possessions.sender) if possessions.hs is None else possessions.hs


def _joined(a: npt.NDArray[T], b: npt.NDArray[T]) -> npt.NDArray[T]:
    return np.concatenate([a, b.astype(a.dtype)])


def merged(ground: Ground, relations: Relations, more: Possessions) -> Ground:
    """Merge new possession records into a ground; ``relations`` are the extended ones.

    Raises
    ------
    UsageError
        If HS codes are stated, which the ground numbers as a whole.
    """
    if len(ground.hs) > 1 or more.hs is not None:
        raise UsageError("Records with HS codes are numbered as a whole. Sort the graph anew: Archive(relations)")
    columns = more.columns
    row = np.arange(len(more.sender), dtype=np.int32) + np.int32(len(relations.possessions.sender) - len(more.sender))
    order = np.lexsort((more.product, more.sender))
    sent = np.stack([more.recipient, columns.s1, columns.e2, row, more.product], axis=1)[order].astype(np.int32)
    out, at = _merge(ground.out, ground.parties, more.sender[order], sent, NAMED)
    back = np.argsort(more.recipient, kind="stable")
    came = np.stack([more.sender, columns.s1, columns.e2], axis=1)[back].astype(np.int32)
    into, _ = _merge(ground.into, ground.parties, more.recipient[back], came, None)
    return ground._replace(
        out=out,
        into=into,
        by_product=_by_product(ground, at, sent[:, NAMED]),
        about=_known(ground, more),
        identified=np.concatenate([ground.identified, more.identified.astype(np.uint8)]),
    )


def _merge(old: Runs, parties: int, owner: Int32, rows: Int32, second: int | None) -> tuple[Runs, Int64]:
    """Lay new rows, sorted by owner, into a run; give it and where each of the new ones stands among the old."""
    if second is None:
        at = old.first[owner + 1]
    else:
        at = np.fromiter(
            (
                low + np.searchsorted(old.rows[low:high, second], value, "right")
                for low, high, value in zip(
                    old.first[owner].tolist(), old.first[owner + 1].tolist(), rows[:, second].tolist(), strict=True
                )
            ),
            np.int64,
            len(owner),
        )
    joined = np.insert(old.rows, at, rows, axis=0)
    first = old.first + np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=parties))])
    return Runs(first.astype(np.int64), joined), at


def _by_product(ground: Ground, at: Int64, named: Int32) -> Lists:
    """Move the numbers of old rows behind those that were laid before them, and add the new ones that name a product."""
    places = ground.by_product.of + np.searchsorted(at, ground.by_product.of, "right").astype(np.int32)
    new = (at + np.arange(len(at))).astype(np.int32)
    naming = np.flatnonzero(named != ANY)
    naming = naming[np.argsort(named[naming], kind="stable")]
    first = ground.by_product.first
    joined = np.insert(places, first[named[naming] + 1], new[naming])
    count = np.bincount(named[naming], minlength=ground.products)
    return Lists((first + np.concatenate([[0], np.cumsum(count)])).astype(np.int64), joined)


def _known(ground: Ground, more: Possessions) -> Int32:
    """The first day on which a record names each product, with the new records (W2)."""
    about = ground.about.copy()
    told = np.flatnonzero((more.product != ANY) & ~more.columns.denied & (more.columns.s1 != FIRST))
    for product, day in zip(more.product[told].tolist(), more.columns.s1[told].tolist(), strict=True):
        kin = ground.kin.of[ground.kin.first[product] : ground.kin.first[product + 1]]
        known = about[kin, KNOWN]
        about[kin, KNOWN] = np.minimum(np.where(known == FIRST, LAST, known), day)
    return about
