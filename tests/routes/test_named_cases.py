"""Cases that the rules name: time, bounds, ties, limits, filters (routes.md, section 7)."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest
from tests.routes.tables import (
    Alternative,
    alternative,
    event,
    random_question,
    random_table,
    state,
    table_of,
)

from chipgraph.dates import FIRST, LAST, parse
from chipgraph.errors import UsageError
from chipgraph.routes.finder import Finder, find
from chipgraph.routes.question import Disputed, Mode, Question
from chipgraph.routes.result import Answer, Found
from chipgraph.routes.steps import ANY, Kind, Mark, StepTable
from chipgraph.routes.windows import Verdict

DIE, BOARD, SERVER = range(3)
FLAT = [ANY, ANY, ANY]


def year(text: str) -> dict[str, int]:
    day = parse(text)
    return event(day.lo, day.hi)


def line(rows: list[Alternative], product: int = DIE) -> StepTable:
    """Parties 0, 1, 2, ... that all can hold one product."""
    count = 1 + max(max(row["source"], row["target"]) for row in rows)
    return table_of([(h, product) for h in range(count)], FLAT, rows)


def ask(table: StepTable, start: int, end: int, **more: Any) -> Found:
    ends = np.zeros(len(table.holder), np.bool_)
    ends[end] = True
    return find(table, Question(starts=(start,), ends=ends, **more))


def verdicts(found: Found) -> list[Verdict]:
    return [route.best.verdict for route in found.routes]


def test_an_undated_hop_hides_no_reversal() -> None:
    rows = [alternative(0, 1, **year("2024")), alternative(1, 2), alternative(2, 3, **year("2019"))]
    table = line(rows)
    assert ask(table, 0, 3).routes == ()
    shown = ask(table, 0, 3, include_impossible=True)
    assert verdicts(shown) == [Verdict.IMPOSSIBLE]
    assert shown.routes[0].best.breaks == (0, 2)


def test_a_longer_but_earlier_way_survives() -> None:
    """W17: one label per (state, transfers), not one per state."""
    rows = [
        alternative(0, 1, **year("2022")),
        alternative(0, 2, **year("2018")),
        alternative(2, 1, **year("2019")),
        alternative(1, 3, **year("2020")),
    ]
    found = ask(line(rows), 0, 3)
    assert [[s.target for s in route.steps] for route in found.routes] == [[2, 1, 3]]


def test_a_shorter_but_later_way_survives_where_the_longer_has_no_steps_left() -> None:
    rows = [
        alternative(0, 1, **year("2022")),
        alternative(0, 2, **year("2018")),
        alternative(2, 1, **year("2019")),
        alternative(1, 3, **year("2023")),
    ]
    found = ask(line(rows), 0, 3, max_transfers=2)
    assert [len(route.steps) for route in found.routes] == [2]


def test_transfers_and_lineage_are_bounded_apart() -> None:
    table = table_of(
        [(0, DIE), (0, BOARD), (1, BOARD)],
        FLAT,
        [alternative(0, 1, Kind.LINEAGE), alternative(1, 2)],
    )
    assert len(ask(table, 0, 2, max_transfers=1, max_lineage=1).routes) == 1
    assert ask(table, 0, 2, max_transfers=0, max_lineage=2).routes == ()
    assert ask(table, 0, 2, max_transfers=2, max_lineage=0).routes == ()


def test_many_records_are_one_step_and_one_route() -> None:
    """W9, W20: the alternatives are counted exactly."""
    rows = [alternative(0, 1, **event(day)) for day in range(100)]
    rows += [alternative(1, 2, **event(day)) for day in range(100)]
    (route,) = ask(line(rows), 0, 2).routes
    assert route.count == 100 * 101 // 2
    assert route.definite == route.count
    assert [len(a) for a in route.alternatives] == [100, 100]


def test_same_day_is_allowed_and_min_days_is_kept_across_undated_steps() -> None:
    """W16."""
    rows = [alternative(0, 1, **event(10)), alternative(1, 2), alternative(2, 3, **event(12))]
    assert len(ask(line(rows), 0, 3, min_days=2).routes) == 1
    assert ask(line(rows), 0, 3, min_days=3).routes == ()
    same_day = line([alternative(0, 1, **event(5)), alternative(1, 2, **event(5))])
    assert verdicts(ask(same_day, 0, 2)) == [Verdict.DEFINITE]


def test_an_event_partly_outside_the_days_asked_for_is_at_most_possible() -> None:
    """W16."""
    table = line([alternative(0, 1, **event(5, 10))])
    assert verdicts(ask(table, 0, 1, since=5, until=10)) == [Verdict.DEFINITE]
    assert verdicts(ask(table, 0, 1, since=6)) == [Verdict.POSSIBLE]
    assert ask(table, 0, 1, since=11).routes == ()
    cut = line([alternative(0, 1, **state(0, 2, 8, 9)), alternative(1, 2, **state(0, 2, 8, 9))])
    assert ask(cut, 0, 2, since=4, until=6).routes[0].best.windows == ((4, 6), (4, 6))


def test_definite_needs_both_bounds_of_a_state() -> None:
    """W11, W13."""
    known = alternative(0, 1, **state(0, 1, 5, 6))
    unknown_start = alternative(0, 1, **state(FIRST, LAST, 5, 6))
    unknown_end = alternative(0, 1, **state(0, 1, FIRST, LAST))
    assert [verdicts(ask(line([row]), 0, 1)) for row in (known, unknown_start, unknown_end)] == [
        [Verdict.DEFINITE],
        [Verdict.POSSIBLE],
        [Verdict.POSSIBLE],
    ]


def test_capped_is_at_most_possible() -> None:
    assert verdicts(ask(line([alternative(0, 1, capped=1)]), 0, 1)) == [Verdict.POSSIBLE]


def test_no_state_repeats_and_a_party_may_return() -> None:
    """W7: simple means states, nothing else."""
    there = [alternative(0, 1), alternative(1, 0), alternative(1, 2)]
    assert [len(route.steps) for route in ask(line(there), 0, 2).routes] == [2]
    back = table_of([(0, ANY), (1, DIE), (0, DIE)], FLAT, [alternative(0, 1), alternative(1, 2)])
    assert len(ask(back, 0, 2).routes) == 1


def test_a_route_ends_on_its_first_arrival() -> None:
    """W7: the second state of the end is reached only through the first, so it is no route of its own."""
    table = line([alternative(0, 1), alternative(1, 2)])
    ends = np.array([False, True, True])
    found = find(table, Question(starts=(0,), ends=ends))
    assert [route.steps[-1].target for route in found.routes] == [1]


def test_a_start_that_is_an_end_is_no_arrival() -> None:
    table = line([alternative(0, 1), alternative(1, 2)])
    ends = np.array([True, False, True])
    found = find(table, Question(starts=(0,), ends=ends))
    assert [route.steps[-1].target for route in found.routes] == [2]


def untied(marks: Mark = Mark.TIE_NOT_STATED) -> dict[str, int]:
    return {"marks": int(marks), "capped": 1, "strength": 1}


def assembled(named: int, *lineage: Alternative) -> StepTable:
    """A holds a die, a board, a server; what goes on to B is named by the last row."""
    return table_of(
        [(0, DIE), (0, BOARD), (0, SERVER), (1, SERVER)],
        FLAT,
        [*lineage, alternative(2, 3, named=named)],
    )


def test_an_untied_step_needs_a_record_that_names_what_came_out() -> None:
    """W3, decision 0003."""
    direct = alternative(0, 2, Kind.LINEAGE, **untied())
    assert len(ask(assembled(SERVER, direct), 0, 3).routes) == 1
    assert ask(assembled(ANY, direct), 0, 3).routes == ()
    assert len(ask(assembled(ANY, direct), 0, 2).routes) == 1, "nothing is asked at the end of a route"


def test_each_untied_step_of_a_run_is_asked() -> None:
    run = [
        alternative(0, 1, Kind.LINEAGE, **untied(Mark.TIE_OTHER_MAKER)),
        alternative(1, 2, Kind.LINEAGE, **untied()),
    ]
    assert len(ask(assembled(SERVER, *run), 0, 3).routes) == 1
    assert ask(assembled(BOARD, *run), 0, 3).routes == ()
    assert ask(assembled(DIE, *run), 0, 3).routes == ()


def test_a_tied_alternative_frees_the_step_and_the_untied_one_is_not_counted() -> None:
    steps = [alternative(0, 2, Kind.LINEAGE, **untied()), alternative(0, 2, Kind.LINEAGE)]
    (free,) = ask(assembled(ANY, *steps), 0, 3).routes
    assert (free.count, [len(a) for a in free.alternatives]) == (1, [1, 1])
    (both,) = ask(assembled(SERVER, *steps), 0, 3).routes
    assert both.count == 2


def test_a_tie_that_a_filter_removes_makes_the_step_untied_and_not_absent() -> None:
    steps = [alternative(0, 2, Kind.LINEAGE, **untied()), alternative(0, 2, Kind.LINEAGE, disputed=1)]
    table = assembled(SERVER, *steps)
    (route,) = ask(table, 0, 3, disputed=Disputed.EXCLUDE).routes
    assert route.best.marks == 1


def test_optima_are_the_pareto_set() -> None:
    """W20: one witness each, the first gives the order."""
    rows = [
        alternative(0, 1, strength=1, **event(3)),
        alternative(0, 1, strength=5, capped=1, **event(3)),
        alternative(0, 1, strength=2, marks=int(Mark.VARIANT_ASSUMED), **event(3)),
        alternative(0, 1, strength=1, marks=3, **event(3)),
    ]
    (route,) = ask(line(rows), 0, 1).routes
    assert [(o.marks, o.verdict, o.strength, o.witness) for o in route.optima] == [
        (0, Verdict.DEFINITE, 1, (0,)),
        (0, Verdict.POSSIBLE, 5, (1,)),
        (1, Verdict.DEFINITE, 2, (2,)),
    ]


def test_denied_is_walked_only_when_asked_and_then_weakest() -> None:
    """W18."""
    table = line([alternative(0, 1, denied=1, strength=0)])
    left_out = ask(table, 0, 1)
    assert left_out.routes == ()
    (effect,) = [e for e in left_out.coverage.filters if e.name == "denied"]
    assert (effect.steps_removed, effect.route_without) == (1, Answer.YES)
    (route,) = ask(table, 0, 1, include_denied=True, min_strength=1).routes
    assert route.best.strength == 0
    assert ask(table, 0, 1, include_denied=True, min_strength=2).routes == ()


def test_hs_code_that_differs_is_left_out_and_counted() -> None:
    """W2."""
    table = line([alternative(0, 1, marks=int(Mark.HS_CODE_DIFFERS))])
    found = ask(table, 0, 1)
    assert found.routes == ()
    assert [e.steps_removed for e in found.coverage.filters if e.name == "hs-code-differs"] == [1]
    assert len(ask(table, 0, 1, include_hs_differs=True).routes) == 1


def test_strict_drops_marks() -> None:
    """W6."""
    table = line([alternative(0, 1, marks=int(Mark.VARIANT_ASSUMED))])
    assert ask(table, 0, 1, mode=Mode.STRICT).routes == ()


def test_without_a_start_routes_begin_where_a_product_is_first_named() -> None:
    """W7: (0, die) sends dies and gets none; (1, die) gets them; (2, die) sends, but names a board."""
    rows = [
        alternative(0, 1, named=DIE),
        alternative(1, 3, named=DIE),
        alternative(2, 3, named=BOARD),
    ]
    table = line(rows)
    ends = np.array([False, False, False, True])
    found = find(table, Question(starts=None, ends=ends))
    assert [route.steps[0].source for route in found.routes] == [0]
    assert found.coverage.starts == 1


def test_a_record_that_names_nothing_takes_no_origin_away() -> None:
    """Decision 0008: the way back names no product, so (0, die) is still where dies begin."""
    rows = [alternative(0, 1, named=DIE), alternative(1, 0, marks=int(Mark.PRODUCT_NOT_STATED))]
    found = find(line(rows), Question(starts=None, ends=np.array([False, True])))
    assert [route.steps[0].source for route in found.routes] == [0]


def test_the_product_held_by_anyone_is_no_origin() -> None:
    table = table_of([(ANY, DIE), (1, DIE)], FLAT, [alternative(0, 1, named=DIE)])
    assert find(table, Question(starts=None, ends=np.array([False, True]))).coverage.starts == 0


def fan(width: int) -> StepTable:
    rows = [alternative(0, i) for i in range(1, width + 1)] + [alternative(i, width + 1) for i in range(1, width + 1)]
    return line(rows)


@pytest.mark.parametrize("limit", [0, 1, 5, 20])
def test_an_explored_limit_is_never_exhaustive(limit: int) -> None:
    """W28."""
    found = ask(fan(10), 0, 11, explored_limit=limit)
    stopped = limit < 20
    assert (found.coverage.exhaustive, found.coverage.stopped_by) == (not stopped, "explored" if stopped else None)
    assert found.coverage.explored == min(limit, 20)


def test_what_is_shown_does_not_clear_exhaustive() -> None:
    found = ask(fan(10), 0, 11, limit=3)
    assert (found.coverage.routes_listed, found.coverage.routes_in_all, found.coverage.exhaustive) == (3, 10, True)


def test_time_and_cancel_end_a_search_honestly() -> None:
    rows = [alternative(a, b) for a in range(9) for b in range(9) if a != b]
    timed = ask(line(rows), 0, 8, time_limit=0.0)
    assert (timed.coverage.exhaustive, timed.coverage.stopped_by) == (False, "time")
    told: list[tuple[int, int]] = []
    cancelled = ask(line(rows), 0, 8, cancel=lambda: True, progress=lambda n, r: told.append((n, r)))
    assert (cancelled.coverage.exhaustive, cancelled.coverage.stopped_by) == (False, "cancelled")
    assert told[0][0] == 64


def test_routes_are_ordered_by_marks_verdict_strength_and_length() -> None:
    """W21."""
    rows = [
        alternative(0, 5, strength=5, marks=1),
        alternative(0, 1, strength=1),
        alternative(1, 5, strength=5),
        alternative(0, 2, strength=3, capped=1),
        alternative(2, 5, strength=5),
        alternative(0, 3, strength=3),
        alternative(3, 5, strength=3),
        alternative(0, 4, strength=3),
        alternative(4, 3, strength=3),
    ]
    found = ask(line(rows), 0, 5)
    assert [[s.target for s in route.steps] for route in found.routes] == [[3, 5], [4, 3, 5], [1, 5], [2, 5], [5]]


def test_the_id_of_a_route_depends_on_names_and_not_on_numbers() -> None:
    """W9."""
    table = line([alternative(0, 1), alternative(1, 2)])
    other = line([alternative(2, 1), alternative(1, 0)])
    names, mirrored = ("a", "b", "c"), ("c", "b", "a")
    ends, other_ends = np.array([False, False, True]), np.array([True, False, False])
    one = find(table, Question(starts=(0,), ends=ends), names.__getitem__)
    two = find(other, Question(starts=(2,), ends=other_ends), mirrored.__getitem__)
    assert one.routes[0].id == two.routes[0].id


def test_a_question_without_sense_is_refused() -> None:
    ends = np.array([True])
    with pytest.raises(UsageError, match="first day"):
        Question(starts=(0,), ends=ends, since=5, until=4)
    with pytest.raises(UsageError, match="max_transfers"):
        Question(starts=(0,), ends=ends, max_transfers=-1)
    with pytest.raises(UsageError, match="min_strength"):
        Question(starts=(0,), ends=ends, min_strength=6)


def widened(table: StepTable, row: int, random: Random) -> StepTable:
    """The same table with one record less exactly dated."""
    s1, s2, e1, e2 = (getattr(table, c).copy() for c in ("s1", "s2", "e1", "e2"))
    by = random.randint(1, 4)
    is_event = table.temporal[row] == 0
    if s1[row] > FIRST:
        s1[row] -= by
        e1[row] = s1[row] if is_event else e1[row]
    if e2[row] < LAST:
        e2[row] += by
        s2[row] = e2[row] if is_event else s2[row]
    if not is_event and s2[row] < LAST:
        s2[row] += by
    if not is_event and e1[row] > FIRST:
        e1[row] -= by
    return replace(table, s1=s1, s2=s2, e1=e1, e2=e2)


def test_widening_a_date_never_makes_impossible_nor_definite() -> None:
    random = Random(5)
    lost = 0
    for _ in range(400):
        table = random_table(random)
        question = replace(random_question(random, table), since=None, until=None, include_impossible=False)
        before = {route.id: route for route in Finder(table).find(question).routes}
        if not before:
            continue
        wider = widened(table, random.randrange(len(table.source)), random)
        after = {route.id: route for route in Finder(wider).find(question).routes}
        assert before.keys() <= after.keys()
        for id, route in before.items():
            assert after[id].definite <= route.definite
            assert after[id].count >= route.count
            lost += after[id].definite < route.definite
    assert lost > 0


def test_adding_an_asserting_alternative_never_removes_a_route() -> None:
    """Section 7, under every filter; with a start, because a new origin is another question (W7)."""
    random = Random(6)
    for _ in range(500):
        table = random_table(random)
        count = len(table.source)
        if count < 2:
            continue
        question = replace(random_question(random, table), starts=(0,), limit=None)
        fewer = replace(
            table,
            **{
                name: getattr(table, name)[: count - 1]
                for name in StepTable.__slots__
                if name not in ("holder", "product", "enter", "leave")
            },
        )
        before = {route.id for route in Finder(fewer).find(question).routes}
        after = {route.id for route in Finder(table).find(question).routes}
        assert before <= after
