"""Judging pairs: an entry in the log, the graph built anew; undone by a further entry, never by an edit (O35)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Protocol

from chipgraph import identity
from chipgraph.errors import UsageError
from chipgraph.identity import Judgement, Verdict
from chipgraph.matching.candidates import candidates
from chipgraph.matching.compare import Comparer, Comparison, holds
from chipgraph.matching.party import NameReader, Party, parties
from chipgraph.matching.rules import MatchingRules, load
from chipgraph.names import Names
from chipgraph.records import Records
from chipgraph.schema import Schema
from chipgraph.settings import Settings
from chipgraph.stores.disk import DatasetContent, LoadReport
from chipgraph.view import View

_UNDOES = "undoes"
"""The feature of an entry that takes another back: when that one was made."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A judgement of the log of this installation, and whether a later entry took it back."""

    judgement: Judgement
    undone: bool
    undoes: str | None


class Loaded(Protocol):
    """What judging asks of a loaded graph; ``chipgraph.graph.Graph`` has it. Named here, so that the graph may use matching."""

    @property
    def settings(self) -> Settings:
        """Where the log of this installation lies."""

    @property
    def records(self) -> Records:
        """All rows."""

    @property
    def schema(self) -> Schema:
        """The ontology."""

    def view(self) -> View:
        """What is known, entities merged."""

    def names(self) -> Names:
        """Names and aliases."""

    def put(self, changes: Mapping[str, DatasetContent | None], /) -> LoadReport:
        """Build the graph anew."""


class Desk:
    """Matching on one loaded graph: candidates, judgements, rules."""

    def __init__(self, graph: Loaded, rules: MatchingRules | None = None) -> None:
        self._graph = graph
        self.rules = rules or load()

    @property
    def path(self) -> Path:
        """The log of this installation; judgements that ship stand beside the ontology and are not written here."""
        return self._graph.settings.home / "judgements" / "log.yaml"

    @cached_property
    def parties(self) -> dict[str, Party]:
        """The named parties of the graph, by canonical id."""
        return parties(self._graph.view(), NameReader(self.rules))

    def candidates(self, name: str | None = None, least: float | None = None) -> list[Comparison]:
        """List pairs that may be one party, best first; pairs that somebody judged *different* are left out.

        Parameters
        ----------
        name
            Only pairs with this party.
        """
        view = self._graph.view()
        apart = {frozenset(map(view.identity.canonical, pair)) for pair in view.identity.different}
        of = None if name is None else [self._party(name).id]
        return candidates(self.parties, self.rules, of, lambda a, b: frozenset((a, b)) in apart, least)

    def unsure(self) -> set[frozenset[str]]:
        """Pairs that were judged *unsure*, by canonical id."""
        who = self._graph.view().identity
        return {frozenset(map(who.canonical, pair)) for pair in who.unsure}

    def _party(self, name: str) -> Party:
        entity = self._graph.names().entity(name)
        if entity.id not in self.parties:
            raise UsageError(f"{entity.caption!r} ({entity.id}) is no named party: matching compares parties only.")
        return self.parties[entity.id]

    def judge(self, left: str, right: str, verdict: Verdict, why: str, who: str) -> Judgement:
        """Add a judgement and build the graph anew; if it contradicts others, nothing is kept.

        Parameters
        ----------
        left, right
            Ids of rows, as candidates show them, or names that one party bears.

        Raises
        ------
        ValidationError
            If the judgement contradicts others, or would merge a party that nobody names (O36).
        """
        if not why.strip():
            raise UsageError("Say why: --why TEXT. A judgement without grounds cannot be checked.")
        ids = self._id(left), self._id(right)
        features: dict[str, str] = {}
        score = None
        if all(i in self.parties for i in ids) and ids[0] != ids[1]:
            comparison = Comparer(self.rules).compare(self.parties[ids[0]], self.parties[ids[1]])
            features, score = comparison.words(), f"{comparison.score:.2f}"
        made = Judgement(verdict, ids[0], ids[1], who, self._now(), " ".join(why.split()), score, features)
        self._keep([made])
        return made

    def _id(self, name: str) -> str:
        if name in self._graph.records:
            return name
        return self._graph.names().entity(name).id

    def log(self) -> list[Entry]:
        """List the judgements of this installation, oldest first."""
        judged = identity.read_judgements(self.path) if self.path.exists() else ()
        undone = {j.features[_UNDOES] for j in judged if _UNDOES in j.features}
        return [Entry(j, j.when in undone, j.features.get(_UNDOES)) for j in judged]

    def undo(self) -> Judgement:
        """Take back the last judgement that stands: a further entry restores what was judged of its pair before.

        Raises
        ------
        UsageError
            If nothing is left to take back.
        """
        standing = [e.judgement for e in self.log() if not e.undone and e.undoes is None]
        if not standing:
            raise UsageError(f"{self.path} holds no judgement that could be taken back.")
        last = standing[-1]
        rest = [*_shipped(), *standing[:-1]]
        earlier = [j for j in rest if j.pair == last.pair]
        verdict = max(earlier, key=lambda j: j.when).verdict if earlier else Verdict.WITHDRAWN
        why = f"Takes back {last.verdict} of {last.when}."
        back = replace(last, verdict=verdict, when=self._now(), why=why, score=None, features={_UNDOES: last.when})
        self._keep([back])
        return last

    def apply_rule(self, id: str, dry_run: bool = False) -> list[Comparison]:
        """Merge the pairs for which an automatic rule holds; each is a judgement of ``rule ID`` (O35).

        Raises
        ------
        UsageError
            If there is no such rule.
        """
        rule = self.rules.rule(id)
        found = [c for c in self.candidates() if holds(rule.needs, c)]
        if found and not dry_run:
            self._keep(
                [
                    Judgement(
                        Verdict.SAME, c.left.id, c.right.id, f"rule {id}", self._now(n), rule.why, f"{c.score:.2f}",
                        c.words(),
                    )
                    for n, c in enumerate(found)
                ]
            )  # fmt: skip
        return found

    def _now(self, more: int = 0) -> str:
        """The present, later than every entry of the log, so that of two on one pair the later counts."""
        now = dt.datetime.now(dt.UTC)
        for entry in self.log():
            made = dt.datetime.fromisoformat(entry.judgement.when)
            made = made if made.tzinfo is not None else made.replace(tzinfo=dt.UTC)
            now = max(now, made + dt.timedelta(microseconds=1))
        return (now + dt.timedelta(microseconds=more)).isoformat(timespec="microseconds")

    def _keep(self, judgements: Sequence[Judgement]) -> None:
        """Check, append and build; if the graph refuses, the log is what it was."""
        graph = self._graph
        log = [*identity.read_log(graph.settings.home), *judgements]
        identity.resolve(log, graph.records, graph.schema)
        before = self.path.read_bytes() if self.path.exists() else None
        try:
            for judgement in judgements:
                identity.append(self.path, judgement)
            graph.put({})
        except BaseException:
            if before is None:
                self.path.unlink(missing_ok=True)
            else:
                self.path.write_bytes(before)
            raise
        self.__dict__.pop("parties", None)


def _shipped() -> Iterable[Judgement]:
    return identity.read_log(None)
