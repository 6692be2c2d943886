"""Chips as rows of figures: from the columns of ``chips.csv`` to what classification rules ask.

The rows are handed in; where the file is, is the caller's business (``resources.sources``). Known traps of the figures
are data too: ``ontology/law/readings.yaml``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path

from chipgraph import resources
from chipgraph.errors import AmbiguousNameError, InputError, NameNotFoundError, Place
from chipgraph.law.entries import Entry, read_file
from chipgraph.law.figures import Figure, Figures, Format, processing_performance
from chipgraph.law.model import Tri
from chipgraph.law.parties import folded
from chipgraph.law.ranges import Range, parse, point

_FLAG: dict[str, Tri] = {"Y": True, "N": False, "unclear": None, "unknown": None, "": None}
_COLUMNS = {
    "die_area_mm2": ("die_area", "mm2"),
    "interconnect_gb_s_bidir": ("interconnect_bandwidth", "GB/s"),
    "memory_bw_gb_s": ("memory_bandwidth", "GB/s"),
    "transistors_million": ("transistors", "million"),
    "process_nm": ("process_node", "nm"),
}
_CONFIDENCE = {"high": "H", "medium": "M", "low": "L"}


@dataclass(frozen=True, slots=True)
class OtherReading:
    """What another source says of one figure; classified beside the row, never merged into it."""

    figures: Figures
    source: str
    why: str


@dataclass(frozen=True, slots=True)
class Chip:
    """One row: a model, or a family whose figures differ by variant.

    ``published`` holds what sources say its classification is: year of the rule, value, source.
    """

    name: str
    variant_of: str | None
    aliases: tuple[str, ...]
    designer: str
    designer_hq: str | None
    figures: Figures
    published: tuple[tuple[str, str, str], ...]
    confidence: str
    others: tuple[OtherReading, ...] = ()
    by_design_match: str | None = None
    not_carried_over: tuple[str, ...] = ()


class Chips:
    """All chips, found by name, alias or slug."""

    def __init__(self, chips: Iterable[Chip]) -> None:
        self.by_name = {chip.name: chip for chip in chips}

    def variants(self, chip: Chip) -> tuple[Chip, ...]:
        """Give the variants of a family; empty for a model."""
        return tuple(c for c in self.by_name.values() if c.variant_of == chip.name)

    def find(self, name: str) -> Chip:
        """Find one chip by name, alias or slug.

        Raises
        ------
        NameNotFoundError, AmbiguousNameError
            If none or several fit.
        """
        wanted = folded(name.removeprefix("product-"))
        for spellings in (_own_names, _short_names):
            found = [c for c in self.by_name.values() if wanted in {folded(n) for n in spellings(c)}]
            if len(found) == 1:
                return found[0]
            if found:
                raise AmbiguousNameError(name, [(c.name, c.name, "chip") for c in found])
        near = [c.name for c in self.by_name.values() if wanted and wanted in folded(c.name)]
        raise NameNotFoundError(name, near[:5])


def _own_names(chip: Chip) -> tuple[str, ...]:
    return (chip.name, *chip.aliases)


def _short_names(chip: Chip) -> tuple[str, ...]:
    """A name without its first words, without what stands in brackets, or both."""
    bare = chip.name.partition(" (")[0]
    words = [full.split() for full in (chip.name, bare)]
    return tuple(" ".join(w[i:]) for w in words for i in range(len(w)))


@cache
def shipped() -> Chips:
    """Load the chips that ship with chipgraph."""
    path = resources.sources() / "reference" / "chips" / "chips.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return read_chips(csv.DictReader(file), path.name)
    except OSError as error:
        raise InputError(f"the file cannot be read ({error}).", path.name, "Restore it from the release.") from error


def read_formats(root: Entry) -> tuple[Format, ...]:
    """Read ``formats.yaml``."""
    formats = []
    for entry in root.entries("formats", label="column"):
        bits = tuple(int(b) for b in entry.texts("bits"))
        formats.append(Format(entry.text("column"), entry.text("label"), bits, entry.optional("open")))
        entry.done()
    root.done()
    return tuple(formats)


def read_chips(rows: Iterable[Mapping[str, str]], file: str, folder: Path | None = None) -> Chips:
    """Read rows with the columns of ``chips.csv``, and apply what is known of their traps.

    Raises
    ------
    InputError
        If a cell is no figure, or a name is given twice; the message names file and row.
    """
    folder = folder or resources.ontology() / "law"
    formats = read_formats(read_file(folder / "formats.yaml"))
    chips: dict[str, Chip] = {}
    for number, row in enumerate(rows, start=2):
        place = Place(file, f"row {number}, {row.get('chip')}")
        chip = _chip(row, formats, place)
        if chip.name in chips:
            raise InputError("the chip is given twice.", place, "Remove one of the rows.")
        chips[chip.name] = chip
    for entry in read_file(folder / "readings.yaml").entries("readings", label="chip"):
        name = entry.text("chip")
        if name in chips:
            chips[name] = _corrected(chips[name], entry)
    return Chips(chips.values())


def _number(row: Mapping[str, str], column: str, place: Place) -> Range | None:
    text = (row.get(column) or "").strip()
    if not text:
        return None
    try:
        return parse(text)
    except ValueError as error:
        raise InputError(f"{column}: {error}", place, "Correct the cell, or leave it empty for unknown.") from error


def _flag(row: Mapping[str, str], column: str, place: Place) -> Tri:
    text = (row.get(column) or "").strip()
    if text not in _FLAG:
        raise InputError(f"{column}: {text!r} is not known.", place, "Write Y, N, unclear, or leave it empty.")
    return _FLAG[text]


def _chip(row: Mapping[str, str], formats: tuple[Format, ...], place: Place) -> Chip:
    source, confidence = row.get("spec_source") or "", _CONFIDENCE.get(row.get("confidence") or "", "L")
    metrics: dict[str, Range] = {}
    used = []
    rates = {f.column: r.lo for f in formats if (r := _number(row, f.column, place)) is not None}
    tpp, basis = processing_performance({k: Fraction(v) for k, v in rates.items()}, formats)
    if tpp is not None:
        metrics["tpp"] = tpp
        used.append(Figure("tpp", tpp, "TOPS x bit", source, confidence, f"computed from {basis}"))
    for column, (name, unit) in _COLUMNS.items():
        stated = _number(row, column, place)
        on_chip = column == "memory_bw_gb_s" and row.get("memory_type") == "SRAM"
        if stated is None or on_chip:
            continue
        metrics[name] = stated
        note = row.get("die_area_note") or None if name == "die_area" else None
        used.append(Figure(name, stated, unit, source, confidence, note))
    flags = _flags(row, place)
    text = row.get("notes") or ""
    figures = Figures(row["chip"], with_units(metrics), flags, tuple(used), (text,) if text else ())
    published = [
        (version, row.get(column) or "")
        for version, column in (("2022", "eccn_oct2022_published"), ("2023", "eccn_oct2023_published"))
    ]
    return Chip(
        name=row["chip"],
        variant_of=row.get("variant_of") or None,
        aliases=tuple(a.strip() for a in (row.get("aliases") or "").split(";") if a.strip()),
        designer=row.get("designer") or "",
        designer_hq={"UK": "GB"}.get(row.get("designer_hq") or "", row.get("designer_hq") or None),
        figures=figures,
        published=tuple((v, p, row.get("eccn_source") or "") for v, p in published if p),
        confidence=confidence,
    )


def _flags(row: Mapping[str, str], place: Place) -> dict[str, Tri]:
    memory = row.get("memory_type") or ""
    return {
        "datacenter": _flag(row, "datacenter_marketed", place),
        "nonplanar": _flag(row, "nonplanar", place),
        "hbm": False,
        "processing_dominant": True,
        "logic": True,
        "category_3b": False,
        "technology_3e001": False,
        "model_weights": False,
        "has_hbm": None if memory in ("", "unknown") else "HBM" in memory,
    }


def with_units(metrics: Mapping[str, Range]) -> dict[str, Range]:
    """Take all units of a chip together for the test of 2022: only their sum decides it."""
    if "tpp" not in metrics:
        return dict(metrics)
    nought = point(0)
    return {"p_digital": metrics["tpp"], "p_primitive": nought, "p_analog": nought, **metrics}


def _corrected(chip: Chip, entry: Entry) -> Chip:
    """Apply one entry of ``readings.yaml``: lower bounds, intervals, what others say, a design match."""
    metrics = dict(chip.figures.metrics)
    for key in ("at_least", "between"):
        given = entry.mapping(key)
        for name in given.names():
            text = given.text(name)
            metrics[name] = _range(entry, f"{text}.." if key == "at_least" else text)
    for name in entry.texts("unknown"):
        metrics.pop(name, None)
    why = entry.text("why")
    changed = {n for n, r in metrics.items() if chip.figures.metrics.get(n) != r}
    used = tuple(
        replace(f, range=metrics[f.name], note=why) if f.name in changed else f
        for f in chip.figures.sources
        if f.name in metrics
    )
    metrics = {n: r for n, r in metrics.items() if not n.startswith("p_")}
    figures = replace(chip.figures, metrics=with_units(metrics), sources=used, notes=(*chip.figures.notes, why))
    others = []
    for other in entry.entries("others", label="source"):
        source, reason = other.text("source"), other.text("why")
        said = {n: _range(other, other.text(n)) for n in other.names() if n not in ("source", "why")}
        kept = {n: r for n, r in metrics.items() if not n.startswith("p_")}
        others.append(OtherReading(replace(figures, metrics=with_units({**kept, **said})), source, reason))
        other.done()
    published = tuple(
        (said.text("version"), said.text("value"), said.text("source"))
        for said in entry.entries("also_published", label="source")
    )
    match, left = entry.optional("by_design_match"), entry.texts("not_carried_over")
    entry.done()
    return replace(
        chip,
        figures=figures,
        published=(*chip.published, *published),
        others=tuple(others),
        by_design_match=match,
        not_carried_over=left,
    )


def _range(entry: Entry, text: str) -> Range:
    try:
        return parse(text)
    except ValueError as error:
        raise entry.error(str(error), "Correct the figure.") from error
