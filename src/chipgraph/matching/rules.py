"""What matching weighs, as data: ``ontology/rules/matching.yaml`` and ``name_words.csv`` (O35)."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from chipgraph import resources
from chipgraph.errors import InputError, UsageError
from chipgraph.names import fold

_FEWEST = 5
"""In how many names a word stands at least to be in the table of words."""


@dataclass(frozen=True, slots=True)
class Automatic:
    """A rule that merges by itself once it is run: features and the words that they must have."""

    id: str
    needs: Mapping[str, str]
    why: str


@dataclass(frozen=True, slots=True)
class MatchingRules:
    """Weights, thresholds, words and rules, as the file states them.

    Attributes
    ----------
    word_counts, names_counted
        In how many names of the real lists a word stands, of how many: what is everywhere says little.
    canonical_word
        A spelling, or a brand in another script, to the first of its line.
    """

    weights: Mapping[str, float]
    names: Mapping[str, float]
    word_alike: float
    acronym_letters: int
    candidate: float
    same: float
    names_with_word: int
    identifiers: tuple[str, ...]
    forms: frozenset[str]
    canonical_word: Mapping[str, str]
    brands: Mapping[str, str]
    han_words: Mapping[str, str]
    legal_forms: Mapping[str, tuple[str, ...]]
    short_name: int
    filed_under: Mapping[str, str]
    places: frozenset[str]
    automatic: Mapping[str, Automatic]
    word_counts: Mapping[str, int]
    names_counted: int

    def weight(self, word: str) -> float:
        """How much a word tells parties apart: from 0.1 for the commonest to 1 for one that is in no table."""
        if word in self.forms:
            return 0.02
        count = max(_FEWEST - 1, self.word_counts.get(word, 0))
        rarest = math.log(self.names_counted / (_FEWEST - 1))
        return max(0.1, math.log(self.names_counted / count) / rarest) ** 2

    def rule(self, id: str) -> Automatic:
        """Find an automatic rule.

        Raises
        ------
        UsageError
            If there is none of this id.
        """
        if id not in self.automatic:
            raise UsageError(f"There is no rule {id!r}. Rules are: {', '.join(sorted(self.automatic))}.")
        return self.automatic[id]


@cache
def load(folder: Path | None = None) -> MatchingRules:
    """Read the rules that ship with the ontology, or those of another folder.

    Raises
    ------
    InputError
        If a part is missing or is no number.
    """
    root = folder or resources.ontology() / "rules"
    path = root / "matching.yaml"
    try:
        stated = yaml.safe_load(path.read_text(encoding="utf-8"))
        counts = _word_counts(root / "name_words.csv")
        return _rules(stated, counts)
    except (KeyError, TypeError, ValueError, AttributeError, yaml.YAMLError) as error:
        problem = " ".join(str(error).split())
        raise InputError(f"it cannot be read ({problem}).", path, "Compare with the file that ships.") from error


def _rules(stated: Mapping[str, Mapping[str, object]], counts: dict[str, int]) -> MatchingRules:
    def numbers(part: str) -> dict[str, float]:
        return {str(k): float(str(v)) for k, v in stated[part].items()}

    def lines(part: str) -> dict[str, str]:
        return {fold(str(w)): fold(str(line[0])) for line in stated[part] for w in line}

    brands = lines("brands")
    thresholds, blocking = numbers("thresholds"), numbers("blocking")
    return MatchingRules(
        weights=numbers("weights"),
        names=numbers("names"),
        word_alike=float(str(stated["word_alike"])),
        acronym_letters=int(str(stated["acronym_letters"])),
        candidate=thresholds["candidate"],
        same=thresholds["same"],
        names_with_word=int(blocking["names_with_word"]),
        identifiers=tuple(map(str, stated["identifiers"])),
        forms=frozenset(map(str, stated["forms"])),
        canonical_word={**lines("spellings"), **brands},
        brands=brands,
        han_words={fold(str(k)): str(v) for k, v in stated["han_words"].items()},
        legal_forms={str(k): tuple(map(str, v)) for k, v in stated["legal_forms"].items()},  # type: ignore[call-overload]
        short_name=int(str(stated["short_name"])),
        filed_under={str(k): str(v) for k, v in stated["filed_under"].items()},
        places=frozenset(map(str, stated["places"])),
        automatic={str(id): _automatic(str(id), body) for id, body in stated["automatic"].items()},
        names_counted=counts.pop("*"),
        word_counts=counts,
    )


def _automatic(id: str, body: object) -> Automatic:
    if not isinstance(body, dict):
        raise ValueError(f"the rule {id} is no mapping")
    return Automatic(id, {str(k): str(v) for k, v in body["needs"].items()}, str(body["why"]))


def _word_counts(path: Path) -> dict[str, int]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["word"]: int(row["names"]) for row in csv.DictReader(file)}
