"""Which facts fit a gap, and which speak against it (W34, G19).

Each test asks one thing of the view and gives a sentence if it holds. A gap is ranked by how many hold; no test is weighed
against another, and none says that the relation exists.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from chipgraph.answers.evidence import describe_pattern
from chipgraph.claims import Stance
from chipgraph.dates import FIRST, LAST, day_text
from chipgraph.patterns import between
from chipgraph.questions.gaps import Gap, Sides
from chipgraph.questions.lineage import Lineage
from chipgraph.routes.steps import ANY, Kind
from chipgraph.view import Record, View
from chipgraph.view.walkable import Numbering

_LEAST_LETTERS = 4
_RARE = 8
"""A word of a name is telling if no more products than these bear it."""


def _telling(name: str) -> Iterator[str]:
    """Words of a name that tell one thing from another: with a digit, or with a capital inside the name."""
    for position, word in enumerate(name.replace("(", " ").replace(")", " ").split()):
        capital = word[:1].isupper() and (position > 0 or word.isupper())
        if len(word) >= _LEAST_LETTERS and (capital or any(c.isdigit() for c in word)):
            yield word


class GapFacts:
    """Tests gaps against one view; indices are made once."""

    def __init__(self, view: View, numbering: Numbering, lineage: Lineage, found: Sides) -> None:
        self._view, self._numbering, self._lineage, self._found = view, numbering, lineage, found
        self._possessions = [r for r in self._asserted if self._flow(r) == "possession"]
        self._lineages = [r for r in self._asserted if self._flow(r) == "lineage"]

    @cached_property
    def _asserted(self) -> list[Record]:
        records = sorted(self._view.records.values(), key=lambda r: r.id)
        return [r for r in records if r.status.asserting]

    def _flow(self, record: Record) -> str:
        return self._view.schema.relation(record.type).flow

    def fitting(self, gap: Gap) -> list[str]:
        """Give a sentence for each fact that fits."""
        tests: Iterable[Callable[[Gap], str | None]] = (
            self._transfer_tests if gap.kind is Kind.POSSESSION else self._lineage_tests
        )
        return [sentence for test in tests if (sentence := test(gap)) is not None]

    @property
    def _transfer_tests(self) -> tuple[Callable[[Gap], str | None], ...]:
        return (
            self._named_before,
            self._named_after,
            self._recipient_has_no_source,
            self._holder_has_no_taker,
            self._recipient_makes_of_it,
            self._dates_fit,
            self._dealt_otherwise,
            self._sends_the_like,
            self._takes_the_like,
            self._classes_fit,
            self._named_after_them,
            self._made_by_nobody_else,
            self._told_together,
            self._one_source_tells_both,
        )

    @property
    def _lineage_tests(self) -> tuple[Callable[[Gap], str | None], ...]:
        return (
            self._goes_into_nothing,
            self._lacks_such_an_input,
            self._product_classes_fit,
            self._kin_are_joined,
            self._one_party_tied,
            self._names_share_a_word,
            self._told_together,
            self._one_source_tells_both,
        )

    # Ids and captions

    def party(self, number: int) -> str:
        """Id of a party."""
        return self._numbering.parties[number]

    def product(self, number: int) -> str:
        """Id of a product."""
        return self._numbering.products[number]

    def ends(self, gap: Gap) -> tuple[str, str]:
        """Ids of the two ends of a gap."""
        name = self.party if gap.kind is Kind.POSSESSION else self.product
        return name(gap.source), name(gap.target)

    def _caption(self, id: str) -> str:
        return self._view.caption(id)

    def _kin(self, product: int) -> frozenset[str]:
        return frozenset(self.product(p) for p in self._lineage.kin(product))

    # Tests of a transfer

    @cached_property
    def _sent(self) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = defaultdict(list)
        for record in self._possessions:
            found[record.source].append(record)
        return found

    @cached_property
    def _taken(self) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = defaultdict(list)
        for record in self._possessions:
            found[record.target].append(record)
        return found

    @cached_property
    def _ties(self) -> dict[str, set[str]]:
        """Parties that some record ties to each product (W3)."""
        found: dict[str, set[str]] = defaultdict(set)
        for record in self._asserted:
            ends = {"from": record.source, "to": record.target}
            for tie in self._view.schema.relation(record.type).ties:
                parties = [ends[tie.party]] if tie.party in ends else [*record.row.texts(tie.party)]
                products = [ends[tie.product]] if tie.product in ends else [*record.row.texts(tie.product)]
                for product in map(self._view.identity.canonical, products):
                    found[product].update(map(self._view.identity.canonical, parties))
        return found

    def _named_before(self, gap: Gap) -> str | None:
        holder, kin = self.party(gap.source), self._kin(gap.product)
        arrived = any(r.product in kin for r in (*self._taken[holder], *self._sent[holder]))
        tied = any(holder in self._ties[p] for p in kin)
        if not arrived and not tied:
            return None
        return f"{self._caption(holder)} is said to hold, send or make {self._caption(self.product(gap.product))}"

    def _named_after(self, gap: Gap) -> str | None:
        recipient, kin = self.party(gap.target), self._kin(gap.product)
        if not any(r.product in kin for r in self._sent[recipient]):
            return None
        return f"{self._caption(recipient)} is said to pass {self._caption(self.product(gap.product))} on"

    def _recipient_has_no_source(self, gap: Gap) -> str | None:
        recipient, kin = self.party(gap.target), self._kin(gap.product)
        uses = any(r.product in kin for r in self._sent[recipient]) or bool(self._made_of(recipient, kin))
        if not uses or any(r.product in kin or r.product is None for r in self._taken[recipient]):
            return None
        return f"nobody is said to have passed {self._caption(self.product(gap.product))} to {self._caption(recipient)}"

    def _holder_has_no_taker(self, gap: Gap) -> str | None:
        holder, kin = self.party(gap.source), self._kin(gap.product)
        if (gap.source, gap.product) not in self._found.before:
            return None
        if any(r.product in kin or r.product is None for r in self._sent[holder]):
            return None
        return (
            f"{self._caption(holder)} is not said to have passed {self._caption(self.product(gap.product))} to anybody"
        )

    def _made_of(self, party: str, kin: frozenset[str]) -> list[str]:
        """Products that a party is tied to and that these go directly into."""
        into = sorted({r.target for r in self._lineages if r.source in kin})
        return [q for q in into if party in self._ties[q]]

    def _recipient_makes_of_it(self, gap: Gap) -> str | None:
        recipient = self.party(gap.target)
        made = self._made_of(recipient, self._kin(gap.product))
        if not made:
            return None
        return f"{self._caption(recipient)} is tied to {self._caption(made[0])}, which it goes into"

    def _dates_fit(self, gap: Gap) -> str | None:
        held = self._found.before.get((gap.source, gap.product), FIRST)
        onward = max((d for (b, _), d in self._found.after.items() if b == gap.target), default=LAST)
        if held == FIRST or onward in (LAST, FIRST) or held > onward:
            return None
        return f"the days fit: held from {day_text(held)}, passed on by {day_text(onward)}"

    def _dealt_otherwise(self, gap: Gap) -> str | None:
        a, b = self.ends(gap)
        others = sorted({r.type for r in self._asserted if {r.source, r.target} == {a, b}})
        return f"the two are joined otherwise: {', '.join(others)}" if others else None

    def _like(self, product: str | None, kin: frozenset[str]) -> bool:
        return product is not None and (product in kin or self._types(product) == self._types(next(iter(kin))))

    def _types(self, id: str) -> tuple[str, ...]:
        entity = self._view.entities.get(id)
        return () if entity is None else entity.types

    def _sends_the_like(self, gap: Gap) -> str | None:
        holder, kin = self.party(gap.source), frozenset({self.product(gap.product)})
        if self._named_before(gap) or not any(self._like(r.product, kin) for r in self._sent[holder]):
            return None
        return f"{self._caption(holder)} is said to send goods of the class to somebody"

    def _takes_the_like(self, gap: Gap) -> str | None:
        recipient, kin = self.party(gap.target), frozenset({self.product(gap.product)})
        others = (r for r in self._taken[recipient] if r.source != self.party(gap.source))
        if not any(self._like(r.product, kin) for r in others):
            return None
        return f"{self._caption(recipient)} is said to get goods of the class from somebody else"

    def _classes_fit(self, gap: Gap) -> str | None:
        ends = self.ends(gap)
        a, b = (self._types(id) for id in ends)
        for record in self._possessions:
            elsewhere = (record.source, record.target) != ends
            if elsewhere and self._types(record.source) == a and self._types(record.target) == b:
                return f"parties of the two classes deal elsewhere: {record.id}"
        return None

    @cached_property
    def _makers(self) -> dict[str, set[str]]:
        """Parties that some record says to make each product, clients left out (W3)."""
        found: dict[str, set[str]] = defaultdict(set)
        for record in self._asserted:
            ends = {"from": record.source, "to": record.target, "product": record.product}
            for tie in self._view.schema.relation(record.type).ties:
                party, product = ends.get(tie.party), ends.get(tie.product)
                if party is not None and product is not None and not tie.client:
                    found[product].add(party)
        return found

    def _made_by_nobody_else(self, gap: Gap) -> str | None:
        makers = {m for p in self._kin(gap.product) for m in self._makers[p]}
        if makers != {self.party(gap.source)}:
            return None
        product = self._caption(self.product(gap.product))
        return f"nobody but {self._caption(self.party(gap.source))} is said to make {product}"

    def _named_after_them(self, gap: Gap) -> str | None:
        """Whether the name of the product names both parties, as in *chips that A made for B*."""
        name = self._caption(self.product(gap.product)).casefold()
        both = [self._caption(id) for id in self.ends(gap)]
        named = all(party.casefold() in name for party in both)
        return f"the product is called {self._caption(self.product(gap.product))}" if named else None

    # Tests of a lineage

    def _goes_into_nothing(self, gap: Gap) -> str | None:
        kin = self._kin(gap.source)
        if any(r.source in kin for r in self._lineages):
            return None
        return f"{self._caption(self.product(gap.source))} is said to go into nothing"

    def _lacks_such_an_input(self, gap: Gap) -> str | None:
        kin, types = self._kin(gap.target), self._types(self.product(gap.source))
        if self._product_classes_fit(gap) is None:
            return None
        if any(r.target in kin and self._types(r.source) == types for r in self._lineages):
            return None
        return f"nothing of the class {', '.join(types)} is said to go into {self._caption(self.product(gap.target))}"

    def _product_classes_fit(self, gap: Gap) -> str | None:
        a, b = (self._types(id) for id in self.ends(gap))
        for record in self._lineages:
            ends = (self._types(record.source), self._types(record.target))
            if ends == (a, b) or (record.type == "DesignMatch" and ends == (b, a)):
                return f"products of the two classes are joined elsewhere: {record.id}"
        return None

    def _kin_are_joined(self, gap: Gap) -> str | None:
        a, b = self._kin(gap.source), self._kin(gap.target)
        for record in self._lineages:
            if record.source in a and record.target in b:
                return f"a variant or family is said to go into it: {record.id}"
        return None

    def _one_party_tied(self, gap: Gap) -> str | None:
        a, b = self._kin(gap.source), self._kin(gap.target)
        makers = {m for p in a for m in self._ties[p]} | {r.target for r in self._possessions if r.product in a}
        both = sorted(makers & {m for q in b for m in self._ties[q]})
        return f"{self._caption(both[0])} is tied to both, or gets the one and is tied to the other" if both else None

    @cached_property
    def _bearers(self) -> dict[str, set[str]]:
        """Products by the words of their names."""
        found: dict[str, set[str]] = defaultdict(set)
        for id in self._numbering.products:
            for word in self._words(id):
                found[word].add(id)
        return found

    def _words(self, id: str) -> set[str]:
        entity = self._view.entities.get(id)
        names = () if entity is None else entity.names
        return {word.casefold() for name in names for word in _telling(name)}

    def _names_share_a_word(self, gap: Gap) -> str | None:
        a, b = self.ends(gap)
        shared = sorted(w for w in self._words(a) & self._words(b) if len(self._bearers[w]) <= _RARE)
        return f"the names share “{shared[0]}”" if shared else None

    # Tests of both

    @cached_property
    def _mentions(self) -> list[tuple[str, frozenset[str]]]:
        canonical = self._view.identity.canonical
        found = []
        for id in sorted(self._view.statement_status):
            row = self._view.rows.get(id)
            if row is not None and row.texts("mentions"):
                found.append((id, frozenset(map(canonical, row.texts("mentions")))))
        return found

    def _told_together(self, gap: Gap) -> str | None:
        wanted = set(self.ends(gap))
        for id, mentioned in self._mentions:
            if wanted <= mentioned:
                return f"a statement speaks of both: {id}"
        return None

    @cached_property
    def _sources(self) -> dict[str, set[str]]:
        """Sources in which something is said of each party or product."""
        found: dict[str, set[str]] = defaultdict(set)
        for record in self._asserted:
            cited = {e.source for e in self._view.evidence[record.id] if e.source and e.speaks_for}
            for end in (record.source, record.target, record.product):
                if end is not None and self._flow(record) != "none":
                    found[end] |= cited
        return found

    def _one_source_tells_both(self, gap: Gap) -> str | None:
        a, b = self.ends(gap)
        both = sorted(self._sources[a] & self._sources[b])
        return f"one source speaks of both: {both[0]}" if both else None

    # Against

    def against(self, gap: Gap) -> Iterator[str]:
        """Give a sentence for what speaks against the gap: denials between its ends, ends that another source fills."""
        a, b = self.ends(gap)
        for claim in sorted(self._view.claims.values(), key=lambda c: c.id):
            pattern = self._view.patterns.get(claim.about or "")
            if claim.stance is not Stance.DENIES or pattern is None:
                continue
            if between(pattern, [a, b], self._view.identity.canonical) is not None:
                yield f"{self._caption(claim.made_by)} denies {describe_pattern(self._view, pattern.id)}"
        if gap.kind is Kind.POSSESSION and gap.product != ANY:
            others = sorted({r.source for r in self._taken[b] if r.product in self._kin(gap.product)} - {a})
            if others:
                yield f"{self._caption(others[0])} is said to have passed it to {self._caption(b)}"
