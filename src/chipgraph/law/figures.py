"""Figures of an item: ranges with their sources, and the processing performance that follows from vendor rates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from chipgraph.errors import UsageError
from chipgraph.law.model import Tri, Vocabulary
from chipgraph.law.ranges import UNKNOWN, Number, Range, plain, ratio


@dataclass(frozen=True, slots=True)
class Format:
    """A number format in which a vendor states a rate; several bit lengths if it is open which counts."""

    column: str
    label: str
    bits: tuple[int, ...]
    open: str | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as it was used: its range, and where it is from."""

    name: str
    range: Range
    unit: str
    source: str
    confidence: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of an item that classification rules ask.

    Attributes
    ----------
    name
        Which item these are the figures of.
    metrics
        Stated metrics; one that is missing is unknown.
    flags
        True, False, or None for unknown; one that is missing is unknown.
    sources
        Every figure with its source, for the answer.
    """

    name: str
    metrics: Mapping[str, Range]
    flags: Mapping[str, Tri]
    sources: tuple[Figure, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def metric(self, name: str) -> Range:
        """Give the range of a stated metric; unknown where it is not stated."""
        return self.metrics.get(name, UNKNOWN)

    def flag(self, name: str) -> Tri:
        """Give a flag; None where it is not stated."""
        return self.flags.get(name)


def processing_performance(rates: Mapping[str, Fraction], formats: tuple[Format, ...]) -> tuple[Range | None, str]:
    """Compute TPP from dense vendor rates: the largest rate times bit length, and from which format it is.

    A format whose bit length is open makes the answer an interval: from the others alone to its longest length.

    >>> h20 = {"fp16": Fraction(148), "int8": Fraction(296)}
    >>> str(processing_performance(h20, (Format("fp16", "FP16", (16,), None), Format("int8", "INT8", (8,), None)))[0])
    '2368'
    """
    certain: dict[str, Fraction] = {}
    possible: dict[str, Fraction] = {}
    for form in formats:
        rate = rates.get(form.column)
        if rate is None:
            continue
        label = f"{form.label} {plain(rate)}"
        if form.open is None:
            certain[label] = rate * max(form.bits)
        possible[label] = rate * max(form.bits)
    if not possible:
        return None, ""
    lo, hi = max(certain.values(), default=Fraction(0)), max(possible.values())
    basis = "; ".join(label for label, value in possible.items() if value in (lo, hi))
    return Range(lo, hi, lo_open=lo == 0), basis


def check_agreement(figures: Figures, vocabulary: Vocabulary) -> None:
    """Complain of a stated ratio that its stated parts cannot have; one per cent is left for rounding.

    Raises
    ------
    UsageError
        If, for instance, TPP, die area and performance density contradict each other.
    """
    for metric in vocabulary.metrics.values():
        stated = figures.metrics.get(metric.name)
        if stated is None or metric.derivation != "ratio" or not all(n in figures.metrics for n in metric.inputs):
            continue
        upper, lower = (figures.metrics[n] for n in metric.inputs)
        computed = ratio(upper, lower)
        if stated.lo > _scaled(computed.hi, 101) or stated.hi < _scaled(computed.lo, 99):
            parts = ", ".join(f"{n} {figures.metrics[n]}" for n in metric.inputs)
            raise UsageError(
                f"{figures.name}: {metric.label} {stated} contradicts {parts}, which give {computed}. "
                "Leave one of the three out, or correct it."
            )


def _scaled(value: Number, hundredths: int) -> Number:
    return value if isinstance(value, float) else value * hundredths / 100
