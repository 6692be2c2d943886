"""Load the law from ``ontology/law/``, strictly: an error names file and entry (O31 to O34)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from chipgraph import resources
from chipgraph.law.checks import check_instruments
from chipgraph.law.entries import Entry, read_file, unique
from chipgraph.law.groups import CountryGroups, read_groups
from chipgraph.law.instruments import read_instrument, read_question
from chipgraph.law.model import (
    DatedStatus,
    Explanation,
    Instrument,
    Letter,
    Metric,
    Provision,
    Question,
    Rule,
    Tri,
    Vocabulary,
)
from chipgraph.law.parties import Parties, read_parties
from chipgraph.law.provisions import ProvisionReader

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Law:
    """All that the files of ``ontology/law/`` say."""

    instruments: dict[str, Instrument]
    provisions: dict[str, Provision]
    letters: tuple[Letter, ...]
    explanations: tuple[Explanation, ...]
    groups: CountryGroups
    parties: Parties
    vocabulary: Vocabulary
    questions: dict[str, Question]
    digest: str

    def of_kind(self, *kinds: str) -> tuple[Provision, ...]:
        """Give the provisions of some kinds, in the order of the file."""
        return tuple(p for p in self.provisions.values() if p.kind in kinds)

    def first_day(self) -> int:
        """Give the first day of which the classification rules say anything."""
        return min(rule.starts.lo for p in self.of_kind("classification") for rule in p.versions)

    def statuses(self, rule: Rule, day: int) -> tuple[str, str]:
        """Say how a rule version stands on a day: status of the text, status of enforcement (O32)."""
        instrument = self.instruments[rule.made_by]
        return status_on(instrument.text_status, day), status_on(instrument.enforcement_status, day)


def status_on(facts: tuple[DatedStatus, ...], day: int) -> str:
    """Say which status holds on a day; several that may hold are joined, as in ``in_force or ended``."""
    found: list[tuple[str, Tri]] = [(f.status, f.holds(day)) for f in facts]
    certain = [status for status, holds in found if holds]
    possible = [status for status, holds in found if holds is None]
    return " or ".join(certain or possible) or "not_stated"


@cache
def load(folder: Path | None = None) -> Law:
    """Load the law; a folder other than the shipped one is for what-if questions and tests.

    Raises
    ------
    ValidationError
        If an entry contradicts itself or names what does not exist; the message names file and entry.
    """
    folder = folder or resources.ontology() / "law"
    vocabulary = read_vocabulary(read_file(folder / "metrics.yaml"))
    questions = _by_id(read_file(folder / "unconfirmed.yaml"), "unconfirmed", read_question)
    file = read_file(folder / "instruments.yaml")
    instruments = _by_id(file, "instruments", lambda entry: read_instrument(entry, questions))
    check_instruments(instruments, file)
    groups = read_groups(read_file(folder / "country_groups.yaml"))
    parties = read_parties(read_file(folder / "parties.yaml"))
    reader = ProvisionReader(vocabulary, questions, instruments)
    provisions = _by_id(read_file(folder / "rules.yaml"), "provisions", reader.provision)
    letters = _by_id(read_file(folder / "letters.yaml"), "letters", reader.letter)
    explanations = _by_id(read_file(folder / "explanations.yaml"), "explanations", reader.explanation)
    return Law(
        instruments=instruments,
        provisions=provisions,
        letters=tuple(letters.values()),
        explanations=tuple(explanations.values()),
        groups=groups,
        parties=parties,
        vocabulary=vocabulary,
        questions=questions,
        digest=digest_of(folder),
    )


def digest_of(folder: Path) -> str:
    """SHA-256 over the files of the law: what a certificate names (W26)."""
    state = hashlib.sha256()
    for path in sorted(p for p in folder.iterdir() if p.is_file()):
        state.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return state.hexdigest()


def read_vocabulary(root: Entry) -> Vocabulary:
    """Read ``metrics.yaml``."""
    metrics = {}
    listed = root.mapping("metrics")
    for name in listed.names():
        entry = listed.mapping(name)
        derived = entry.mapping("derived")
        derivation = next(iter(derived.names()), None)
        if derivation not in (None, "ratio", "sum"):
            raise entry.error(f"a metric cannot be derived by {derivation!r}.", "Use ratio or sum.")
        inputs = derived.texts(derivation) if derivation else ()
        unit, label, notation = entry.text("unit"), entry.text("label"), entry.optional("notation")
        metrics[name] = Metric(name, unit, label, notation, derivation, inputs)
        entry.done()
    for metric in metrics.values():
        for needed in metric.inputs:
            if needed not in metrics or metrics[needed].derivation:
                raise root.error(f"{metric.name} is derived from {needed!r}.", "Derive it from stated metrics only.")
    flags = root.mapping("flags")
    found = {name: flags.text(name) for name in flags.names()}
    root.done()
    return Vocabulary(metrics, found)


def _by_id(root: Entry, key: str, read: Callable[[Entry], T]) -> dict[str, T]:
    entries = list(root.entries(key))
    root.done()
    named = [(entry.text("id"), entry) for entry in entries]
    unique(named)
    return {id: read(entry) for id, entry in named}
