"""The classifier against a fine grid: never more classes on the grid, and every class is met by a point (rule 3.8)."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.law.conftest import day

from chipgraph.law import Figures, classify, load
from chipgraph.law.ranges import Range, cells, inside, point, ratio

ON = day("2024-01-01")
TPP = [Fraction(t) for t in ("0", "1000", "1599.9", "1600", "2000", "2399", "2400", "3000", "4799.9", "4800", "9000")]
AREA = [Fraction(a) for a in ("50", "100", "300", "405", "456.25", "500", "750", "900", "1000", "1500", "3000", "9000")]


def plainly(tpp: Fraction, density: Fraction, datacenter: bool) -> str:
    """The rule of 2023-11-17, once more as comparisons."""
    if not datacenter and tpp < 4800:
        return "not_controlled"
    if tpp >= 4800:
        return "3A090.a.1"
    if tpp >= 1600 and density >= Fraction("5.92"):
        return "3A090.a.2"
    if 2400 <= tpp < 4800 and Fraction("1.6") <= density < Fraction("5.92"):
        return "3A090.b.1"
    if tpp >= 1600 and Fraction("3.2") <= density < Fraction("5.92"):
        return "3A090.b.2"
    return "not_controlled"


def on_grid(tpp: Range, area: Range, flags: list[bool], steps: int = 24) -> set[str]:
    def spread(figure: Range) -> list[Fraction]:
        lo, hi = Fraction(figure.lo), Fraction(figure.hi)
        return [lo + (hi - lo) * i / steps for i in range(steps + 1)]

    return {plainly(t, t / a, f) for t in spread(tpp) for a in spread(area) for f in flags}


@st.composite
def ranges(draw: st.DrawFn, values: list[Fraction]) -> Range:
    a, b = draw(st.sampled_from(values)), draw(st.sampled_from(values))
    return Range(min(a, b), max(a, b))


@settings(max_examples=60, deadline=None)
@given(tpp=ranges(TPP), area=ranges(AREA), datacenter=st.sampled_from([True, False, None]))
def test_the_grid_never_finds_more(tpp: Range, area: Range, datacenter: bool | None) -> None:
    figures = Figures("x", {"tpp": tpp, "die_area": area}, {"datacenter": datacenter, "nonplanar": True, "hbm": False})
    found = set(classify(figures, ON, load()).outcomes)
    flags = [True, False] if datacenter is None else [datacenter]
    assert on_grid(tpp, area, flags) <= found


@settings(max_examples=80, deadline=None)
@given(tpp=ranges(TPP), area=ranges(AREA))
def test_every_class_is_met_by_a_point(tpp: Range, area: Range) -> None:
    """Points at the thresholds and just below them meet every class that is found, and no other."""
    figures = Figures("x", {"tpp": tpp, "die_area": area}, {"datacenter": True, "nonplanar": True, "hbm": False})
    found = set(classify(figures, ON, load()).outcomes)
    tiny = Fraction(1, 10**9)
    thresholds = [Fraction(t) for t in (1600, 2400, 4800)]
    tpps = [t for t in [*thresholds, *(t - tiny for t in thresholds), tpp.lo, tpp.hi] if t in tpp]
    tpps += [Fraction(inside(c)) for c in cells(tpp, thresholds)]
    met = set()
    for t in tpps:
        densities = [Fraction(d) for d in ("1.6", "3.2", "5.92")]
        areas = [t / d for d in densities] + [t / (d - tiny) for d in densities] + [area.lo, area.hi]
        met |= {plainly(Fraction(t), Fraction(t / a), True) for a in areas if a in area and a > 0}
    assert found == met


@settings(max_examples=60, deadline=None)
@given(tpp=ranges(TPP), area=ranges(AREA), wider=ranges(TPP))
def test_a_wider_range_has_no_fewer_classes(tpp: Range, area: Range, wider: Range) -> None:
    flags = {"datacenter": True, "nonplanar": True, "hbm": False}
    joined = Range(min(tpp.lo, wider.lo), max(tpp.hi, wider.hi))
    narrow = classify(Figures("x", {"tpp": tpp, "die_area": area}, flags), ON, load())
    broad = classify(Figures("x", {"tpp": joined, "die_area": area}, flags), ON, load())
    assert set(narrow.outcomes) <= set(broad.outcomes)


@settings(max_examples=40, deadline=None)
@given(tpp=ranges(TPP), area=ranges(AREA), factor=st.sampled_from([2, 3, 10]))
def test_more_area_never_raises_density(tpp: Range, area: Range, factor: int) -> None:
    wider = Range(area.lo * factor, area.hi * factor)
    assert ratio(tpp, wider).hi <= ratio(tpp, area).hi


@pytest.mark.parametrize("flag", [True, False, None])
def test_an_unknown_area_is_every_area(flag: bool | None) -> None:
    figures = Figures("x", {"tpp": point(4400)}, {"datacenter": flag, "nonplanar": True, "hbm": False})
    found = set(classify(figures, ON, load()).outcomes)
    known = {"3A090.a.2", "3A090.b.1", "not_controlled"} if flag is not False else {"not_controlled"}
    assert found == known


def test_cells_cover_a_range_once() -> None:
    parts = list(cells(Range(Fraction(0), math.inf, True, True), [Fraction(1), Fraction(2)]))
    assert [str(p) for p in parts] == ["0..1", "1", "1..2", "2", "at least 2"]
