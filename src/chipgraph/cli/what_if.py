"""``what-if``: which past routes a rule or a listing would have caught, had it been in force from another day (G17)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import rich_click as click
from click.exceptions import Exit

from chipgraph.cli.ask import claim_lines, window_text
from chipgraph.cli.context import Session, default_format, output_options

if TYPE_CHECKING:
    from chipgraph.flags.what_if import WhatIf

_STRENGTHS = ["alleged", "reported", "observed", "admitted", "official"]


@click.command("what-if")
@click.argument("start", required=False)
@click.argument("end", required=False)
@click.option("--to", metavar="NAME", help="Where routes end, without a start. Default: every restricted party.")
@click.option("--rule", metavar="RULE", help="An instrument, as R11, or one version of a rule, as 3A090-2023.")
@click.option("--listing", nargs=2, metavar="PARTY LIST", help="A party on a list, as Sophgo entity-list.")
@click.option("--from", "since_day", metavar="DATE", required=True, help="The day from which it is supposed in force.")
@click.option("--known-on", metavar="DATE", help="Only what was published by this day.")
@click.option("--max-transfers", type=click.IntRange(0, 50), help="Possession, service and group steps. Default 6.")
@click.option("--max-lineage", type=click.IntRange(0, 50), help="Lineage steps. Default 6.")
@click.option("--min-strength", type=click.Choice(_STRENGTHS), help="Walk only what is at least this strong.")
@click.option("--disputed", type=click.Choice(["include", "exclude"]), help="Default: include.")
@click.option("--limit", type=click.IntRange(1, 1000000), help="How many routes are shown. Default 100.")
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), help="Time limit of the search.")
@click.option("--exit-code", is_flag=True, help="End with 1 if a route changes.")
@output_options
@click.pass_obj
def what_if(
    session: Session, /, start: str | None, end: str | None, to: str | None, rule: str | None,
    listing: tuple[str, str] | None, since_day: str, exit_code: bool, format: str | None, output: str | None, **bounds: Any,
) -> None:  # fmt: skip
    """Suppose that a rule or a listing had been in force from a day: which past routes would it have caught?

    Example: chipgraph what-if --rule R11 --from 2022-10-07
    """
    answer = session.graph.what_if(
        start, end, to=to, rule=rule, listing=listing or None, in_force_from=since_day,
        **{k: v for k, v in bounds.items() if v is not None},
    )  # fmt: skip
    if (output is None or output == "-") and (format or default_format()) == "table":
        click.echo("\n".join(what_if_lines(answer)))
    else:
        session.write(answer.to_result(), format, output)
    certificate = answer.certificate
    session.note(f"{certificate['routes_changed']} of {certificate['routes_in_all']} routes would be judged otherwise")
    if not certificate["exhaustive"]:
        session.note(f"The search stopped early ({certificate['stopped_by']}): there may be more.")
    if exit_code and answer.routes:
        raise Exit(1)


def what_if_lines(answer: WhatIf) -> Iterator[str]:
    """Write the answer for a person: what is supposed, then route by route what would be otherwise, and what was."""
    yield supposed_line(answer.question["supposed"])
    yield "What a rule would have asked is no breach: nobody broke a rule that was not in force."
    for number, route in enumerate(answer.routes, 1):
        yield ""
        disputed = " · disputed" if route["disputed"] else ""
        change = route["would_be"] if route["was"] == route["would_be"] else f"{route['was']} → {route['would_be']}"
        yield f"{number}  {change} · {route['verdict']} · strength {route['strength']}{disputed}   {route['id']}"
        for hop in route["steps"]:
            yield from _hop_lines(hop)
    if not answer.routes:
        yield ""
        yield "No route within these bounds would be judged otherwise."


def supposed_line(told: Mapping[str, Any]) -> str:
    """Say what is supposed, and since when it holds in fact."""
    if "rule" in told:
        fact = f"in fact from {told['in_fact']}"
        return f"Supposed: {told['rule']}, {told['title']} ({told['citation']}), from {told['from']}; {fact}."
    fact = "in fact not on it" if told["in_fact"] is None else f"in fact from {told['in_fact']} ({told['citation']})"
    return f"Supposed: {told['party_caption']} on the list {told['list']} from {told['from']}; {fact}."


_SIGNS = {"gained": "+ would reach it", "lost": "- would not reach it, or less surely"}
_WORDS = {"applies": "applies", "may_apply": "may apply", "by_text_only": "by its text only"}


def _hop_lines(hop: Mapping[str, Any]) -> Iterator[str]:
    product = f"  [{hop['product_caption']}]" if hop["product_caption"] else ""
    yield f"   {hop['sentence']}{product}"
    yield f"     {window_text(hop['window'])} · strength {hop['strength']} · {hop['standing']}"
    yield from (f"     {line}" for line in claim_lines(c for c in hop["claims"] if c["stance"] == "denies"))
    was, item = hop["was"], hop["was"]["item"]
    rules = [f"{h['rule']}{_about(h)} ({_WORDS[h['applies']]})" for h in was["hooks"]]
    yield f"     law of its days: {was['label']} · {' or '.join(item['classes'])} · {', '.join(rules) or 'no rule'}"
    yield f"     as supposed: {hop['would_be']['label']} · {' or '.join(hop['would_be']['item']['classes'])}"
    for change, sign in _SIGNS.items():
        for hook in hop[change]:
            since = f" from {hook['applies_from']}" if hook.get("applies_from") else ""
            yield f"       {sign}: {hook['rule']}{_about(hook)} {_WORDS[hook['applies']]}{since}: {hook['limb']}  ({hook['citation']})"
            yield from (f"         not known: {text}" for text in hook["unknown"])
            yield from (f"         takes for granted: {text}" for text in hook["takes_for_granted"])
    for one in hop["would_be"]["explanations"]:
        yield f"       lawful explanation, {one['state']}: {one['text']}  ({one['citation']})"


def _about(hook: Mapping[str, Any]) -> str:
    if not hook["party"]:
        return ""
    known = f" (later holder, {hook['party_strength']})" if hook.get("party_role") == "later holder" else ""
    return f" because of {hook['party']}{known}"
