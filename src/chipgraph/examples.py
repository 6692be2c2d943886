"""The competency questions that ship with the ontology: each a sentence, a SPARQL and a Cypher query, and the rows they give.

Each is a folder of ``ontology/competency``; a new one needs no code. Tests run all of them on both stores (G15).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from chipgraph import resources
from chipgraph.errors import InputError, UsageError


@dataclass(frozen=True, slots=True)
class Example:
    """One question.

    Attributes
    ----------
    id, slug
        ``CQ03`` and ``claims-on-each-hop``: the two parts of its folder's name.
    question
        What it asks, in a sentence or two.
    sparql, cypher
        The same question in both languages.
    columns, rows
        What both give on the shipped data, as text.
    """

    id: str
    slug: str
    question: str
    sparql: str
    cypher: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def query(self, language: str) -> str:
        """Give the query in one language, ``sparql`` or ``cypher``."""
        return self.cypher if language == "cypher" else self.sparql


def load(folder: Path | None = None) -> tuple[Example, ...]:
    """Read all questions, in the order of their ids.

    Parameters
    ----------
    folder
        Where the folders of the questions are; the shipped ones if None.

    Raises
    ------
    InputError
        If a folder lacks a file, or its name is not an id and a slug.
    """
    root = resources.ontology() / "competency" if folder is None else folder
    return tuple(_read(path) for path in sorted(root.iterdir()) if path.is_dir())


def find(id: str) -> Example:
    """Find a shipped question by its id.

    >>> find("cq03").slug
    'claims-on-each-hop'

    Raises
    ------
    UsageError
        If there is none of that id.
    """
    known = {example.id: example for example in load()}
    found = known.get(id.upper())
    if found is None:
        raise UsageError(f"There is no example {id!r}. Examples: {', '.join(known)}. To list them: chipgraph examples")
    return found


def as_text(value: object) -> str:
    """Write a value of an answer as expected rows have it: nothing is empty, a boolean is true or false."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _read(path: Path) -> Example:
    id, dash, slug = path.name.partition("-")
    if not (dash and id.startswith("CQ") and id[2:].isdigit()):
        raise InputError("the name of this folder is no id and slug.", path, "Call it CQnn-slug, such as CQ03-claims.")
    rows = list(csv.reader(_text(path / "expected.csv").splitlines()))
    if not rows:
        raise InputError(
            "the file is empty.", path / "expected.csv", "Write the names of the columns in its first line."
        )
    return Example(
        id,
        slug,
        " ".join(_text(path / "question.md").split()),
        _text(path / "query.rq"),
        _text(path / "query.cypher"),
        tuple(rows[0]),
        tuple(tuple(row) for row in rows[1:]),
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the file cannot be read ({error}).", path, "Write it as UTF-8 text.") from error
