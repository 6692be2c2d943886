"""Status: strength, standing and word of a proposition, computed from the evidence for and against it (O24 to O29).

This is the reference; ``ontology/rules/status.rq`` is the same rule in SPARQL and is held to it by tests. The input is
what ``evidence`` gathers: one ``Evidence`` for each claim, or for each dataset that asserts. The result does not depend
on the order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chipgraph.claims import Stance, Standing, StatusWord, Strength
from chipgraph.dates import UNKNOWN, Interval


@dataclass(frozen=True, slots=True)
class Evidence:
    """One item for, against or beside a proposition.

    Attributes
    ----------
    id
        Id of the claim, or ``dataset:<name>`` where a dataset asserts its records (O23).
    stance, maker
        What it does and whose it is, by canonical id.
    grade
        Of an item that asserts (O24).
    authors
        Who may withdraw it: its maker, its relay, the publisher of its source (O21).
    origin, source
        Copies share ``origin``; where it is unknown, items of one source count once.
    published, said
        When it became known; when it was said, which decides between two positions of one maker (O25).
    retracts
        Id of the item that a retraction withdraws.
    counted
        False for a denial of a pattern that does not hold this record inside: shown only (O20).
    lifts
        Whether it helps to lift a set to *reported* (O24).
    method
        For the wording.
    """

    id: str
    stance: Stance
    maker: str
    grade: Strength = Strength.NONE
    authors: frozenset[str] = frozenset()
    origin: str | None = None
    source: str | None = None
    published: Interval = UNKNOWN
    said: Interval = UNKNOWN
    retracts: str | None = None
    counted: bool = True
    lifts: bool = False
    method: str | None = None

    @property
    def speaks_for(self) -> bool:
        """Whether it asserts at all: the result of a search does not (O24)."""
        return self.stance == Stance.ASSERTS and self.grade > Strength.NONE

    @property
    def speaks_against(self) -> bool:
        """Whether it is a denial that counts (O20)."""
        return self.stance == Stance.DENIES and self.counted

    def may_be_withdrawn_by(self, maker: str) -> bool:
        """Whether this maker made or published it (O21)."""
        return maker == self.maker or maker in self.authors


@dataclass(frozen=True, slots=True)
class Status:
    """What the evidence comes to. Ids and makers are sorted.

    Attributes
    ----------
    strength, standing, word
        O25, O26. ``strength`` is ``NONE`` where nothing asserts.
    own_maker
        One maker both asserts and denies, and which came later is not certain (O25).
    asserting_makers, denying_makers
        Who, each once (O28).
    origins
        Independent origins of what asserts: (known independent, at most) (O28).
    asserting, denying
        Items that count.
    shown_denials
        Denials of patterns that do not hold the record inside: shown beside it (O20).
    inactive
        Withdrawn items with their retractions, and positions that their maker certainly reversed later.
    qualifying, silent
        Items that narrow it or report a search; parties asked without an answer (O21).
    methods
        Methods of the items that assert, for the wording.
    """

    strength: Strength
    standing: Standing
    word: StatusWord
    own_maker: bool
    asserting_makers: tuple[str, ...]
    denying_makers: tuple[str, ...]
    origins: tuple[int, int]
    asserting: tuple[str, ...]
    denying: tuple[str, ...]
    shown_denials: tuple[str, ...]
    inactive: tuple[str, ...]
    qualifying: tuple[str, ...]
    silent: tuple[str, ...]
    methods: tuple[str, ...]


def status(evidence: Iterable[Evidence]) -> Status | None:
    """Compute the status of one proposition (O25, O26).

    Returns
    -------
    Status or None
        None where nobody asserts, denies or has withdrawn anything: there is no proposition then, only questions that
        were asked.
    """
    items = sorted(set(evidence), key=lambda e: e.id)
    withdrawn = _withdrawn(items)
    active = [e for e in items if e.stance != Stance.RETRACTS and e.id not in withdrawn]
    speaking = [e for e in active if e.speaks_for or e.speaks_against]
    current = [e for e in speaking if not _reversed(e, speaking)]
    asserting = [e for e in current if e.speaks_for]
    denying = [e for e in current if e.speaks_against]
    lost = any(e.id in withdrawn and (e.speaks_for or e.speaks_against) for e in items)
    if not current and not lost:
        return None
    strength, standing = _strength(asserting), _standing(asserting, denying)
    held = {e.id for e in active} - {e.id for e in speaking if e not in current}
    return Status(
        strength=strength,
        standing=standing,
        word=status_word(strength, standing),
        own_maker=bool({e.maker for e in asserting} & {e.maker for e in denying}),
        asserting_makers=_sorted(e.maker for e in asserting),
        denying_makers=_sorted(e.maker for e in denying),
        origins=_origins(asserting),
        asserting=_sorted(e.id for e in asserting),
        denying=_sorted(e.id for e in denying),
        shown_denials=_sorted(e.id for e in active if e.stance == Stance.DENIES and not e.counted),
        inactive=_sorted(e.id for e in items if e.id not in held),
        qualifying=_sorted(e.id for e in active if e.stance == Stance.QUALIFIES or _searched(e)),
        silent=_sorted(e.id for e in active if e.stance == Stance.SILENT),
        methods=_sorted(e.method for e in asserting if e.method),
    )


def status_word(strength: Strength, standing: Standing) -> StatusWord:
    """Make one word of strength and standing (O26). Filters never use it."""
    if standing == Standing.WITHDRAWN:
        return StatusWord.RETRACTED
    if standing == Standing.DENIED:
        return StatusWord.DENIED
    if standing == Standing.DISPUTED and strength < Strength.ADMITTED:
        return StatusWord.CONTESTED
    return StatusWord(strength.word)


def _sorted(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words)))


def _searched(item: Evidence) -> bool:
    return item.stance == Stance.ASSERTS and not item.speaks_for


def _withdrawn(items: Sequence[Evidence]) -> frozenset[str]:
    """Find what its maker or publisher withdrew by name; a retraction itself cannot be withdrawn (O21)."""
    retractions = [e for e in items if e.stance == Stance.RETRACTS]
    return frozenset(
        target.id
        for target in items
        if target.stance != Stance.RETRACTS
        and any(r.retracts == target.id and target.may_be_withdrawn_by(r.maker) for r in retractions)
    )


def _reversed(item: Evidence, speaking: Iterable[Evidence]) -> bool:
    """Whether its own maker took the other side on a certainly later day (O25)."""
    return any(
        other.maker == item.maker and other.stance != item.stance and other.said.lo > item.said.hi for other in speaking
    )


def _strength(asserting: Sequence[Evidence]) -> Strength:
    """Take the best grade, or *reported* where two independent items lift the set (O24, O25)."""
    best = max((e.grade for e in asserting), default=Strength.NONE)
    lifting = [e for e in asserting if e.lifts and e.origin is not None]
    # If two makers and two origins appear, some two items differ in both.
    if len({e.maker for e in lifting}) > 1 and len({e.origin for e in lifting}) > 1:
        return max(best, Strength.REPORTED)
    return best


def _standing(asserting: Sequence[Evidence], denying: Sequence[Evidence]) -> Standing:
    if asserting:
        return Standing.DISPUTED if denying else Standing.UNDISPUTED
    return Standing.DENIED if denying else Standing.WITHDRAWN


def _origins(asserting: Sequence[Evidence]) -> tuple[int, int]:
    """Count independent origins as (known, at most); copies share one and change no count (O28, G9).

    One maker is not independent of itself, so no more are known than there are makers. Items of unknown origin may be one
    story or as many as there are sources.
    """
    named = {e.origin for e in asserting if e.origin is not None}
    unnamed = {e.source or e.id for e in asserting if e.origin is None}
    known = min(len(named), len({e.maker for e in asserting if e.origin is not None}))
    return max(known, min(len(unnamed), 1)), len(named) + len(unnamed)
