"""Write the page of sources: what each list that ships holds, how much of it was read, and what was set aside and why.

``python docs/reference/sources.py --write`` writes the page; a test fails where it has drifted. Claim sheets are not here: their
entries are read one by one, and nothing of them is set aside.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from chipgraph_ingest import read_spec, sources
from chipgraph_ingest.runner import collect
from chipgraph_ingest.spec import Spec

PAGE = Path(__file__).with_suffix(".md")
_HEAD = """# Sources

<!-- Written by `python docs/reference/sources.py --write`. Do not edit. -->

What ships, and what became of it. *Rows read* counts all files of a source. *Set aside* is what could not be used, by reason;
`quarantine.jsonl` of a loaded graph holds each part with its place. *Read past* are flaws that lose nothing. Sources without
*default* are read by `chipgraph ingest --all` or by name.
Curated cases are claim sheets and have no counts here; `chipgraph ingest --list` lists them too. How to add a source: [add a source](../how-to/add-a-source.md)."""


def page() -> str:
    """Read every shipped list and describe it."""
    lists = [spec for folder in sources() if (spec := read_spec(folder)).sheet is None]
    stats = [(spec, collect(spec)[2]) for spec in lists]
    parts = [_HEAD, _table(stats), *(_described(spec, found) for spec, found in stats)]
    return "\n\n".join(parts) + "\n"


def _path(spec: Spec) -> str:
    return f"{spec.folder.parent.name}/{spec.folder.name}"


def _counts(stats: Mapping[str, object], key: str) -> dict[str, int]:
    found = stats[key]
    assert isinstance(found, dict)
    return dict(sorted(found.items()))


def _table(stats: Iterable[tuple[Spec, Mapping[str, object]]]) -> str:
    lines = ["| source | rows read | rows made | parts set aside | default |", "|---|---|---|---|---|"]
    for spec, found in stats:
        made, aside = (sum(_counts(found, key).values()) for key in ("made", "quarantined"))
        lines.append(
            f"| [{_path(spec)}](#{spec.name}) | {found['rows_read']} | {made} | {aside} | {'yes' if spec.default else ''} |"
        )
    return "\n".join(lines)


def _described(spec: Spec, stats: Mapping[str, object]) -> str:
    facts = {
        "source": f"`{_path(spec)}`",
        "title": spec.dataset.get("title"),
        "licence": spec.dataset.get("licence"),
        "may be passed on": spec.dataset.get("redistribution", "unknown"),
        "asserts": "yes, in the name of its authority" if spec.dataset["asserts"] else "no, each record needs a claim",
        "published": spec.dataset.get("published"),
    }
    lines = [f"## {spec.name}", "", *(f"- {word}: {value}" for word, value in facts.items() if value)]
    for title, key in (("made", "made"), ("set aside", "quarantined"), ("read past", "handled")):
        counts = _counts(stats, key)
        if counts:
            lines += ["", f"| {title} | |", "|---|---|", *(f"| {what} | {number} |" for what, number in counts.items())]
    return "\n".join(lines)


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        PAGE.write_text(page(), encoding="utf-8")
    else:
        sys.stdout.write(page())
