"""Grades: how much one asserting claim establishes, by its method and who stands behind it (O24).

The table is ``ontology/rules/grades.csv``, one line a method:

======================  ==============================================================================================
``grade``               what the method gives when its conditions are met
``needs``               who the maker must be: ``party`` of the record, public ``body``, ``party-or-body``, ``named``, ``none``
``own_paper``           the maker's own paper must be cited; known from somebody else's, it is that one's report
``quote_counts``        a verbatim quote in a named outlet counts as the maker's own paper
``lifts``               two of known independent origins lift a set to *reported*
``otherwise``           the grade where the maker is named and is not whom ``needs`` asks for
======================  ==============================================================================================
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from chipgraph import resources
from chipgraph.claims import Canonical, Claim, Dataset, Strength, Tables, unmerged
from chipgraph.errors import Place, ValidationError

COLUMNS = ("method", "grade", "needs", "own_paper", "quote_counts", "lifts", "otherwise", "basis", "comment")


class Needs(StrEnum):
    """Who the maker must be for the full grade of a method."""

    PARTY = "party"
    BODY = "body"
    PARTY_OR_BODY = "party-or-body"
    NAMED = "named"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table."""

    method: str
    grade: Strength
    needs: Needs
    own_paper: bool
    quote_counts: bool
    lifts: bool
    otherwise: Strength


def _read_rule(line: Mapping[str, str], place: Place) -> Rule:
    try:
        yes = {key: {"yes": True, "no": False}[line[key]] for key in ("own_paper", "quote_counts", "lifts")}
        grade, otherwise = (Strength[line[key].upper()] for key in ("grade", "otherwise"))
        return Rule(line["method"], grade, Needs(line["needs"]), otherwise=otherwise, **yes)
    except (KeyError, ValueError) as error:
        raise ValidationError(f"{error} is no value of its column.", place, "Compare the lines beside it.") from error


@dataclass(frozen=True, slots=True)
class Grades:
    """The table of grades; ``load`` reads it, ``grade`` applies it."""

    rules: Mapping[str, Rule]

    @classmethod
    def load(cls, path: Path | None = None) -> Grades:
        """Read the table that ships with chipgraph, or another one with the same columns.

        Raises
        ------
        ValidationError
            If a column is missing, a value is unknown, or a method stands there twice.
        """
        path = path or resources.ontology() / "rules" / "grades.csv"
        rules: dict[str, Rule] = {}
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            missing = sorted(set(COLUMNS) - set(reader.fieldnames or ()))
            if missing:
                raise ValidationError(f"columns are missing: {', '.join(missing)}.", path, "Add them.")
            for line in reader:
                rule = _read_rule(line, Place(str(path), f"line {reader.line_num}"))
                if rule.method in rules:
                    place = Place(str(path), f"line {reader.line_num}")
                    raise ValidationError(f"{rule.method!r} stands here twice.", place, "Keep one of the lines.")
                rules[rule.method] = rule
        return cls(rules)

    @property
    def methods(self) -> frozenset[str]:
        """The methods that have a grade."""
        return frozenset(self.rules)

    def lifts(self, method: str | None) -> bool:
        """Whether claims of this method lift a set to *reported* when two of them are independent (O24)."""
        return method is not None and method in self.rules and self.rules[method].lifts

    def grade(self, claim: Claim, parties: frozenset[str], tables: Tables, canonical: Canonical = unmerged) -> Strength:
        """Grade an asserting claim (O24).

        Parameters
        ----------
        claim
            The claim; its method decides.
        parties
            Canonical ids of the parties that fill a role of the record: a maker among them speaks about itself.
        tables
            Where sources, unnamed parties and public bodies are looked up.
        canonical
            From an id to the id after identity.

        Returns
        -------
        Strength
            The weaker of the grades of maker and relay. A claim that cites nothing is a lead: at most *alleged*.
        """
        rule = self._rule(claim.method, Place(f"dataset {claim.dataset}", f"claim {claim.id}"))
        own = self._by_maker(rule, claim.made_by, parties, tables, canonical)
        if claim.cites is None:
            own = min(own, Strength.ALLEGED)
        return min(own, self._by_relay(rule, claim, tables, canonical))

    def grade_dataset(
        self, dataset: Dataset, parties: frozenset[str], tables: Tables, canonical: Canonical = unmerged
    ) -> Strength:
        """Grade what a dataset asserts of each of its records in the name of its authority (O23).

        Who carries the file is no relay: a copy is verbatim.
        """
        place = Place(f"dataset {dataset.name}")
        rule = self._rule(dataset.method, place)
        if dataset.authority is None:
            raise ValidationError("it asserts, and names no authority.", place, "State who asserts it in authority.")
        return self._by_maker(rule, dataset.authority, parties, tables, canonical)

    def _rule(self, method: str | None, place: Place) -> Rule:
        rule = self.rules.get(method or "anonymous")
        if rule is None:
            raise ValidationError(f"its method {method!r} has no grade.", place, "Add it to rules/grades.csv.")
        return rule

    @staticmethod
    def _by_maker(rule: Rule, maker: str, parties: frozenset[str], tables: Tables, canonical: Canonical) -> Strength:
        party, body = canonical(maker) in parties, maker in tables.bodies or canonical(maker) in tables.bodies
        if maker in tables.unnamed:
            return min(rule.grade, Strength.ALLEGED)
        meets = {
            Needs.PARTY: party,
            Needs.BODY: body,
            Needs.PARTY_OR_BODY: party or body,
            Needs.NAMED: True,
            Needs.NONE: True,
        }[rule.needs]
        return rule.grade if meets else rule.otherwise

    @staticmethod
    def _by_relay(rule: Rule, claim: Claim, tables: Tables, canonical: Canonical) -> Strength:
        relay = claim.relayed_by
        if relay is None and rule.own_paper:
            relay = _press(claim, tables, canonical)
        if relay is None or canonical(relay) == canonical(claim.made_by):
            return Strength.OFFICIAL
        if relay in tables.unnamed:
            return Strength.ALLEGED
        return Strength.OFFICIAL if rule.quote_counts and claim.quote else Strength.REPORTED


def _press(claim: Claim, tables: Tables, canonical: Canonical) -> str | None:
    """Find who published the cited source, if it is a party of its own and neither the maker nor a public body.

    A source that another party published is not the maker's own paper, whether or not the claim says so. A publisher
    that no party of the graph bears as its name says nothing here.
    """
    publisher = tables.publisher(claim)
    if publisher is None or publisher not in tables.parties or publisher in tables.bodies:
        return None
    return None if canonical(publisher) == canonical(claim.made_by) else publisher
