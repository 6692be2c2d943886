"""The records that a question walks, taken out before anything is searched (W2, W6, W14, W16, W18)."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from chipgraph.arrays.ground import KNOWN, Ground, lay
from chipgraph.dates import FIRST, LAST
from chipgraph.routes.question import Disputed, Mode, Question
from chipgraph.routes.steps import Bool, Mark
from chipgraph.routes.walk import Columns, Groups, Lineages, Relations, Services

_WEAK = (
    Mark.PRODUCT_NOT_STATED | Mark.TIE_NOT_STATED | Mark.TIE_OTHER_MAKER | Mark.DELIVERY_NOT_STATED | Mark.WITHIN_GROUP
)
"""Marks whose step is at most *alleged*."""


class Passing(NamedTuple):
    """What passes: the relations as they are, and the ground of the same rows with their windows cut."""

    relations: Relations
    ground: Ground
    forbidden: int


def passing(relations: Relations, whole: Ground, question: Question) -> Passing:
    """Keep the records that the question walks; marks that no way may bear are given as bits.

    Ties stay, because a filter on a tie leaves the untied step (W3); so do all products that a packaging serves and the first
    day on which each is known, which do not depend on the question.
    """
    possessions, groups, services = relations.possessions, relations.groups, relations.services
    lineages = relations.lineages
    kept = replace(
        relations,
        possessions=possessions.take(np.flatnonzero(_walked(possessions.columns, question))),
        groups=_groups(groups, _walked(groups.columns, question)),
        services=_services(services, _walked(services.columns, question, opens=False)),
        lineages=_lineages(lineages, _walked(lineages.columns, question)),
    )
    ground = lay(_cut(kept, question))
    about = ground.about.copy()
    about[:, KNOWN] = whole.about[:, KNOWN]
    return Passing(kept, ground._replace(about=about, served=whole.served), _forbidden(question))


def _forbidden(question: Question) -> int:
    if question.mode is Mode.STRICT:
        return int(sum(Mark))
    marks = Mark(0) if question.include_hs_differs else Mark.HS_CODE_DIFFERS
    return int(marks | _WEAK) if question.min_strength > 1 else int(marks)


def _walked(columns: Columns, question: Question, *, opens: bool = True) -> Bool:
    """Whether each record passes; ``opens`` is false where a step may begin before its record says so (W4)."""
    strong: Bool = columns.strength >= question.min_strength
    if question.include_denied and question.min_strength <= 1:
        strong = strong | columns.denied
    walked = strong & (columns.denied <= question.include_denied)
    if question.disputed is Disputed.EXCLUDE:
        walked &= ~columns.disputed
    if question.mode is Mode.STRICT:
        walked &= ~columns.inferred
    if question.since is not None:
        walked &= columns.e2 >= question.since
    if question.until is not None and opens:
        walked &= columns.s1 <= question.until
    return walked


def _cut(relations: Relations, question: Question) -> Relations:
    """Cut all windows to the days of the question (W16); without dates every window is unbounded (W14)."""
    since = FIRST if question.since is None else question.since
    until = LAST if question.until is None else question.until
    if question.since is None and question.until is None:
        return relations

    def cut(columns: Columns) -> Columns:
        s1, e2 = np.maximum(columns.s1, np.int32(since)), np.minimum(columns.e2, np.int32(until))
        return replace(columns, s1=s1, e2=e2)

    parts = {name: getattr(relations, name) for name in ("possessions", "groups", "services", "lineages")}
    return replace(relations, **{name: replace(part, columns=cut(part.columns)) for name, part in parts.items()})


def _groups(groups: Groups, keep: Bool) -> Groups:
    return Groups(groups.source[keep], groups.target[keep], groups.columns.take(keep))


def _services(services: Services, keep: Bool) -> Services:
    return Services(services.performer[keep], services.client[keep], services.output[keep], services.columns.take(keep))


def _lineages(lineages: Lineages, keep: Bool) -> Lineages:
    return Lineages(
        lineages.source[keep],
        lineages.target[keep],
        lineages.operator[keep],
        lineages.design_match[keep],
        lineages.direct[keep],
        lineages.columns.take(keep),
    )
