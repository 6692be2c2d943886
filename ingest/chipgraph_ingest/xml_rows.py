"""XML files as rows: each element of one name is a row, each text and attribute below it a field.

A field is called by the path of its elements without namespaces: ``Entity.LegalName``, its attribute
``Entity.LegalName@lang``. Where an element stands several times below one parent, the second is ``Name[2]``.
"""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from chipgraph.errors import InputError, Place


def xml_entries(path: Path, text: str, element: str) -> Iterator[dict[str, object]]:
    """Read the fields of each ``element`` of the file.

    A file with a document type is refused: entities that it declares could make a small file fill the memory.

    Raises
    ------
    InputError
        If it is no XML, has a document type, or has no such element.
    """
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise InputError("it declares a document type.", path, "Use the file as published, without '<!DOCTYPE'.")
    found = 0
    try:
        for _, node in ET.iterparse(io.BytesIO(text.encode()), events=("end",)):
            if _local(node.tag) == element:
                found += 1
                yield dict(_fields(node, ""))
                node.clear()
    except ET.ParseError as error:
        line, column = error.position
        raise InputError(
            f"it is no XML: {error}.", Place(str(path), f"line {line}, column {column}"), "Download it again."
        ) from error
    if not found:
        raise InputError(f"it has no element {element!r}.", path, "Check 'entries' in the YAML of the source.")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _fields(node: ET.Element, path: str) -> Iterator[tuple[str, str]]:
    for name, value in node.attrib.items():
        yield f"{path}@{_local(name)}", value
    if node.text is not None and node.text.strip():
        yield path, node.text.strip()
    seen: Counter[str] = Counter()
    for child in node:
        name = _local(child.tag)
        seen[name] += 1
        number = "" if seen[name] == 1 else f"[{seen[name]}]"
        yield from _fields(child, f"{path}.{name}{number}" if path else f"{name}{number}")
