"""Chips: a row of the table is a product, and each of its figures a measure with a claim by the one who gives it.

Who gives a figure:

- a figure that stands in the file of Epoch AI too (``epoch_rows.csv``) is a claim of Epoch AI;
- another figure of a row that names one page, and nothing else, is a claim of the publisher of that page;
- all else is a claim of the curators, an inference: the row names several pages and not which figure is from which, or the
  figure was recalled. What the table works out itself (TPP, density) is theirs too.

``Design`` is the only relation made here. The column "fab" is a statement: the dies, which it is about, are no product of
their own here, and a foundry that *makes* an accelerator would seem to hold it (W3).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from chipgraph.errors import InputError
from chipgraph_ingest import Context, InputRow
from chipgraph_ingest.keys import slug

CURATORS = "agent-chipgraph-curators"
_URL = re.compile(r"https?://\S+")
_SOURCE_FIELDS = ("title", "publisher", "licence", "redistribution", "archived_copy", "sha256")


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says something, where and how: what a claim needs beside its target."""

    maker: str
    source: str | None
    method: str
    basis: str
    note: str | None = None


class Claims:
    """Makes claims with ids of their own, and knows the pages that the table cites."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.pages: dict[str, Voice] = {}
        self.confirmed: dict[str, frozenset[str]] = {}

    def read_pages(self) -> None:
        """Make a source of each page; remember who speaks on it."""
        for row in self.context.rows("sources"):
            with self.context.entry(row):
                id, url = row.pop_required("id"), row.pop_required("url")
                voice = Voice(row.pop_required("maker"), id, row.pop_required("method"), row.pop_required("basis"))
                self.pages[url] = voice
                fields = {name: row.pop(name) for name in _SOURCE_FIELDS}
                self.context.emit(id, ("Source",), {**fields, "url": url, "retrieved": "2026-11-24"})
                self.context.audit(row)

    def read_confirmed(self) -> None:
        """Remember which columns of a row Epoch AI gives alike."""
        for row in self.context.rows("epoch"):
            confirmed = frozenset((row.pop("confirmed") or "").split("|"))
            self.confirmed[row.pop_required("chip")] = confirmed

    def voice(self, chip: str, column: str, stated: str) -> Voice:
        """Find who gives a figure."""
        epoch = self.context.spec.settings["epoch_source"][0]
        if column in self.confirmed.get(chip, ()):
            return next(v for v in self.pages.values() if v.source == epoch)
        found = [self.page(url) for url in _URL.findall(stated)]
        mixed = any(word in stated for word in self.context.spec.settings["mixed"])
        if len(found) == 1 and not mixed and found[0].source != epoch:
            return found[0]
        cited = next((v.source for v in found if v.source != epoch), None)
        return Voice(CURATORS, cited, "inference", "stated", f"Source column of the table: {stated}.")

    def page(self, url: str) -> Voice:
        """Find the page that a row cites."""
        voice = self.pages.get(url.rstrip(","))
        if voice is None:
            raise InputError(f"the page {url!r} is not known.", str(self.context.spec.path), "Add it to sources.csv.")
        return voice

    def add(self, target: str, voice: Voice, confidence: str | None) -> None:
        """Make the claim that asserts a target; what others say on no page that is kept, the table relays."""
        relayed = voice.source is None and voice.maker != CURATORS
        self.context.emit(
            f"claim-{target}",
            ("Claim",),
            {
                "about": target,
                "stance": "asserts",
                "made_by": voice.maker,
                "relayed_by": CURATORS if relayed else None,
                "cites": f"dataset-{self.context.spec.name}" if relayed else voice.source,
                "method": voice.method,
                "confidence": confidence,
                "note": voice.note,
            },
        )


def crawl(context: Context) -> None:
    """Make products with their measures, statements, designs and claims."""
    claims = Claims(context)
    claims.read_pages()
    claims.read_confirmed()
    designers = dict(context.spec.lookups["designer"])
    for row in context.rows("agents"):
        with context.entry(row):
            _agent(context, row, designers)
    ids = {name: f"chips-{slug(name)}" for name in (str(r.fields["chip"]) for r in context.peek())}
    for row in context.rows():
        with context.entry(row):
            _chip(context, row, claims, ids, designers)
            context.audit(row)
    seen: dict[str, int] = {}
    for row in context.rows("figures"):
        with context.entry(row):
            _figure(context, row, claims, ids, seen)
            context.audit(row)


def _several(text: str | None, mark: str = ";") -> list[str]:
    return [part.strip() for part in (text or "").split(mark) if part.strip()]


def _agent(context: Context, row: InputRow, designers: dict[str, str]) -> None:
    id, kind = row.pop_required("id"), row.pop_required("class")
    column = row.pop("column")
    if column is not None:
        designers[column] = id
    names = {
        "name_en": (row.pop_required("name"),),
        "alias": _several(row.pop("aliases"), "|"),
        "note": row.pop("note"),
    }
    slot = {"reason": "not-stated", "cardinality": "several"} if kind == "UnknownParty" else {}
    context.emit(id, (kind,), {**names, **slot})
    context.audit(row)


def _chip(context: Context, row: InputRow, claims: Claims, ids: dict[str, str], designers: dict[str, str]) -> None:
    chip = row.pop_required("chip")
    id, stated = ids[chip], row.pop_required("spec_source")
    confidence = context.lookup("confidence", row.pop_required("confidence"))
    parent = row.pop("variant_of")
    if parent is not None and parent not in ids:
        raise InputError(f"the family {parent!r} is no row.", row.place, "Write the name of a row in 'chip'.")
    context.emit(
        id,
        (context.lookup("class", chip) or "Accelerator",),
        {
            "name_en": (chip,),
            "alias": _several(row.pop("aliases")),
            "variant_of": None if parent is None else ids[parent],
            "note": _remarks(row),
        },
    )
    for column in context.spec.lookups["metric"]:
        _column(context, row, claims, (id, chip, column, stated), confidence)
    _derived(context, row, claims, id, confidence)
    _designer(context, row, claims, (id, chip, stated), confidence, designers)
    _fab(context, row, claims, (id, chip, stated), confidence)
    _launch(context, row, claims, (id, chip, stated), confidence)
    _classes(context, row, claims, id, confidence)


def _remarks(row: InputRow) -> str | None:
    """Put what is no figure into the note of the product."""
    parts = {
        "Memory": row.pop("memory_type"),
        "Interconnect": row.pop("interconnect_name"),
        "Marketed for data centres": row.pop("datacenter_marketed"),
        "Non-planar transistors": row.pop("nonplanar"),
        "Die": row.pop("die_area_note"),
    }
    notes = [f"{word}: {value}." for word, value in parts.items() if value is not None]
    return " ".join([*notes, *filter(None, [row.pop("notes")])]) or None


def _column(
    context: Context, row: InputRow, claims: Claims, of: tuple[str, str, str, str], confidence: str | None
) -> None:
    id, chip, column, stated = of
    value = row.pop(column)
    if value is None:
        return
    voice = claims.voice(chip, column, stated)
    if column == "die_area_mm2" and '"die_area_note": "ESTIMATE' in row.raw:
        voice = Voice(voice.maker, voice.source, "estimate" if voice.source else "inference", "estimated", voice.note)
    target = f"measure-{id}-{column.replace('_', '-')}"
    _measure(context, target, id, column, value, voice.basis)
    claims.add(target, voice, confidence)


def _measure(context: Context, target: str, product: str, column: str, value: str, basis: str) -> None:
    lookups = context.spec.lookups
    metric = lookups["metric"].get(column) or lookups["derived"][column]
    unit = lookups["unit"].get(column) or lookups["derived_unit"][column]
    span = {"value_min": _decimal(value), "value_max": _decimal(value)}
    context.emit(
        target, ("ProductMeasure",), {"product": product, "metric": metric, **span, "unit": unit, "basis": basis}
    )


def _decimal(text: str) -> str:
    """Write a number as the canonical form wants it: no exponent, no trailing zeros."""
    if not re.fullmatch(r"\d+(\.\d+)?", text):
        raise InputError(f"{text!r} is no number.", "a figure", "Write it as 3350 or 15.67.")
    whole, _, part = text.partition(".")
    part = part.rstrip("0")
    return f"{int(whole)}.{part}" if part else str(int(whole))


def _derived(context: Context, row: InputRow, claims: Claims, id: str, confidence: str | None) -> None:
    basis = row.pop("tpp_basis")
    for column in context.spec.lookups["derived"]:
        value = row.pop(column)
        if value is not None:
            target = f"measure-{id}-{column.replace('_', '-')}"
            _measure(context, target, id, column, value, "derived")
            note = f"From {basis}." if column.startswith("tpp") else "TPP over the die area of the row."
            claims.add(target, Voice(CURATORS, None, "inference", "derived", note), confidence)


def _designer(
    context: Context,
    row: InputRow,
    claims: Claims,
    of: tuple[str, str, str],
    confidence: str | None,
    designers: dict[str, str],
) -> None:
    id, chip, stated = of
    designer, seat = row.pop_required("designer"), row.pop("designer_hq")
    if designer in context.spec.settings["no_designer"]:
        context.quarantine(row.place, "a designer that the row calls nominal or alleged", designer, "all other fields")
        return
    firm = designers.get(designer)
    if firm is None:
        raise InputError(f"the designer {designer!r} is not known.", row.place, "Add it to agents.csv.")
    target, voice = f"rel-{id}-design", claims.voice(chip, "designer", stated)
    if voice.maker == CURATORS:
        context.handled("designer that no single page of the row states: no design is made")
    else:
        context.emit(target, ("Design",), {"designer": firm, "designed": id})
        claims.add(target, voice, confidence)
    target = f"rel-chips-{firm.removeprefix('chips-')}-seat"
    if seat is not None and target not in context.made:
        territory = context.lookup("territory", seat)
        context.emit(target, ("Seat",), {"seated": firm, "territory": territory, "kind": "headquarters"})
        note = "Column designer_hq of the table."
        claims.add(target, Voice(CURATORS, None, "inference", "stated", note), "M")


def _statement(context: Context, target: str, product: str, text: str, more: dict[str, object]) -> None:
    context.emit(target, ("Statement",), {"text_en": text, "product": product, **more})


def _fab(context: Context, row: InputRow, claims: Claims, of: tuple[str, str, str], confidence: str | None) -> None:
    id, chip, stated = of
    fab = row.pop("fab")
    if fab in (None, "unknown"):
        return
    named = context.lookup("fab", str(fab))
    if named is None:
        raise InputError(f"{fab!r} is not known.", row.place, "Add it to the lookup 'fab'.")
    target = f"statement-{id}-fab"
    _statement(context, target, id, f"Who makes the dies of {chip}: {fab}.", {"mentions": named.split(), "value": fab})
    claims.add(target, claims.voice(chip, "fab", stated), confidence)


def _launch(context: Context, row: InputRow, claims: Claims, of: tuple[str, str, str], confidence: str | None) -> None:
    id, chip, stated = of
    date = row.pop("launch_date")
    if date is None:
        return
    target = f"statement-{id}-launch"
    _statement(context, target, id, f"Launch of {chip}.", {"occurred_on": date})
    claims.add(target, claims.voice(chip, "launch_date", stated), confidence)


def _classes(context: Context, row: InputRow, claims: Claims, id: str, confidence: str | None) -> None:
    """Keep a published classification as a statement: it is shown beside what the rules give."""
    stated = row.pop("eccn_source") or "not stated"
    for column, rule in (("eccn_oct2022_published", "October 2022"), ("eccn_oct2023_published", "October 2023")):
        value = row.pop(column)
        if value is not None:
            target = f"statement-{id}-{column.replace('_', '-')}"
            text = f"Class under the rule of {rule}, as published: {value}."
            _statement(context, target, id, text, {"value": value})
            claims.add(target, claims.voice("", column, stated), confidence)


def _figure(context: Context, row: InputRow, claims: Claims, ids: dict[str, str], seen: dict[str, int]) -> None:
    chip = row.pop_required("chip")
    if chip not in ids:
        raise InputError(f"the chip {chip!r} is no row.", row.place, "Write the name of a row of chips.csv.")
    id, metric = ids[chip], row.pop_required("metric")
    key = f"{id}-{metric}"
    seen[key] = seen.get(key, 0) + 1
    target = f"measure-{key}-further-{seen[key]}"
    low, high = (None if (v := row.pop(c)) is None else _decimal(v) for c in ("min", "max"))
    trap = row.pop("trap")
    note = " ".join(_present([row.pop("note"), None if trap is None else f"Trap {trap}."])) or None
    fields = {"metric": metric, "unit": row.pop("unit"), "basis": row.pop("basis"), "note": note}
    context.emit(target, ("ProductMeasure",), {"product": id, "value_min": low, "value_max": high, **fields})
    voice = Voice(row.pop_required("maker"), row.pop("source"), row.pop_required("method"), "stated")
    claims.add(target, voice, row.pop("confidence"))


def _present(values: Iterable[str | None]) -> list[str]:
    return [value for value in values if value is not None]
