"""Row keys: the part of an id that tells the rows of a dataset apart (O12), made from what a row says, never from its place."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

LONGEST = 90


def slug(name: str) -> str:
    """Write a name in letters, digits and hyphens.

    A long name is cut, and one of which no letter is left is not written at all; both keep a digest of the whole.

    >>> slug("Sophgo Technologies Ltd.")
    'sophgo-technologies-ltd'
    """
    plain = unicodedata.normalize("NFKD", name.replace("ı", "i")).encode("ascii", "ignore").decode()
    short = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    if short and len(short) <= LONGEST:
        return short
    return f"{short[:LONGEST].rstrip('-') or 'name'}-{digest(name)}"


def digest(text: str) -> str:
    """Give the first eight characters of a digest: enough to tell the rows of one list apart."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def numbered(keys: Iterable[tuple[str, str]]) -> list[str]:
    """Tell rows of one key apart by a number in the order of their text, so that a row inserted above changes no id.

    Parameters
    ----------
    keys
        Key and raw text of each row.

    >>> numbered([("a", "z"), ("b", "y"), ("a", "x")])
    ['a-2', 'b', 'a']
    """
    rows = list(keys)
    groups: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for place, (key, raw) in enumerate(rows):
        groups[key].append((raw, place))
    final = [key for key, _ in rows]
    for key, members in groups.items():
        for number, (_, place) in enumerate(sorted(members)[1:], 2):
            final[place] = f"{key}-{number}"
    return final
