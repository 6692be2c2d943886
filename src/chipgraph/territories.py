"""Territories by code or name: the shipped list of ISO 3166, read once (W23).

A territory that cannot be read must not pass for one that is not stated, so what is not in the list is None to no caller
by accident: ``find`` says None, and each caller says what that means.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from chipgraph.errors import InputError
from chipgraph.resources import sources

_SEVERAL = "|"


@dataclass(frozen=True, slots=True)
class Territories:
    """The list: ``names`` has the name of each code, ``codes`` the code of each folded code, name and alias."""

    names: Mapping[str, str]
    codes: Mapping[str, str]

    def find(self, text: str) -> str | None:
        """Find the code of a territory by code, name or alias; None if the list has none such.

        >>> load().find("hong kong"), load().find("TW"), load().find("Atlantis")
        ('HK', 'TW', None)
        """
        return self.codes.get(_folded(text))

    def nearest(self, text: str) -> tuple[str, ...]:
        """Give names that a wrong one may have meant."""
        near = get_close_matches(_folded(text), self.codes, n=2)
        return tuple(dict.fromkeys(f"{self.codes[n]} ({self.names[self.codes[n]]})" for n in near))


def _folded(text: str) -> str:
    """Set aside case, width, accents, punctuation and spaces: "U.A.E." is "uae"."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in decomposed if c.isalnum())


@cache
def load() -> Territories:
    """Read the list that ships with chipgraph.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    path = sources() / "reference" / "territories" / "territories.csv"
    names: dict[str, str] = {}
    codes: dict[str, str] = {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                names[row["code"]] = row["name"]
                aliases = (a for a in row["aliases"].split(_SEVERAL) if a)
                codes |= {_folded(text): row["code"] for text in (row["code"], row["name"], *aliases)}
    except (OSError, KeyError) as error:
        raise InputError(f"the file cannot be read ({error}).", path.name, "Restore it from the release.") from error
    return Territories(names, codes)
