"""Labelled pairs, and how well scores part the same from the different: precision and recall (O35)."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from chipgraph.errors import InputError, Place
from chipgraph.identity import Verdict
from chipgraph.matching.candidates import Blocks
from chipgraph.matching.compare import Comparer, Comparison
from chipgraph.matching.party import NameReader, Party
from chipgraph.matching.rules import MatchingRules

COLUMNS = (
    "left", "left_aliases", "left_list", "left_countries",
    "right", "right_aliases", "right_list", "right_countries", "label", "why",
)  # fmt: skip
"""Columns of a file of labelled pairs: aliases are parted by ``|``, countries by spaces."""

_PARTS = 3
"""One pair in so many is held out."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A pair that a person judged, with the score that the rules give it.

    ``held_out`` tells the third of the pairs on which no weight is to be tuned. It follows from the two names alone, so that a
    new line moves no other.
    """

    line: int
    label: Verdict
    why: str
    comparison: Comparison
    held_out: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """What the rules do on labelled pairs; *unsure* pairs are counted and measure nothing.

    Attributes
    ----------
    precision, recall
        Of the pairs that score at least the threshold *same*.
    listed
        The share of *same* pairs that are brought together and score at least the threshold *candidate*.
    """

    pairs: Mapping[str, int]
    threshold: float
    precision: float
    recall: float
    listed: float

    def to_dict(self) -> dict[str, object]:
        """The figures as plain values."""
        return {
            "pairs": dict(self.pairs),
            "threshold": self.threshold,
            "precision": self.precision,
            "recall": self.recall,
            "listed": self.listed,
        }


def read_golden(path: Path, rules: MatchingRules) -> list[Labelled]:
    """Read labelled pairs and score each.

    Raises
    ------
    InputError
        If a column is missing or a label is none of same, different, unsure.
    """
    reader, comparer = NameReader(rules), Comparer(rules)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            table = csv.DictReader(file)
            missing = sorted(set(COLUMNS) - set(table.fieldnames or ()))
            if missing:
                raise InputError(f"the column {missing[0]!r} is missing.", path, f"Columns are {', '.join(COLUMNS)}.")
            rows = list(enumerate(table, 2))
    except FileNotFoundError as error:
        raise InputError("the file is not there.", path, "Check its name.") from error
    return [_labelled(path, line, row, reader, comparer) for line, row in rows]


def _labelled(path: Path, line: int, row: Mapping[str, str], reader: NameReader, comparer: Comparer) -> Labelled:
    if row["label"] not in ("same", "different", "unsure"):
        place = Place(str(path), f"line {line}")
        raise InputError(f"{row['label']!r} is no label.", place, "Write same, different or unsure.")
    left, right = _party(row, "left", line, reader), _party(row, "right", line, reader)
    return Labelled(line, Verdict(row["label"]), row["why"], comparer.compare(left, right), _held_out(row))


def _held_out(row: Mapping[str, str]) -> bool:
    digest = hashlib.sha256("\n".join(sorted((row["left"], row["right"]))).encode()).digest()
    return digest[0] % _PARTS == 0


def _party(row: Mapping[str, str], side: str, line: int, reader: NameReader) -> Party:
    aliases = [a for a in row[f"{side}_aliases"].split("|") if a]
    return reader.party(
        f"{side}-{line}",
        [row[side], *aliases],
        row[f"{side}_countries"].split(),
        datasets=[row[f"{side}_list"]],
    )


def parts(labelled: Sequence[Labelled]) -> dict[str, list[Labelled]]:
    """Part the pairs: ``tuned`` are those that weights may be tuned on, ``held out`` those that only measure."""
    return {
        "all": [*labelled],
        "tuned": [x for x in labelled if not x.held_out],
        "held out": [x for x in labelled if x.held_out],
    }


def measure(labelled: Sequence[Labelled], rules: MatchingRules) -> Figures:
    """Count how the scores part the labelled pairs."""
    said = [x for x in labelled if x.comparison.score >= rules.same and x.label is not Verdict.UNSURE]
    same = [x for x in labelled if x.label is Verdict.SAME]
    hits = [x for x in said if x.label is Verdict.SAME]
    together = [x for x in same if x.comparison.score >= rules.candidate and _brought_together(x, rules)]
    return Figures(
        pairs={str(v): sum(x.label is v for x in labelled) for v in (Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE)},
        threshold=rules.same,
        precision=_share(len(hits), len(said)),
        recall=_share(len(hits), len(same)),
        listed=_share(len(together), len(same)),
    )


def _brought_together(pair: Labelled, rules: MatchingRules) -> bool:
    parties = {p.id: p for p in (pair.comparison.left, pair.comparison.right)}
    return bool(Blocks(parties, rules).near(pair.comparison.left))


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def wrong(labelled: Sequence[Labelled], rules: MatchingRules) -> list[Labelled]:
    """List the pairs on the wrong side of the threshold *same*, the widest of the mark first."""
    missed = [
        x
        for x in labelled
        if x.label is not Verdict.UNSURE and (x.comparison.score >= rules.same) != (x.label is Verdict.SAME)
    ]
    return sorted(missed, key=lambda x: (-abs(x.comparison.score - rules.same), x.line))
