"""Balance: whether the inputs on record allow the output on record, in intervals (W32, G2, G11).

A quantity that nobody states stays unknown: it never makes an imbalance, and never hides that something is missing. An
imbalance says that a record is missing or a figure is wrong; it says nothing of who.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise


class Verdict(StrEnum):
    """What the quantities come to."""

    BALANCED = "balanced"
    IMBALANCE = "imbalance"
    NOT_DECIDED = "not decided"


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity as an interval: at least ``low``; at most ``high``, None where nobody states it."""

    low: Fraction
    high: Fraction | None

    def plus(self, other: Amount) -> Amount:
        """Add two amounts of different things."""
        high = None if self.high is None or other.high is None else self.high + other.high
        return Amount(self.low + other.low, high)

    def hull(self, other: Amount) -> Amount:
        """What several statements of one thing leave open: the smallest interval that holds both."""
        high = None if self.high is None or other.high is None else max(self.high, other.high)
        return Amount(min(self.low, other.low), high)


NOTHING = Amount(Fraction(0), Fraction(0))


@dataclass(frozen=True, slots=True)
class Stated:
    """One record that speaks of a quantity of a product.

    Attributes
    ----------
    record, proposition
        Records of one proposition are several statements of one thing: they are joined, not added (O27).
    stage
        Its class: ``Fabrication``, ``Transfer``, ...
    sender, recipient
        Parties; the recipient is None where nobody receives.
    amount
        None where the record states none.
    unit
        As stated, folded to compare.
    """

    record: str
    proposition: str
    stage: str
    sender: str
    recipient: str | None
    amount: Amount | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class Stage:
    """What one party is said to have sent on at one stage: several propositions added."""

    party: str
    stage: str
    origin: bool
    amount: Amount
    records: tuple[str, ...]
    silent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """One input of a product: how much of it one unit takes, how much of it is on record, how many units that allows."""

    per_unit: Amount
    supply: Amount
    allows: Fraction | None


@dataclass(frozen=True, slots=True)
class Balance:
    """The verdict on one product, and what each input allows, in the order given."""

    verdict: Verdict
    output: Amount
    needs: tuple[Need, ...]


def stages(records: Iterable[Stated]) -> tuple[Stage, ...]:
    """Reconcile what is said of one product: joined inside a proposition, added over the propositions of a sender.

    A sender to whom nobody is said to have brought the product is an origin (W7): only origins add to what exists, the
    others pass it on.
    """
    own = sorted(records, key=lambda r: (r.sender, r.stage, r.proposition, r.record))
    received = {r.recipient for r in own if r.recipient is not None and r.recipient != r.sender}
    groups: dict[tuple[str, str], list[Stated]] = defaultdict(list)
    for record in own:
        groups[record.sender, record.stage].append(record)
    return tuple(_stage(party, stage, party not in received, group) for (party, stage), group in groups.items())


def _stage(party: str, stage: str, origin: bool, records: Sequence[Stated]) -> Stage:
    by_proposition: dict[str, list[Stated]] = defaultdict(list)
    for record in records:
        by_proposition[record.proposition].append(record)
    total = NOTHING
    for statements in by_proposition.values():
        amounts = [s.amount for s in statements if s.amount is not None]
        amount = amounts[0] if amounts else Amount(Fraction(0), None)
        for other in amounts[1:]:
            amount = amount.hull(other)
        total = total.plus(amount)
    told = tuple(r.record for r in records if r.amount is not None)
    return Stage(party, stage, origin, total, told, tuple(r.record for r in records if r.amount is None))


def on_record(found: Sequence[Stage]) -> Amount:
    """How much of a product there was, by the records: what its origins sent, and never less than what anybody sent.

    Of several stages of one origin the largest counts, among those whose upper end is stated: a foundry makes and sends the
    same dies. Without any record nothing is known.
    """
    total = Amount(Fraction(0), Fraction(0) if any(s.origin for s in found) else None)
    for party in sorted({s.party for s in found if s.origin}):
        own = [s.amount for s in found if s.party == party]
        highs = [a.high for a in own if a.high is not None]
        total = total.plus(Amount(max(a.low for a in own), max(highs) if highs else None))
    seen = max((s.amount.low for s in found), default=Fraction(0))
    low = max(total.low, seen)
    return Amount(low, None if total.high is None else max(total.high, low))


def balance(output: Amount, inputs: Sequence[tuple[Amount, Amount]]) -> Balance:
    """Compare the least output with the most that each input allows: supply at its highest, need per unit at its lowest.

    Parameters
    ----------
    output
        How much of the product is on record.
    inputs
        Per input: how much one unit takes, and how much of it is on record.
    """
    needs = tuple(Need(unit, supply, _allows(unit, supply)) for unit, supply in inputs)
    if any(need.allows is not None and need.allows < output.low for need in needs):
        return Balance(Verdict.IMBALANCE, output, needs)
    decided = output.low > 0 and bool(needs) and all(need.allows is not None for need in needs)
    return Balance(Verdict.BALANCED if decided else Verdict.NOT_DECIDED, output, needs)


def _allows(per_unit: Amount, supply: Amount) -> Fraction | None:
    return None if supply.high is None or per_unit.low <= 0 else supply.high / per_unit.low


def one_unit(records: Iterable[Stated]) -> bool:
    """Whether all stated quantities are in one unit; what is in different units cannot be compared."""
    units = sorted({r.unit for r in records if r.amount is not None and r.unit is not None})
    return all(a == b for a, b in pairwise(units))
