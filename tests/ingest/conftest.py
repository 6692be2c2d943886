"""A small source in a folder of its own, so that a test can break one thing about it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

YAML = """\
name: sample-list
title: A sample
asserts: false
data: {data}
columns: [name, country]
assertions:
  rows: {{min: 1, max: 5}}
  quarantined: {{max: 2}}
  Firm: {{min: 1}}
lookups:
  heading: {{Norway: territory-no}}
{more}
"""

CRAWLER = """\
from chipgraph.errors import InputError


def crawl(context):
    for row in context.rows():
        with context.entry(row):
            name = row.pop_required("name")
            territory = context.lookup("heading", row.pop_required("country"))
            context.emit(f"sample-list-{name.lower()}", ["Firm"], {"name_en": [name], "alias": []})
            if territory is None:
                raise InputError("the heading is not known.", row.place, "Add it.")
            context.audit(row, ignore=["colour"])
"""

Source = Callable[..., Path]


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """Write a source; each part can be replaced."""

    def write(
        rows: object = None,
        data: str = "rows.json",
        content: bytes | None = None,
        crawler: str = CRAWLER,
        more: str = "",
        spec: str = YAML,
    ) -> Path:
        folder = tmp_path / "sources" / "some" / "sample"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "sample.yml").write_text(spec.format(data=data, more=more), encoding="utf-8")
        (folder / "crawler.py").write_text(crawler, encoding="utf-8")
        rows = [{"name": "Acme", "country": "Norway"}] if rows is None else rows
        (folder / data).write_bytes(json.dumps(rows).encode() if content is None else content)
        return folder

    return write
