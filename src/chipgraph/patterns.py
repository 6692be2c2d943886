"""Patterns: which records a denial such as "no direct or indirect business with Huawei" speaks about (O20).

A denial of a pattern counts for every record that the pattern holds inside. What it may be about without certainty is
shown beside the record and does not count, so that neither a vague denial nor a vague record hides the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from chipgraph.claims import Canonical, ClassTree, Pattern, unmerged
from chipgraph.dates import FIRST, LAST, Bounds, Interval

Ancestors = Callable[[str], Sequence[str]]
"""From a product to what it is a variant of, nearest first (``variantOf``, ``ofModel``), without itself."""


class Reach(IntEnum):
    """What a denied pattern is to a record, in order: the larger one wins where several records form a proposition."""

    NOT_ABOUT = 0
    SHOWN = 1
    COUNTS = 2


class Between(StrEnum):
    """How a denied pattern stands beside a route whose parties it names (W19)."""

    INDIRECT = "of an indirect dealing"
    PARTIES = "between parties of the route"


@dataclass(frozen=True, slots=True)
class Target:
    """A record as a pattern sees it: canonical ends and product, bounds, and when it was first asserted.

    ``asserted`` is the last day on which its earliest assertion can have been published; ``LAST`` if nobody asserts it.
    ``undirected`` is true where the class ties two ends that have no order.
    """

    relation_class: str
    source: str
    target: str
    product: str | None
    bounds: Bounds
    asserted: int = LAST
    undirected: bool = False


def no_ancestors(product: str) -> Sequence[str]:
    """Take every product as the root of its own tree."""
    return ()


def reach(
    pattern: Pattern,
    said: Interval,
    record: Target,
    schema: ClassTree,
    canonical: Canonical = unmerged,
    ancestors: Ancestors = no_ancestors,
) -> Reach:
    """Decide whether a denied pattern counts for a record, is shown beside it, or is not about it (O20).

    Parameters
    ----------
    pattern
        The pattern; its ends and product are passed through ``canonical``.
    said
        When the denial was said: a pattern without an end speaks up to that day, by its latest reading.
    record
        The record, with canonical ids.
    schema
        Which class lies under which; ``Relation`` is the root.
    canonical, ancestors
        Identity, and the variant tree over canonical ids.

    Returns
    -------
    Reach
        ``NOT_ABOUT`` if class, ends or product exclude the record; else ``COUNTS`` if its start and product are
        certainly inside, else ``SHOWN``.
    """
    if not schema.is_a(record.relation_class, pattern.relation_class) or not _ends_match(pattern, record, canonical):
        return Reach.NOT_ABOUT
    product = _product_reach(pattern, record, canonical, ancestors)
    return min(product, _window_reach(pattern, said, record))


def _ends_match(pattern: Pattern, record: Target, canonical: Canonical) -> bool:
    source = canonical(pattern.source) if pattern.source else None
    target = canonical(pattern.target) if pattern.target else None

    def match(first: str, second: str) -> bool:
        return source in (None, first) and target in (None, second)

    turned = pattern.both_directions or record.undirected
    return match(record.source, record.target) or (turned and match(record.target, record.source))


def _product_reach(pattern: Pattern, record: Target, canonical: Canonical, ancestors: Ancestors) -> Reach:
    """Compare products: a variant is inside its family; a family or an unnamed product may only overlap."""
    if pattern.product is None:
        return Reach.COUNTS
    denied = canonical(pattern.product)
    if record.product is None:
        return Reach.SHOWN
    if denied == record.product or denied in ancestors(record.product):
        return Reach.COUNTS
    return Reach.SHOWN if record.product in ancestors(denied) else Reach.NOT_ABOUT


def window(pattern: Pattern, said: Interval) -> Interval:
    """The days of which a pattern speaks: from its own start, if any, to its own end, else to the day it was said."""
    last = pattern.valid_to.hi if pattern.valid_to.known else said.hi
    return Interval(pattern.valid_from.lo, last)


def _window_reach(pattern: Pattern, said: Interval, record: Target) -> Reach:
    """A record is inside if its start ``[s1, s2]`` is.

    What was asserted had begun by then: ``s2`` is at most the publication of the earliest assertion, and is that day
    where no bound is stated.
    """
    days = window(pattern, said)
    begins_inside = days.lo == FIRST or record.bounds.s1 >= days.lo
    inside = begins_inside and min(record.bounds.s2, record.asserted) <= days.hi
    return Reach.COUNTS if inside else Reach.SHOWN


def between(pattern: Pattern, parties: Sequence[str], canonical: Canonical = unmerged) -> Between | None:
    """Say how a denied pattern stands beside a route that runs through these parties, in their order (W19).

    A denial that already stands on a step of the route is shown there; this is for the others. None if the pattern does
    not name two parties of the route. A pattern that means indirect dealings denies the whole way from one to the other.
    """
    if pattern.source is None or pattern.target is None:
        return None
    first, last = canonical(pattern.source), canonical(pattern.target)
    if first == last or first not in parties or last not in parties:
        return None
    places = {party: [i for i, p in enumerate(parties) if p == party] for party in (first, last)}
    onward = pattern.both_directions or places[first][0] < places[last][-1]
    return Between.INDIRECT if pattern.indirect and onward else Between.PARTIES
