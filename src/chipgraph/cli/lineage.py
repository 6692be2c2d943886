"""``lineage``: what went into a product and what it went into, with the parties tied and the balance of quantities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import rich_click as click

from chipgraph.cli.ask import claim_lines, relation_lines
from chipgraph.cli.bounds import STRENGTHS, given
from chipgraph.cli.context import Session, default_format, output_options
from chipgraph.cli.questions import write

Document = Mapping[str, Any]


@click.command()
@click.argument("product")
@click.option("--known-on", metavar="DATE", help="Only what was published by this day.")
@click.option("--max-lineage", type=click.IntRange(1, 50), help="How deep. Default 6.")
@click.option("--min-strength", type=click.Choice(STRENGTHS), help="Only what is at least this strong.")
@click.option("--disputed", type=click.Choice(["include", "exclude"]), help="Default: include.")
@click.option("--include", multiple=True, type=click.Choice(["denied"]), help="Show these too.")
@click.option("--since", metavar="DATE", help="Only what can have been so on or after this day.")
@click.option("--until", metavar="DATE", help="Only what can have been so by this day.")
@output_options
@click.pass_obj
def lineage(session: Session, /, product: str, format: str | None, output: str | None, **bounds: Any) -> None:
    """Show what went into PRODUCT and what it went into: the tree, who is tied to each product, and the balance.

    Quantities are intervals: an imbalance says that a record is missing or a figure is wrong.

    Example: chipgraph lineage "Ascend 910C"
    """
    answer = session.graph.lineage(product, **given(bounds))
    if output in (None, "-") and (format or default_format()) == "table":
        click.echo("\n".join(lineage_lines(answer.document or {})))
        return
    write(session, answer, format, output)


def lineage_lines(document: Document) -> Iterator[str]:
    """Write a lineage for the terminal."""
    product = document["product"]
    yield f"{product['caption']}  {product['id']}"
    yield from _tie_lines(document, product["id"], "  ")
    for way, words in (("inputs", "What went into it:"), ("outputs", "What it went into:")):
        yield ""
        yield words if document[way] else f"{words} nothing on record"
        for branch in document[way]:
            yield from _branch_lines(document, branch, "  ")
    yield ""
    yield from _balance_lines(document["balance"])


def _branch_lines(document: Document, branch: Document, indent: str) -> Iterator[str]:
    marks = f"  · {', '.join(m.replace('_', ' ') for m in branch['marks'])}" if branch["marks"] else ""
    yield f"{indent}{branch['product_caption']}{marks}"
    for relation in branch["relations"]:
        yield from (f"{indent}{line}" for line in relation_lines(relation))
    yield from _tie_lines(document, branch["product"], f"{indent}  ")
    for below in branch["below"]:
        yield from _branch_lines(document, below, f"{indent}    ")
    if branch["goes_on"]:
        yield f"{indent}    ... goes on: raise --max-lineage"


def _tie_lines(document: Document, product: str, indent: str) -> Iterator[str]:
    for tie in document["parties"].get(product, ()):
        relation = tie["relation"]
        client = " as client" if tie["tie"] == "client" else ""
        status = f"strength {relation['strength']} · {relation['standing']}"
        yield f"{indent}{tie['party_caption']} is tied to it{client}: {relation['sentence']} · {status}"
        denials = [c for c in relation["claims"] if c["stance"] == "denies"]
        yield from (f"{indent}  {line}" for line in claim_lines(denials))


def _balance_lines(balances: list[Document]) -> Iterator[str]:
    if not balances:
        yield "Balance: no record says how many of its inputs a unit takes."
    for found in balances:
        yield f"Balance: {found['text']}"
        yield from _stage_lines(found["product_caption"], found["output"])
        for need in found["inputs"]:
            per = _range(need["per_unit"])
            most = need["allows_at_most"]
            yield f"  {per} {need['unit'] or ''} of {need['product_caption']} a unit ({', '.join(need['records'])})"
            yield from _stage_lines(need["product_caption"], need)
            yield f"    allows {'no stated number' if most is None else f'at most {most}'} of {found['product_caption']}"


def _stage_lines(caption: str, found: Document) -> Iterator[str]:
    for stage in found["stages"]:
        silent = f"; {len(stage['quantity_not_stated'])} without a quantity" if stage["quantity_not_stated"] else ""
        records = ", ".join(stage["records"]) or "no quantity stated"
        yield f"    {caption}: {stage['stage']} by {stage['party_caption']}: {_range(stage)} ({records}{silent})"


def _range(amount: Document) -> str:
    low, high = amount["min"], amount["max"]
    return low if low == high else f"{low} to {high if high is not None else 'not stated'}"
