"""A judged hop in lines for a person, and judged routes as rows: what applies, what may, what is missing (F7, G10, W25)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chipgraph.answers.trace import Trace
    from chipgraph.results import Result

COLUMNS = (
    "route",
    "label",
    "route_strength",
    "route_disputed",
    "step",
    "hop_label",
    "from",
    "from_caption",
    "to",
    "to_caption",
    "product",
    "product_caption",
    "first_day",
    "last_day",
    "classes",
    "figures_of",
    "rule",
    "version",
    "party",
    "party_role",
    "party_strength",
    "applies",
    "applies_from",
    "text_status",
    "enforcement_status",
    "citation",
    "unknown",
    "explanations",
    "denied_by",
    "record",
)

Document = Mapping[str, Any]

_LENT = {
    "parent": "by its family {}",
    "design match": "by design match with {}",
    "contained": "by what it contains: {}",
}
"""From where the figures are, where they are not those of the item itself."""

_WORDS = {"applies": "applies", "may_apply": "may apply", "by_text_only": "applies by its text, and is not enforced"}


def hop_lines(law: Document) -> Iterator[str]:
    """Write what the law says of a hop: the label, each hook with its basis, and the lawful explanations beside them."""
    item = law["item"]
    lent = f" {_LENT[item['basis']].format(item['figures_of'])}" if item["figures_of"] else ""
    missing = f"; would be settled by {', '.join(item['settled_by'])}" if item["settled_by"] else ""
    yield f"law: {law['label']} · {' or '.join(item['classes'])}{lent}{missing}"
    for hook in law["hooks"]:
        about = f" because of {hook['party']}{_known(hook)}" if hook["party"] else ""
        since = f" from {hook['applies_from']}" if hook.get("applies_from") else ""
        status = f"text {hook['text_status']}, enforcement {hook['enforcement_status']}"
        yield f"  {hook['rule']}{about} {_WORDS[hook['applies']]}{since}: {hook['limb']}  ({hook['citation']}; {status})"
        yield from (f"    not known: {text}" for text in hook["unknown"])
        yield from (f"    takes for granted: {text}" for text in hook["takes_for_granted"])
    if law["label"] == "not shown to apply":
        yield from (f"  rests on: {text}" for text in law["notes"])
    for one in law["explanations"]:
        yield f"  lawful explanation, {one['state']}: {one['text']}  ({one['citation']})"
        for word in ("supports", "contradicts", "unknown"):
            yield from (f"    {word}: {text}" for text in one[word])


def _known(hook: Document) -> str:
    """Say how well it is known that a later holder comes later: no hook says more than the steps between (W23)."""
    if hook.get("party_role") != "later holder":
        return ""
    return f" (later holder, {hook['party_strength']})"


def law_result(trace: Trace) -> Result:
    """Turn judged routes into a result: a row a hook of a hop, and the graph and document of the trace."""
    rows = tuple(
        row
        for route in trace.routes
        for number, step in enumerate(route["steps"], 1)
        for row in _rows(route, number, step)
    )
    return replace(trace.to_result(), columns=COLUMNS, rows=rows)


def _rows(route: Document, number: int, step: Document) -> Iterator[tuple[object, ...]]:
    law = step.get("law")
    if law is None:
        return
    head = (
        route["id"],
        route["label"],
        route["strength"],
        route["disputed"],
        number,
        law["label"],
        *(step[key] for key in ("from", "from_caption", "to", "to_caption", "product", "product_caption")),
        *law["days"],
        tuple(law["item"]["classes"]),
        law["item"]["figures_of"],
    )
    told = tuple(f"{e['id']} ({e['state']})" for e in law["explanations"])
    denied = tuple(dict.fromkeys(c["maker_caption"] for c in step["claims"] if c["stance"] == "denies" and c["active"]))
    hooks: Sequence[Document] = law["hooks"] or ({},)
    for hook in hooks:
        said = tuple(hook.get(key) for key in COLUMNS[COLUMNS.index("rule") : COLUMNS.index("citation") + 1])
        yield (*head, *said, tuple(hook.get("unknown", ())), told, denied, step["record"])
