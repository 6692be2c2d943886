"""All chips by all versions of the classification: computed set, published value, reason (issue 6)."""

from __future__ import annotations

from collections.abc import Iterator

from chipgraph import dates
from chipgraph.law.chips import Chip, Chips
from chipgraph.law.classify import NOT_CONTROLLED, Classification, classify_chip
from chipgraph.law.loading import Law
from chipgraph.law.model import Rule

COLUMNS = (
    "chip",
    "variant_of",
    "rule",
    "on",
    "computed",
    "determined",
    "settled_by",
    "published",
    "agreement",
    "reason",
    "published_source",
)


def table(law: Law, chips: Chips) -> Iterator[tuple[str, ...]]:
    """Give one row a chip and version, in the order of the file; each version on its first certain day."""
    (provision,) = law.of_kind("classification")
    for chip in chips.by_name.values():
        for rule in provision.versions:
            answer = classify_chip(chip, chips, rule.starts.hi, law)
            yield _row(chip, rule, answer)


def _row(chip: Chip, rule: Rule, answer: Classification) -> tuple[str, ...]:
    beside = list(dict.fromkeys((p.value, p.source) for p in answer.published if p.version == _published_for(rule)))
    return (
        chip.name,
        chip.variant_of or "",
        rule.id,
        dates.day_text(answer.day) or "",
        "; ".join(answer.outcomes),
        "yes" if answer.determined else "no",
        "; ".join(answer.settled_by),
        " | ".join(value for value, _ in beside),
        " | ".join(agreement(answer, value) for value, _ in beside),
        _reason(answer),
        " | ".join(dict.fromkeys(source for _, source in beside if source)),
    )


def _published_for(rule: Rule) -> str:
    """Which published value stands beside a version: that of the rule's year, 2022 or since 2023."""
    return "2022" if rule.id.endswith("2022") else "2023"


def agreement(answer: Classification, published: str) -> str:
    """Compare what is computed with a published value, where that says whether 3A090 reaches the chip."""
    if not published.startswith(("3A090", "not 3A090")):
        return "not comparable"
    controlled = not published.startswith("not")
    computed = {outcome != NOT_CONTROLLED for outcome in answer.outcomes}
    if controlled not in computed:
        return "disagrees"
    return "agrees" if len(computed) == 1 else "open"


def _reason(answer: Classification) -> str:
    if answer.variants:
        return "variants: " + ", ".join(f"{v.item} {' or '.join(v.outcomes)}" for v in answer.variants)
    shown = {f.name: f.range for f in answer.figures}
    names = ("tpp", "performance_density", "interconnect_bandwidth")
    return ", ".join(f"{name} {shown[name]}" if name in shown else f"{name} unknown" for name in names)
