"""The arrays that every route engine walks: states, and one row per alternative of a step (P12, W9).

This is the boundary of the engine. ``holdings`` writes a ``StepTable``, the finder reads it; a faster finder replaces what
is behind it and nothing else. Neo4j's ``STEP`` relationships and the RDF view's steps are the same rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, IntFlag

import numpy as np
import numpy.typing as npt

Int32 = npt.NDArray[np.int32]
UInt8 = npt.NDArray[np.uint8]
UInt32 = npt.NDArray[np.uint32]
Bool = npt.NDArray[np.bool_]

ANY = -1
"""In ``holder``: whoever holds it. In ``product`` and ``named``: no product named."""


class Kind(IntEnum):
    """What a step is: W2, W3, W4, W5."""

    POSSESSION = 0
    LINEAGE = 1
    SERVICE = 2
    GROUP = 3


class Temporal(IntEnum):
    """How a record stands in time (O5)."""

    EVENT = 0
    STATE = 1
    TIMELESS = 2


class Mark(IntFlag):
    """What an alternative takes for granted; the words are in ``ontology/vocab/mark.ttl``, notation = name, lower case."""

    VARIANT_ASSUMED = 1
    PRODUCT_NOT_STATED = 2
    BEFORE_PRODUCT_KNOWN = 4
    HS_CODE_DIFFERS = 8
    TIE_CLIENT = 16
    TIE_NOT_STATED = 32
    TIE_OTHER_MAKER = 64
    BY_DESIGN_MATCH = 128
    DELIVERY_NOT_STATED = 256
    WITHIN_GROUP = 512
    IDENTIFICATION = 1024
    INFERRED = 2048


UNTIED = Mark.TIE_NOT_STATED | Mark.TIE_OTHER_MAKER

TOLD = Mark.BY_DESIGN_MATCH | Mark.IDENTIFICATION
"""Marks that rest on a record with claims of its own. They are shown, and *strict* drops them, but a route is not less told
for them: W20 and W21 count the others (decision 0007)."""


def count_marks(marks: int) -> int:
    """Count what is taken for granted: the marks that no source tells (W20, W21)."""
    return (marks & ~int(TOLD)).bit_count()


@dataclass(frozen=True, slots=True)
class StepTable:
    """States and alternatives as columns.

    States ``0..n-1`` (``holder``, ``product``); alternatives ``0..m-1`` (all other columns but ``enter`` and ``leave``).
    A step is the alternatives with equal (``kind``, ``source``, ``target``).

    Attributes
    ----------
    holder, product
        Numbers of party and product of each state; ``ANY`` is ``*``.
    enter, leave
        Per product, its span in the variant tree: a is an ancestor of b, or b itself, if
        ``enter[a] <= enter[b] and leave[b] <= leave[a]``. Two products match if one is an ancestor of the other (W2).
    source, target
        States of each alternative.
    kind, temporal
        ``Kind`` and ``Temporal``.
    s1, s2, e1, e2
        Bounds in days (``dates.Bounds``).
    strength
        0 none (denied, W18), 1 alleged, 2 reported, 3 observed, 4 admitted, 5 official: the strength of the step, after
        the caps of W2 to W5.
    disputed, denied
        Standing of the proposition: *disputed*; *denied*, walked only under ``include denied``.
    marks
        ``Mark`` bits.
    capped
        At most *possible* (W3, W4, W5).
    named
        The product that the record itself names; ``ANY`` if it names none (W2, W3).
    record, proposition
        Numbers of the record and of the proposition behind it: indices into the view's lists.
    """

    holder: Int32
    product: Int32
    enter: Int32
    leave: Int32
    source: Int32
    target: Int32
    kind: UInt8
    temporal: UInt8
    s1: Int32
    s2: Int32
    e1: Int32
    e2: Int32
    strength: UInt8
    disputed: Bool
    denied: Bool
    marks: UInt32
    capped: Bool
    named: Int32
    record: Int32
    proposition: Int32

    def matches(self, a: int, b: int) -> bool:
        """Whether two products match: equal, or one an ancestor of the other (W2)."""
        enter, leave = self.enter, self.leave
        return bool((enter[a] <= enter[b] and leave[b] <= leave[a]) or (enter[b] <= enter[a] and leave[a] <= leave[b]))
