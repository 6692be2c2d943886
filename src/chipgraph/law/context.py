"""What conditions ask of a hop on one day, answered in three values, with what the answer rests on (O31, W24)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from chipgraph.law.groups import MARKED
from chipgraph.law.hop import Hop
from chipgraph.law.loading import Law
from chipgraph.law.model import Condition, Tri
from chipgraph.law.parties import Party


def negated(truth: Tri) -> Tri:
    """Negate in three values."""
    return None if truth is None else not truth


def any_of(truths: Iterable[Tri]) -> Tri:
    """Join by or, after Kleene: one True is enough, else one unknown leaves it open."""
    found = set(truths)
    return True if True in found else (None if None in found else False)


def all_of(truths: Iterable[Tri]) -> Tri:
    """Join by and, after Kleene."""
    return negated(any_of(negated(t) for t in truths))


@dataclass(frozen=True, slots=True)
class Context:
    """A hop on one day, seen from one party or from all of them.

    ``rests_on`` collects what answers rest on: a group between two readings, a group as last read.
    """

    hop: Hop
    day: int
    law: Law
    party: Party | None = None
    subject_to_ear: Tri = None
    rests_on: dict[tuple[str, str], dict[str, None]] = field(default_factory=dict)

    def seen_from(self, party: Party, subject_to_ear: Tri) -> Context:
        """Give the same hop as it concerns one party."""
        return replace(self, party=party, subject_to_ear=subject_to_ear, rests_on={})

    def afresh(self) -> Context:
        """Give the same view, with nothing that it rests on yet: for the next rule."""
        return replace(self, rests_on={})

    @property
    def notes(self) -> tuple[str, ...]:
        """What the answers rest on, in words; groups that are known in the same way stand in one line."""
        return tuple(f"{so} {', '.join(groups)}{how}" for (so, how), groups in self.rests_on.items())

    def decide(self, condition: Condition) -> Tri:
        """Answer a condition that does not depend on figures."""
        if condition.kind == "flag":
            flag = self._flag(condition.name)
            return flag if flag is None else flag is (condition.value[0] == "yes")
        asked = {
            "territory": self._territory,
            "headquarters": self._headquarters,
            "list": self._list,
            "footnote": self._footnote,
        }[condition.kind]
        truth = asked(condition)
        return truth if condition.op == "in" else negated(truth)

    def _flag(self, name: str) -> Tri:
        hop = self.hop
        if name in hop.flags:
            return hop.flags[name]
        if name == "subject_to_ear":
            return self.subject_to_ear
        if name == "from_us":
            return None if hop.origin is None else hop.origin == "US"
        if name == "licence_on_record":
            return hop.licence_on_record
        if name == "within_one_territory":
            places = {self.law.groups.territory(code) for code in hop.destinations}
            return None if hop.origin is None or not places else places == {self.law.groups.territory(hop.origin)}
        if name == "exporter_makes_or_packages":
            return None if hop.exporter is None else hop.exporter.makes_or_packages
        if name == "all_parties_supplement_8":
            named = [self.law.parties.in_list(p, "supplement-8", self.day) for p in hop.parties]
            return all_of(named) if named else None
        flags = {figures.flag(name) for figures in hop.item.variants}
        return flags.pop() if len(flags) == 1 else None

    def _parties(self, condition: Condition) -> tuple[Party | None, ...]:
        if condition.of == "party":
            return (self.party,) if self.party is not None else self.hop.parties or (None,)
        return (self.hop.exporter if condition.of == "exporter" else self.hop.designer or self.hop.item.designer,)

    def in_groups(self, code: str | None, groups: Iterable[str]) -> Tri:
        """Whether a territory is in one of some groups, or is one of some territories."""
        if code is None:
            return None
        found: list[Tri] = []
        countries = self.law.groups
        for group in groups:
            if group not in countries.names:
                found.append(countries.territory(code) == group)
                continue
            answer = countries.membership(code, group, self.day)
            found.append(answer.member)
            if answer.basis in MARKED and answer.member is not None:
                state = "in" if answer.member else "not in"
                self._rest_on(f"{code} {state}", group, f": {answer.basis} ({answer.citation})")
            if answer.printed is not None and answer.printed != answer.member:
                self._rest_on(f"the printed text still lists {code} in", group, " on this day")
        return any_of(found)

    def _rest_on(self, so: str, group: str, how: str) -> None:
        self.rests_on.setdefault((so, how), {})[group] = None

    def _territory(self, condition: Condition) -> Tri:
        if condition.of == "origin":
            return self.in_groups(self.hop.origin, condition.value)
        answers = {self.in_groups(code, condition.value) for code in self.hop.destinations}
        return answers.pop() if len(answers) == 1 else None

    def _headquarters(self, condition: Condition) -> Tri:
        return any_of(self.seated(party, condition.value) for party in self._parties(condition))

    def seated(self, party: Party | None, groups: tuple[str, ...]) -> Tri:
        """Seat or ultimate parent: one of them inside is enough; headquarters come before location (findings 4)."""
        if party is None:
            return None
        return any_of((self.in_groups(party.headquarters, groups), self.in_groups(party.ultimate_parent, groups)))

    def _list(self, condition: Condition) -> Tri:
        if condition.of == "destination":
            lists = [self.law.parties.lists[name].territories for name in condition.value]
            answers: set[Tri] = {any(code in names for names in lists) for code in self.hop.destinations}
            return answers.pop() if len(answers) == 1 else None
        return any_of(self._named(p, name) for p in self._parties(condition) for name in condition.value)

    def _named(self, party: Party | None, name: str) -> Tri:
        if party is None:
            return None
        listed = any_of(entry.holds(self.day) for entry in party.listings)
        if name == "covered-by-owners":
            return False if listed else party.covered_by_owners
        if name in self.law.parties.lists:
            return self.law.parties.in_list(party, name, self.day)
        return any_of(entry.holds(self.day) for entry in party.listings if entry.name == name)

    def _footnote(self, condition: Condition) -> Tri:
        return any_of(self._noted(party, condition.value) for party in self._parties(condition))

    def _noted(self, party: Party | None, footnotes: tuple[str, ...]) -> Tri:
        if party is None:
            return None
        return any_of(entry.holds(self.day) for entry in party.footnotes if entry.name in footnotes)

    def describe(self, condition: Condition, truth: Tri = None) -> str:
        """Say in words what a condition asks, for what is unknown or unanswered; with its truth, what is so."""
        if truth is not None:
            return f"{condition}: {'yes' if truth else 'no'}"
        if condition.kind == "flag":
            return f"whether {self.law.vocabulary.flags[condition.name]}"
        if condition.kind == "class":
            return "class of the item"
        if condition.kind == "metric":
            return self.law.vocabulary.metrics[condition.name].label
        names = ", ".join(condition.value)
        asked = {
            "territory": f"whether the {condition.of} is in {names}",
            "headquarters": f"whether seat or ultimate parent of the {condition.of} is in {names}",
            "list": f"whether the {condition.of} is one of {names}",
            "footnote": f"whether the {condition.of} has footnote {names}",
        }
        return asked[condition.kind]
