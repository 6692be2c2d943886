"""A step table with its products left out: who is connected to whom, whatever is passed on (W6, W30)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from chipgraph.routes.question import Question
from chipgraph.routes.steps import ANY, Kind, StepTable


@dataclass(frozen=True, slots=True)
class Parties:
    """A table with one state a party, and a question put to it."""

    table: StepTable
    question: Question


def merge_products(table: StepTable, question: Question) -> Parties:
    """Make one state of all holdings of a party; lineage and what stays with one party fall away.

    ``(*, p)`` is nobody in particular: its steps are the steps of the senders, which stay.
    """
    holders = np.unique(table.holder[table.holder != ANY])
    number = np.searchsorted(holders, table.holder).astype(np.int32)
    source, target = number[table.source], number[table.target]
    somebody = (table.holder[table.source] != ANY) & (table.holder[table.target] != ANY)
    keep = np.flatnonzero(somebody & (source != target) & (table.kind != Kind.LINEAGE))
    columns = {
        name: getattr(table, name)[keep]
        for name in StepTable.__slots__
        if name not in ("holder", "product", "enter", "leave")
    }
    columns["source"], columns["target"] = source[keep], target[keep]
    columns["named"] = np.full(len(keep), ANY, np.int32)
    merged = replace(table, holder=holders, product=np.full(len(holders), ANY, np.int32), **columns)
    ends = np.zeros(len(holders), np.bool_)
    ends[number[question.ends & (table.holder != ANY)]] = True
    starts = None if question.starts is None else tuple(sorted({int(number[state]) for state in question.starts}))
    return Parties(merged, replace(question, starts=starts, ends=ends))
