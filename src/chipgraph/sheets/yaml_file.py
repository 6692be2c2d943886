"""Claim sheets in YAML: read strictly, so that what a curator wrote is what is stored.

Every scalar is text: ``2024-10`` stays a month, ``010`` stays three characters, ``no`` stays a word. A key that stands twice,
an anchor or a tag is an error. A claim entry may hold several makers under ``by``; each becomes an entry of its own, so
that the other forms have the same columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from chipgraph.errors import InputError, Place
from chipgraph.sheets.tables import SECTIONS, Cell, Entry, Tables, column_name

MAKERS = "by"
"""The key under which one entry lists the stances of several makers."""

_DEPTH = 8
"""Sections, entries, makers, languages: a sheet is no deeper than six."""

_EMPTY = ("", "~", "null")


def read_yaml(path: Path) -> Tables:
    """Read the sections of one YAML file.

    Raises
    ------
    InputError
        If the file is empty, is no UTF-8 or no YAML, repeats a key, or has a section that no sheet has.
    """
    return parse_yaml(read_text(path), path)


def parse_yaml(text: str, path: Path) -> Tables:
    """Read the sections of a YAML text; ``path`` is for messages."""
    root = _compose(text, path)
    tables = Tables()
    for name, node in _pairs(root, path):
        if name not in SECTIONS:
            raise InputError(
                f"there is no section {name!r}.", _place(path, node), f"The sections are {', '.join(SECTIONS)}."
            )
        tables.declared.add(name)
        tables.section(name).extend(_section(name, node, path))
    return tables


def _compose(text: str, path: Path) -> MappingNode:
    try:
        _check_events(text, path)
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = Place(str(path), None if mark is None else f"line {mark.line + 1}")
        reason = getattr(error, "problem", None) or "it cannot be read"
        raise InputError(f"this is no YAML: {reason}.", where, "Check the indentation and the quotes there.") from error
    if root is None:
        raise InputError("the file is empty.", path, "`chipgraph new case NAME` writes a template to start from.")
    if not isinstance(root, MappingNode):
        raise InputError("the file has no sections.", path, f"The sections are {', '.join(SECTIONS)}.")
    return root


def _check_events(text: str, path: Path) -> None:
    """Refuse anchors, which can blow a file up, and nesting beyond what a sheet has, before anything is built."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        where = Place(str(path), f"line {_line(event)}")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise InputError("anchors and aliases are not read.", where, "Write the value out.")
        if depth > _DEPTH:
            raise InputError("it is nested too deep.", where, "Write sections, entries and lists of texts alone.")


def _line(event: yaml.Event) -> int:
    return 0 if event.start_mark is None else event.start_mark.line + 1


def read_text(path: Path) -> str:
    """Read a UTF-8 file whole.

    Raises
    ------
    InputError
        If a byte is no UTF-8; it names the line.
    """
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(
            f"byte 0x{data[error.start]:02x} is no UTF-8.",
            Place(str(path), f"line {line}"),
            "Save the file as UTF-8 and load it again.",
        ) from error


def _place(path: Path, node: Node, label: str = "") -> Place:
    line = f"line {node.start_mark.line + 1}"
    return Place(str(path), f"{label}, {line}" if label else line)


def _pairs(node: Node, path: Path) -> Iterator[tuple[str, Node]]:
    if not isinstance(node, MappingNode):
        raise InputError("keys and values are expected here.", _place(path, node), "Write `key: value` lines.")
    seen: set[str] = set()
    for key, value in node.value:
        if not isinstance(key, ScalarNode):
            raise InputError("a key is no plain text.", _place(path, key), "Write a word before the colon.")
        if key.value in seen:
            raise InputError(f"the key {key.value!r} stands twice.", _place(path, key), "Keep one of them.")
        seen.add(key.value)
        yield key.value, value


def _section(name: str, node: Node, path: Path) -> Iterator[Entry]:
    if isinstance(node, ScalarNode) and node.value in _EMPTY:
        return
    if name == "dataset":
        yield Entry(_place(path, node, name), dict(_cells(node, path)))
    elif name == "claims":
        yield from _claims(node, path)
    else:
        for id, body in _pairs(node, path):
            yield Entry(_place(path, body, f"{name} {id}"), {"id": id, **dict(_cells(body, path))})


def _claims(node: Node, path: Path) -> Iterator[Entry]:
    if not isinstance(node, SequenceNode):
        raise InputError("claims is no list.", _place(path, node), "Start each entry with a dash.")
    for number, item in enumerate(node.value, start=1):
        label = f"claims entry {number}"
        content = {key: value for key, value in _pairs(item, path) if key != MAKERS}
        shared = dict(_flatten(content.items(), path))
        makers = [value for key, value in _pairs(item, path) if key == MAKERS]
        if not makers:
            yield Entry(_place(path, item, label), shared)
            continue
        if not isinstance(makers[0], SequenceNode) or not makers[0].value:
            raise InputError(f"{MAKERS} lists no maker.", _place(path, makers[0], label), "Start each with a dash.")
        for stance in makers[0].value:
            own = dict(_cells(stance, path))
            twice = sorted(own.keys() & shared.keys())
            if twice:
                problem = f"{', '.join(twice)} stands in the entry and again under {MAKERS}."
                raise InputError(problem, _place(path, stance, label), "Keep one of them.")
            yield Entry(_place(path, stance, label), {**shared, **own})


def _cells(node: Node, path: Path) -> Iterator[tuple[str, Cell]]:
    if isinstance(node, ScalarNode) and node.value in _EMPTY:
        return
    yield from _flatten(_pairs(node, path), path)


def _flatten(pairs: object, path: Path) -> Iterator[tuple[str, Cell]]:
    """Turn nodes into cells; ``name: {en: ..., zh-hans: ...}`` becomes one column for each language."""
    seen: set[str] = set()
    for key, node in pairs:  # type: ignore[attr-defined]
        for column, cell in _values(column_name(key), node, path):
            if column in seen:
                raise InputError(f"{column} is given twice.", _place(path, node), "Keep one of them.")
            seen.add(column)
            yield column, cell


def _values(column: str, node: Node, path: Path) -> Iterator[tuple[str, Cell]]:
    if isinstance(node, ScalarNode):
        text = node.value.strip()
        if text not in _EMPTY or (node.style in ("'", '"') and text):
            yield column, text
    elif isinstance(node, SequenceNode):
        if not all(isinstance(item, ScalarNode) for item in node.value):
            raise InputError(f"{column} holds more than texts.", _place(path, node), "Write a list of texts.")
        values = tuple(item.value.strip() for item in node.value)
        if values:
            yield column, values
    else:
        for tag, inner in _pairs(node, path):
            if not isinstance(inner, ScalarNode):
                raise InputError(f"{column} is nested too deep.", _place(path, inner), "Write `language: text` lines.")
            if inner.value.strip():
                yield f"{column}_{column_name(tag)}", inner.value.strip()
