"""The quantities that a view states of a product, and the balance of a product with its inputs (W32, G2, G11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from chipgraph.claims import Standing
from chipgraph.dates import FIRST, LAST
from chipgraph.questions.balance import (
    NOTHING,
    Amount,
    Balance,
    Need,
    Stage,
    Stated,
    Verdict,
    balance,
    on_record,
    one_unit,
    stages,
)
from chipgraph.questions.lineage import Lineage
from chipgraph.routes.question import Disputed, Question
from chipgraph.routes.walk import Relations
from chipgraph.view import Record, View
from chipgraph.view.walkable import Numbering


def amount_of(record: Record) -> Amount | None:
    """The quantity of a record; None if it states none. A lower end alone leaves the upper end open."""
    low, high = record.row.text("quantity_min"), record.row.text("quantity_max")
    if low is None and high is None:
        return None
    return Amount(Fraction(low or 0), None if high is None else Fraction(high))


def unit_of(record: Record) -> str | None:
    """The unit of a quantity, folded to compare: dies and die are one."""
    unit = record.row.text("quantity_unit")
    return None if unit is None else unit.casefold().strip().removesuffix("s")


@dataclass(frozen=True, slots=True)
class Input:
    """One product that goes into another, with the records of how many a unit takes and of how many there were."""

    product: str
    need: Need
    compositions: tuple[str, ...]
    supply: tuple[Stage, ...]
    unit: str | None


@dataclass(frozen=True, slots=True)
class Balanced:
    """The balance of one product, with the records behind every number."""

    product: str
    balance: Balance
    output: tuple[Stage, ...]
    inputs: tuple[Input, ...]
    mixed_units: bool


class Quantities:
    """Answers for the products of one view under one question."""

    def __init__(self, view: View, relations: Relations, numbering: Numbering, lineage: Lineage, question: Question):
        self._view, self._relations, self._lineage, self._question = view, relations, lineage, question
        self._products = numbering.products
        self._records = numbering.records
        self._number = {id: n for n, id in enumerate(numbering.products)}
        self._stated: dict[str, list[Stated]] = defaultdict(list)
        for record in sorted(view.records.values(), key=lambda r: r.id):
            self._index(record)

    def _passes(self, record: Record) -> bool:
        """Whether the question counts a record (W16, W18): a denied one is never counted."""
        question = self._question
        if not record.status.asserting or int(record.status.strength) < question.min_strength:
            return False
        standing = self._view.proposition_of[record.id].status.standing
        if question.disputed is Disputed.EXCLUDE and standing is Standing.DISPUTED:
            return False
        first, last = self._window()
        return record.bounds.s1 <= last and record.bounds.e2 >= first

    def _window(self) -> tuple[int, int]:
        question = self._question
        return (
            FIRST if question.since is None else question.since,
            LAST if question.until is None else question.until,
        )

    def _index(self, record: Record) -> None:
        if self._view.schema.relation(record.type).flow == "lineage" or not self._passes(record):
            return
        made = record.target if record.target in self._number else None
        product = record.product or made
        if product is None:
            return
        self._stated[product].append(
            Stated(
                record=record.id,
                proposition=self._view.proposition_of[record.id].id,
                stage=record.type,
                sender=record.source,
                recipient=None if made else record.target,
                amount=self._inside(record),
                unit=unit_of(record),
            )
        )

    def _inside(self, record: Record) -> Amount | None:
        """The quantity of a record inside the window; what lies partly outside may be wholly outside."""
        amount = amount_of(record)
        first, last = self._window()
        if amount is None or (first <= record.bounds.s1 and record.bounds.e2 <= last):
            return amount
        return Amount(Fraction(0), amount.high)

    def stated(self, products: Iterable[str]) -> list[Stated]:
        """What is said of some products, one record an entry."""
        return [s for product in sorted(products) for s in self._stated.get(product, ()) if self._moves(s)]

    def _moves(self, stated: Stated) -> bool:
        """Whether a record makes or moves goods: a design is no thing that can be counted."""
        relation = self._view.schema.relation(stated.stage)
        return relation.flow == "possession" or (stated.recipient is None and stated.amount is not None)

    def of(self, product: str) -> Balanced | None:
        """Balance a product with what goes directly into it; None where no composition says how many a unit takes."""
        compositions = self._compositions(product)
        if not compositions:
            return None
        spoken = self.stated(self._only(product))
        output = stages(spoken)
        inputs, pairs = [], []
        mixed = not one_unit(spoken)
        for component, rows in sorted(compositions.items()):
            per_unit = _hull([a for a in map(amount_of, rows) if a is not None])
            supply = self.stated(self._products[n] for n in self._lineage.matched(self._number[component]))
            unit = next((u for u in map(unit_of, rows) if u), None)
            same = one_unit(supply) and all(s.unit in (None, unit) for s in supply if s.amount is not None)
            mixed = mixed or not same
            found = stages(supply)
            total = on_record(found) if same else Amount(Fraction(0), None)
            pairs.append((per_unit, total))
            inputs.append((component, tuple(r.id for r in rows), found, unit))
        made = on_record(output) if output else Amount(Fraction(0), None)
        result = balance(made, pairs)
        told = tuple(Input(c, need, r, s, u) for (c, r, s, u), need in zip(inputs, result.needs, strict=True))
        return Balanced(product, result, output, told, mixed)

    def _only(self, product: str) -> list[str]:
        """The product and its variants: what is said of its family may speak of other variants."""
        enter, leave = self._lineage.span(self._number[product])
        kin = self._lineage.kin(self._number[product])
        return [
            self._products[n] for n in kin if enter <= self._lineage.span(n)[0] and self._lineage.span(n)[1] <= leave
        ]

    def _compositions(self, product: str) -> Mapping[str, Sequence[Record]]:
        """Records that say how many of which component one unit takes, by component."""
        lineages = self._relations.lineages
        found: dict[str, list[Record]] = defaultdict(list)
        targets = set(self._lineage.kin(self._number[product]))
        for row in range(len(lineages.source)):
            record = self._view.records[self._records[int(lineages.columns.record[row])]]
            direct = bool(lineages.direct[row]) and int(lineages.target[row]) in targets
            if direct and self._passes(record) and amount_of(record) is not None:
                found[self._products[int(lineages.source[row])]].append(record)
        return found


def _hull(amounts: Sequence[Amount]) -> Amount:
    total = amounts[0] if amounts else NOTHING
    for amount in amounts[1:]:
        total = total.hull(amount)
    return total


def sentence(view: View, found: Balanced) -> str:
    """Say what a balance comes to; an imbalance names what may be wrong, and accuses nobody (G20)."""
    name = view.caption(found.product)
    if found.balance.verdict is Verdict.IMBALANCE:
        short = [i for i in found.inputs if i.need.allows is not None and i.need.allows < found.balance.output.low]
        limits = "; ".join(f"{view.caption(i.product)} on record allows {number(i.need.allows)}" for i in short)
        return (
            f"At least {number(found.balance.output.low)} of {name} are on record, but {limits}. "
            "A record is missing, or a figure is wrong."
        )
    if found.balance.verdict is Verdict.BALANCED:
        return f"The inputs on record allow the {name} on record."
    missing = [view.caption(i.product) for i in found.inputs if i.need.allows is None]
    reasons = [f"how much {name} there was is not stated"] if not found.balance.output.low else []
    reasons += [f"an upper end for {m} is not stated" for m in missing]
    reasons += ["units differ"] if found.mixed_units else []
    return f"Not decided for {name}: {'; '.join(reasons)}."


def number(value: Fraction | None) -> str:
    """Write a quantity; what nobody states is said."""
    if value is None:
        return "not stated"
    return f"{value.numerator:,}" if value.denominator == 1 else f"{float(value):,.2f}"


def interval(amount: Amount) -> dict[str, Any]:
    """Write an amount for JSON: both ends as text, None where one is not stated."""
    return {"min": number(amount.low), "max": None if amount.high is None else number(amount.high)}
