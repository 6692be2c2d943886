"""``search``, ``show`` and ``claims``: what is known of a party, a product, a relation."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import rich_click as click

from chipgraph.cli.context import Session, default_format, output_options

_known_on = click.option("--known-on", metavar="DATE", help="Only what was published by this day.")


@click.command()
@click.argument("text")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many hits.")
@_known_on
@output_options
@click.pass_obj
def search(
    session: Session, text: str, limit: int, known_on: str | None, format: str | None, output: str | None
) -> None:
    """Find parties and products by name, in any script.

    Example: chipgraph search 算能
    """
    from chipgraph.results import Result

    hits = session.graph.search(text, limit, known_on)
    rows = [(h.entity.id, h.entity.caption, h.name, ", ".join(h.entity.types), round(h.score)) for h in hits]
    certificate = session.graph.certificate({"ask": "search", "text": text, "limit": limit, "known_on": known_on}, rows)
    result = Result(("id", "caption", "matched", "classes", "score"), rows, certificate=certificate)
    session.write(result, format, output)
    if not hits:
        session.note(f"Nothing is named like {text!r}.")


@click.command()
@click.argument("name")
@_known_on
@output_options
@click.pass_obj
def show(session: Session, name: str, known_on: str | None, format: str | None, output: str | None) -> None:
    """Show one entity: its names, its relations, who asserts and who denies each.

    Example: chipgraph show Sophgo
    """
    described = session.graph.show(name, known_on)
    chosen = format or (default_format() if output is None else None)
    if chosen == "table":
        for line in show_lines(described):
            click.echo(line)
    elif chosen in ("json", "jsonl"):
        session.check_terms(described["certificate"], chosen)
        click.echo(json.dumps(described, ensure_ascii=False, indent=2 if chosen == "json" else None))
    else:
        session.write(_relations(described), format, output)


def _relations(described: Mapping[str, Any]) -> Any:
    from chipgraph.results import Result

    columns = ("type", "from", "to", "product", "episode", "strength", "standing", "status", "proposition")
    rows = [tuple(r[c] for c in columns) for r in described["relations"]]
    return Result(columns, rows, certificate=described["certificate"])


def show_lines(described: Mapping[str, Any]) -> list[str]:
    """Write an entity for the terminal."""
    lines = [f"{described['caption']}  ({', '.join(described['types'])})  {described['id']}"]
    others = [n for n in described["names"] if n != described["caption"]]
    if others:
        lines.append(f"  also: {'; '.join(others)}")
    if len(described["referents"]) > 1:
        lines.append(f"  merged from: {', '.join(described['referents'])}")
    for key, value in described["properties"].items():
        if not key.startswith(("name_", "alias")):
            lines.append(f"  {key}: {'; '.join(map(str, value)) if isinstance(value, list) else value}")
    lines.append(f"{len(described['relations'])} relations")
    for relation in described["relations"]:
        lines.extend(relation_lines(relation))
    for statement in described["statements"]:
        text = next(iter(statement["text"].values()), "")
        lines.append(f"  statement · {statement['strength']} · {statement['standing']}: {text}")
    return lines


def relation_lines(relation: Mapping[str, Any]) -> list[str]:
    """Write one relation with its claims for the terminal."""
    product = f"  [{relation['product_caption']}]" if relation["product_caption"] else ""
    episode = f"  ({relation['episode']})" if relation["episode"] else ""
    window: Mapping[str, Any] = next((w for w in relation["windows"] if w["starts"] or w["ends"]), {})
    lines = [f"  {relation['sentence']}{product}{episode}"]
    lines.append(f"    {window_text(window)} · strength {relation['strength']} · {relation['standing']}")
    lines.extend(f"    {line}" for line in claim_lines(relation["claims"]))
    return lines


def window_text(window: Mapping[str, Any]) -> str:
    """Write the dates of a record as they were stated."""
    starts, ends = window.get("starts"), window.get("ends")
    if not starts and not ends:
        return "no date stated"
    if not ends:
        return f"{starts}"
    return f"{starts or 'start not stated'} until {ends}"


def claim_lines(claims: Iterable[Mapping[str, Any]]) -> list[str]:
    """Write claims a line each. One that only repeats what its maker is already shown to say is left out."""
    lines: dict[tuple[object, ...], str] = {}
    for claim in sorted(claims, key=lambda c: not c["counted"]):
        key = (claim["stance"], claim["maker"], claim["stated_on"] or claim["published"], str(claim["quote"]))
        lines.setdefault(key, claim_line(claim))
    return list(lines.values())


def claim_line(claim: Mapping[str, Any]) -> str:
    """Write one claim: + asserts, − denies, · neither; who, in which manner, when, in which words."""
    sign = {"asserts": "+", "denies": "−"}.get(claim["stance"], "·")
    who = claim["maker_caption"]
    if claim["relayed_by_caption"] and claim["relayed_by_caption"] != who:
        who = f"{who} (via {claim['relayed_by_caption']})"
    what = claim["speaks_of"] or ("it" if claim["stance"] in ("asserts", "denies") else "")
    parts = [f"{sign} {who} {claim['says']} {what}".rstrip()]
    parts.extend(p for p in (claim["method"], claim["stated_on"] or claim["published"]) if p)
    if not claim["active"]:
        parts.append("withdrawn" if claim["withdrawn"] else "reversed later by the same maker")
    elif not claim["counted"]:
        parts.append("shown, not counted")
    source = claim["source"] or {}
    if source.get("title"):
        parts.append(f"[{source['title']}]")
    quote = next(iter(claim["quote"].values()), None)
    if quote:
        parts.append(f"“{quote}”")
    return ", ".join(parts)


@click.command()
@click.argument("name")
@click.argument("other", required=False)
@_known_on
@output_options
@click.pass_obj
def claims(
    session: Session, name: str, other: str | None, known_on: str | None, format: str | None, output: str | None
) -> None:
    """List who asserts and who denies: about a party, a relation, or between two parties.

    Example: chipgraph claims Sophgo Huawei
    """
    session.write(session.graph.claims(name, other, known_on), format, output)
