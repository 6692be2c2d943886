"""Judge a route: every possession hop on the days on which it can have happened in this route (W22 to W25).

The sender is judged as exporter; the recipient and every later holder as possible consignee or end user (W23). A hop is
labelled by what is enforced, and a route by its worst hop; a licence on record that covers a hop takes its label away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from chipgraph.claims import Strength
from chipgraph.dates import FIRST, LAST, Bounds, day_text, parse
from chipgraph.flags import terms as wording
from chipgraph.flags.items import FoundItem, LegalItems
from chipgraph.flags.parties import Days, LegalParties, Ties
from chipgraph.law import chips as chip_rows
from chipgraph.law.chips import Chips
from chipgraph.law.documents import judgement_document
from chipgraph.law.explain import Offered, explain_over
from chipgraph.law.hop import Hop, Item
from chipgraph.law.judge import Judgement
from chipgraph.law.loading import Law
from chipgraph.law.loading import load as load_law
from chipgraph.law.model import Tri
from chipgraph.law.parties import Party
from chipgraph.law.window import boundaries, judge, segments
from chipgraph.view import Record, View

FLAGGED, OPEN, NOT_SHOWN = "flagged", "open", "not shown to apply"
LABELS = (FLAGGED, OPEN, NOT_SHOWN)
_POSSESSION = "possession"

Document = Mapping[str, Any]


class RouteJudge:
    """Judges routes of one view by one law.

    Parameters
    ----------
    view
        What is known, or was known on a day: listings and matches that it does not hold are not used (O30).
    law, chips, terms
        Rules, figures, and how the graph speaks of what they ask; the shipped ones where none are given.
    """

    def __init__(
        self, view: View, law: Law | None = None, chips: Chips | None = None, terms: wording.Terms | None = None
    ) -> None:
        terms, ties = terms or wording.load(), Ties(view)
        self._view, self._ties, self._inside = view, ties, terms.no_export_within
        self.law = law or load_law()
        self.parties = LegalParties(view, self.law, terms, ties)
        self.items = LegalItems(view, self.law, chips or chip_rows.shipped(), terms, ties)

    def under(self, law: Law | None = None, parties: LegalParties | None = None) -> RouteJudge:
        """Give a judge of the same view under another law, or with parties as they would be (G17)."""
        other = object.__new__(RouteJudge)
        other._view, other._ties, other.law = self._view, self._ties, law or self.law
        other.parties, other.items, other._inside = parties or self.parties, self.items, self._inside
        return other

    def judge(self, route: Document, on: int | None = None) -> dict[str, Any]:
        """Give a route of a trace with ``law`` on each step and ``label``; ``on`` judges all hops as of that day."""
        laws = [self._judged(route, number, on) for number in range(len(route["steps"]))]
        steps = [{**step, "law": law} for step, law in zip(route["steps"], laws, strict=True)]
        return {**route, "label": worst([law["label"] for law in laws if law is not None]), "steps": steps}

    def _judged(self, route: Document, number: int, on: int | None) -> dict[str, Any] | None:
        hop = self.hop(route, number, on)
        if hop is None:
            return None
        return self.document(hop, self.items.item(route["steps"][number]["product"]))

    def document(self, hop: Hop, item: FoundItem) -> dict[str, Any]:
        """Judge one hop and tell it: the ``law`` of a step of a route, or of a line of a shipment file (W22 to W25)."""
        judgement, days = self._judgement(hop), self._days_told(hop)
        documents = judgement_document(judgement, self.law.digest)
        known = {p.name: p for p in hop.parties}
        for hook in documents["hooks"]:  # type: ignore[attr-defined]
            party = known.get(hook["party"])
            hook |= {"party_role": party.role, "party_strength": party.strength} if party is not None else {}
        return {
            **documents,
            "label": label(judgement, hop.licence_on_record),
            "days": [day_text(hop.first), day_text(hop.last)],
            "item": self._item(item, days),
            "origin": hop.origin,
            "destinations": list(hop.destinations),
            "exporter": None if hop.exporter is None else hop.exporter.name,
            "parties": [{"id": p.id, "name": p.name, "role": p.role, "strength": p.strength} for p in hop.parties],
            "licence_on_record": hop.licence_on_record,
            "explanations": [_explanation(o) for o in explain_over(hop, days, self.law)],
        }

    def _judgement(self, hop: Hop) -> Judgement:
        """Judge a hop; a delivery inside a territory where that is no export is asked of no rule."""
        if hop.origin in self._inside and hop.destinations == (hop.origin,):
            return Judgement((), (), (), notes=(f"Inside {hop.origin}: no export.",))
        return judge(hop, self.law)

    def _days_told(self, hop: Hop) -> tuple[int, ...]:
        """Days that stand for all on which the hop is judged: one a stretch on which no answer changes.

        Of a state they are those that every reading has, if there are any (W24).
        """
        first, last = hop.inner if hop.is_state and hop.inner is not None else (hop.first, hop.last)
        return (first,) if first == last else segments(first, last, boundaries(hop, self.law))

    def _item(self, found: FoundItem, days: Sequence[int]) -> dict[str, Any]:
        answers = [self.items.classes(found, day, self.law) for day in days]
        classes = sorted({name for named, _ in answers for name in named})
        settled_by = dict.fromkeys(fact for _, facts in answers for fact in facts)
        return {
            "name": found.item.name,
            "basis": found.basis,
            "figures_of": found.source,
            "records": list(found.records),
            "classes": list(classes),
            "settled_by": list(settled_by),
        }

    def hop(self, route: Document, number: int, on: int | None = None) -> Hop | None:
        """Make the hop of a step as the law sees it; None for a step that is no possession, or that cannot have happened."""
        step = route["steps"][number]
        record = self._view.records[step["record"]]
        first, last = (on, on) if on is not None else _days(step)
        if step["kind"] != _POSSESSION or first > last:
            return None
        days = (first, last)
        licensed = self.licensed((step["from"], step["to"]), step["product"], days)
        return Hop(
            first=first,
            last=last,
            item=self.designed(self.items.item(step["product"]), step["product"], days),
            origin=self._origin(step, record),
            destinations=self.parties.places(step["to"]),
            parties=tuple(self._receiving(route["steps"], number, days)),
            exporter=self.parties.party(step["from"], days, "exporter"),
            flags=_flags(route["steps"], number, licensed),
            licence_on_record=licensed,
            is_state=on is None and self._view.schema.relation(record.type).temporal != "event",
            inner=_inner(record.bounds, days),
        )

    def designed(self, found: FoundItem, product: str | None, days: Days) -> Item:
        """Give the item of a product with its designer, where the graph knows exactly one."""
        designers = self._ties.into("Design", product) if product else ()
        if len({d.source for d in designers}) != 1:
            return found.item
        return replace(found.item, designer=self.parties.party(designers[0].source, days, "designer"))

    def _origin(self, step: Document, record: Record) -> str | None:
        """Give where it comes from: the facility of the record, else the seat of the sender; None if there are several (W23)."""
        facility = record.row.text("facility") if record.row.text("facility") else None
        found = self.parties.seats(self._view.identity.canonical(facility)) if facility else ()
        found = found or self.parties.seats(step["from"])
        return found[0] if len(found) == 1 else None

    def _receiving(self, steps: Sequence[Document], number: int, days: Days) -> list[Party]:
        """Give the recipient and every later holder, with the strength of the steps between (W23)."""
        found = {steps[number]["to"]: self.parties.party(steps[number]["to"], days, "consignee", "direct")}
        between: list[Strength] = []
        for step in steps[number + 1 :]:
            between.append(Strength[step["strength"].upper()])
            holder = step["holding_to"]["holder"]
            if holder is None or holder in found or holder == steps[number]["from"] or step["type"] == "Access":
                continue
            found[holder] = self.parties.party(holder, days, "later holder", min(between).word)
        return list(found.values())

    def licensed(self, ends: Sequence[str], product: str | None, days: Days) -> Tri:
        """Whether a licence on record covers a hop: for one of its ends, this product, on all its days; None: perhaps."""
        found: set[Tri] = set()
        for party in ends:
            for licence in self._ties.of("Licence", party):
                if licence.target == product:
                    found.add(_covers(licence.bounds, days))
        return True if True in found else (None if None in found else False)


def _covers(bounds: Bounds, days: Days) -> Tri:
    if bounds.s2 <= days[0] and days[1] <= bounds.e1:
        return True
    return None if bounds.s1 <= days[1] and days[0] <= bounds.e2 else False


def _flags(steps: Sequence[Document], number: int, licensed: Tri) -> dict[str, Tri]:
    flags: dict[str, Tri] = {"licence_on_record": licensed}
    if any(step["type"] == "Access" for step in steps[number + 1 :]):
        flags["remote_use"] = True
    return flags


def _days(step: Document) -> Days:
    low, high = step["days"]
    return (FIRST if low is None else parse(low).lo, LAST if high is None else parse(high).hi)


def _inner(bounds: Bounds, days: Days) -> Days | None:
    """Give the days that every reading of a state has, inside the days of this route (W11, W24)."""
    low, high = max(bounds.s2, days[0]), min(bounds.e1, days[1])
    return (low, high) if low <= high else None


def _explanation(offered: Offered) -> dict[str, Any]:
    return {
        "id": offered.id,
        "text": offered.text,
        "citation": offered.citation,
        "state": offered.state,
        "supports": list(offered.supports),
        "contradicts": list(offered.contradicts),
        "unknown": list(offered.unknown),
        "supported_by": offered.supported_by,
    }


def label(judgement: Judgement, licensed: Tri) -> str:
    """Label a hop; a licence that covers it takes a flag away, one that perhaps does leaves it open (W25)."""
    found = judgement.label
    if found == NOT_SHOWN or licensed is False:
        return found
    return NOT_SHOWN if licensed else OPEN


def worst(labels: Sequence[str]) -> str:
    """Label a route by the worst label of its hops (W25)."""
    return next((word for word in LABELS if word in labels), NOT_SHOWN)
