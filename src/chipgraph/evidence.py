"""Evidence: what is said for, against and beside a proposition, gathered from claims, datasets and patterns (O20 to O25).

``Docket.gather`` turns the records of a proposition into the items that ``status`` weighs. ``evidence_quads`` writes the
same items as RDF, on which ``ontology/rules/status.rq`` computes the same status (O29).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import quote

import pyoxigraph as ox

from chipgraph import resources
from chipgraph.claims import Canonical, Claim, ClassTree, Stance, Standing, StatusWord, Strength, Tables, unmerged
from chipgraph.dates import FIRST, LAST, UNKNOWN, Interval
from chipgraph.errors import StoreError
from chipgraph.grades import Grades
from chipgraph.patterns import Ancestors, Reach, Target, no_ancestors, reach
from chipgraph.status import Evidence

NAMESPACE = "https://w3id.org/chipgraph/evidence#"
"""Terms of the evidence graph; it is derived, so they are no terms of the ontology."""


@dataclass(frozen=True, slots=True)
class Member:
    """A record, statement or measure whose evidence is asked for.

    Attributes
    ----------
    id, dataset
        As in the row.
    parties
        Canonical ids of those who fill a role; for a statement, of those whom it mentions.
    target
        What patterns see of a record; None for a statement or a measure.
    published
        When the row itself was published, where it says so (a listing); else its dataset's date counts.
    """

    id: str
    dataset: str
    parties: frozenset[str] = frozenset()
    target: Target | None = None
    published: Interval = UNKNOWN


@dataclass(frozen=True)
class Docket:
    """The claims of a graph, ready to be asked record by record.

    Attributes
    ----------
    tables, schema, grades
        What is weighed, and by which tables.
    canonical, ancestors
        Identity, and the variant tree over canonical ids.
    known_on
        The day of the answer; set it with ``on``, which filters the claims as well.
    """

    tables: Tables
    schema: ClassTree
    grades: Grades
    canonical: Canonical = unmerged
    ancestors: Ancestors = no_ancestors
    known_on: int = LAST
    _by_dataset: dict[tuple[str, bool], Strength] = field(default_factory=dict, compare=False, repr=False)

    def gather(self, members: Iterable[Member]) -> tuple[Evidence, ...]:
        """Collect the evidence on the records of one proposition, each item once, in the order of the ids.

        A denied pattern that holds one of the records inside counts for the proposition (O20, O27).
        """
        items: dict[str, Evidence] = {}
        for member in members:
            own = self._own(member)
            against = self._pattern_denials(member, own) if member.target is not None else []
            for item in (*own, *against):
                items[item.id] = _join(items[item.id], item) if item.id in items else item
        for claim_id in list(items):
            for retraction in self.tables.by_retracted.get(claim_id, ()):
                items[retraction.id] = self._item(retraction, frozenset())
        return tuple(items[i] for i in sorted(items))

    def names(self, member: Member) -> bool:
        """Whether anything speaks of the record itself: a denied pattern alone makes no record known (O30)."""
        return bool(self._own(member))

    def on(self, day: int) -> Docket:
        """Leave out what was not published by a day: claims, and what datasets assert (O30)."""
        return replace(self, tables=self.tables.known_on(day), known_on=day, _by_dataset={})

    def ongoing_until(self, record: str) -> int:
        """Find the last day on which an active claim says that the record was still going on; ``FIRST`` if none (W10)."""
        claims = self.tables.by_target.get(record, ())
        days = [c.said.lo for c in claims if c.ongoing and c.stance == Stance.ASSERTS and not self.withdrawn(c)]
        return max(days, default=FIRST)

    def withdrawn(self, claim: Claim) -> bool:
        """Whether the maker or publisher of a claim withdrew it by name (O21)."""
        return self._is_withdrawn(self._item(claim, frozenset()))

    def _own(self, member: Member) -> list[Evidence]:
        """Items that name the record itself: claims, and what its dataset asserts (O23)."""
        items = [self._item(claim, member.parties) for claim in self.tables.by_target.get(member.id, ())]
        implicit = self._implicit(member)
        return [*items, implicit] if implicit else items

    def _item(self, claim: Claim, parties: frozenset[str]) -> Evidence:
        source = self.tables.sources.get(claim.cites) if claim.cites else None
        authors = (claim.made_by, claim.relayed_by, source.publisher if source else None)
        asserts = claim.stance == Stance.ASSERTS
        return Evidence(
            claim.id,
            claim.stance,
            self.canonical(claim.made_by),
            grade=self.grades.grade(claim, parties, self.tables, self.canonical) if asserts else Strength.NONE,
            authors=frozenset(self.canonical(a) for a in authors if a),
            origin=source.origin if source else None,
            source=claim.cites,
            published=claim.published,
            said=claim.said,
            retracts=claim.retracts if claim.stance == Stance.RETRACTS else None,
            lifts=asserts and self.grades.lifts(claim.method),
            method=claim.method,
        )

    def _implicit(self, member: Member) -> Evidence | None:
        dataset = self.tables.datasets.get(member.dataset)
        if dataset is None or not dataset.asserts:
            return None
        published = member.published if member.published.known else dataset.published
        if self.known_on != LAST and published.hi > self.known_on:
            return None
        maker = self.canonical(dataset.authority or "")
        key = (dataset.name, maker in member.parties)
        if key not in self._by_dataset:
            self._by_dataset[key] = self.grades.grade_dataset(dataset, member.parties, self.tables, self.canonical)
        return Evidence(
            f"dataset:{dataset.name}",
            Stance.ASSERTS,
            maker,
            grade=self._by_dataset[key],
            authors=frozenset({maker}),
            origin=maker,
            source=dataset.id,
            published=published,
            said=published,
            lifts=self.grades.lifts(dataset.method),
            method=dataset.method,
        )

    def _pattern_denials(self, member: Member, own: Iterable[Evidence]) -> Iterator[Evidence]:
        """Denials of patterns that may be about the record, with whether they count (O20)."""
        assert member.target is not None
        claims = self._denials.get(member.target.source, []) + self._denials.get(member.target.target, [])
        claims = claims + self._denials.get("", [])
        if not claims:
            return
        record = replace(member.target, asserted=self._first_asserted(own))
        for claim in {c.id: c for c in claims}.values():
            pattern = self.tables.patterns[claim.about or ""]
            found = reach(pattern, claim.said, record, self.schema, self.canonical, self.ancestors)
            if found != Reach.NOT_ABOUT:
                yield replace(self._item(claim, member.parties), counted=found == Reach.COUNTS)

    def _first_asserted(self, own: Iterable[Evidence]) -> int:
        """The publication of the earliest assertion that was not withdrawn, by its latest reading; ``LAST`` if none."""
        standing = (e for e in own if e.speaks_for and not self._is_withdrawn(e))
        return min((e.published.hi for e in standing), default=LAST)

    def _is_withdrawn(self, item: Evidence) -> bool:
        retractions = self.tables.by_retracted.get(item.id, ())
        return any(item.may_be_withdrawn_by(self.canonical(r.made_by)) for r in retractions)

    @cached_property
    def _denials(self) -> Mapping[str, list[Claim]]:
        """Denials of patterns by one party that the pattern names; under the empty text those that name none."""
        found: defaultdict[str, list[Claim]] = defaultdict(list)
        for id, pattern in sorted(self.tables.patterns.items()):
            key = pattern.source or pattern.target
            denials = [c for c in self.tables.by_target.get(id, ()) if c.stance == Stance.DENIES]
            found[self.canonical(key) if key else ""].extend(denials)
        return found


def _join(first: Evidence, second: Evidence) -> Evidence:
    """Join what one claim or dataset says of two records of one proposition: earliest day, best grade, counted if once."""
    return replace(
        first,
        grade=max(first.grade, second.grade),
        counted=first.counted or second.counted,
        published=min(first.published, second.published, key=lambda i: (i.hi, i.lo)),
        said=min(first.said, second.said, key=lambda i: (i.hi, i.lo)),
    )


# The same items as RDF


def _term(name: str) -> ox.NamedNode:
    return ox.NamedNode(NAMESPACE + name)


def _node(proposition: str, item: str) -> ox.NamedNode:
    return ox.NamedNode(f"{NAMESPACE[:-1]}/{quote(proposition, safe='')}/{quote(item, safe='')}")


def _properties(item: Evidence) -> Iterator[tuple[str, ox.Literal]]:
    yield "id", ox.Literal(item.id)
    yield "stance", ox.Literal(item.stance.value)
    yield "maker", ox.Literal(item.maker)
    yield "grade", ox.Literal(int(item.grade))
    yield "counted", ox.Literal(item.counted)
    yield "lifts", ox.Literal(item.lifts)
    for author in sorted(item.authors | {item.maker}):
        yield "author", ox.Literal(author)
    for name, days in (("published", item.published), ("said", item.said)):
        yield f"{name}Lo", ox.Literal(days.lo)
        yield f"{name}Hi", ox.Literal(days.hi)
    yield "source", ox.Literal(item.source or item.id)
    if item.origin is not None:
        yield "origin", ox.Literal(item.origin)


def evidence_quads(
    propositions: Mapping[str, Iterable[Evidence]], graph: ox.NamedNode | None = None
) -> Iterator[ox.Quad]:
    """Write the evidence on propositions as RDF, in a graph of its own if one is given (O29).

    Each item is one node for each proposition, because a denied pattern may count for one and not for another; a
    retraction points at the node of what it withdraws. Days and grades are integers, with ``FIRST`` and ``LAST`` for
    unknown bounds.
    """
    place = graph or ox.DefaultGraph()
    for proposition, items in propositions.items():
        for item in items:
            node = _node(proposition, item.id)
            yield ox.Quad(node, _term("proposition"), ox.Literal(proposition), place)
            for name, value in _properties(item):
                yield ox.Quad(node, _term(name), value, place)
            if item.retracts is not None:
                yield ox.Quad(node, _term("retracts"), _node(proposition, item.retracts), place)


@dataclass(frozen=True, slots=True)
class Computed:
    """What the SPARQL form computes of a status."""

    strength: Strength
    standing: Standing
    word: StatusWord
    own_maker: bool
    origins: tuple[int, int]


def status_query() -> str:
    """Read the SPARQL form of the status rule (O29)."""
    return (resources.ontology() / "rules" / "status.rq").read_text(encoding="utf-8")


def compute(store: ox.Store) -> dict[str, Computed]:
    """Run the SPARQL form over the evidence in a store: proposition to status (O29)."""
    solutions = store.query(status_query(), use_default_graph_as_union=True)
    if not isinstance(solutions, ox.QuerySolutions):
        raise StoreError("rules/status.rq is no SELECT query. Restore the file that ships with chipgraph.")
    found: dict[str, Computed] = {}
    for row in solutions:
        text = {
            name: row[name].value for name in ("proposition", "strength", "standing", "word", "own", "known", "most")
        }
        found[text["proposition"]] = Computed(
            Strength[text["strength"].upper()],
            Standing(text["standing"]),
            StatusWord(text["word"]),
            text["own"] == "true",
            (int(text["known"]), int(text["most"])),
        )
    return found
