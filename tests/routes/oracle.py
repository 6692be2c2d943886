"""The oracle: the rules W1 to W21 read literally, by brute force, and nothing taken from the engine (routes.md, section 7).

It enumerates every sequence of states without looking ahead, every combination of alternatives one by one, and judges time by
trying days: W12 by looking for moments among the corner days, W13 by letting every event happen at every corner of its
window. It is slow on purpose; use it on small tables.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from chipgraph.dates import FIRST, LAST
from chipgraph.routes.question import Disputed, Mode, Question
from chipgraph.routes.steps import StepTable

POSSESSION, LINEAGE, SERVICE, GROUP = range(4)
EVENT = 0
HS_DIFFERS = 8
UNTIED_BITS = 32 | 64
TOLD_BITS = 128 | 1024

Steps = tuple[tuple[int, int, int], ...]
"""(kind, source, target) of each step."""

Point = tuple[int, int, int]
"""(marks, verdict, strength); verdict 0 impossible, 1 possible, 2 definite."""

Place = tuple[int, int, int, float, bool]
"""State, transfers and lineage steps used, moment, and whether an untied step still asks for a name (W3)."""


@dataclass(frozen=True)
class Span:
    """What time needs of one alternative; days are floats, so that infinity is infinity."""

    event: bool
    s1: float
    s2: float
    e1: float
    e2: float
    dated: bool


@dataclass(frozen=True)
class Alternative:
    """One row that passes the filters."""

    row: int
    step: tuple[int, int, int]
    span: Span
    capped: bool
    strength: int
    disputed: bool
    marks: int
    named: int


@dataclass(frozen=True)
class Answer:
    """What the oracle says of one route."""

    points: dict[Point, float | None]
    count: int
    definite: int


def _day(value: int) -> float:
    return -math.inf if value == FIRST else math.inf if value == LAST else float(value)


def passing(table: StepTable, question: Question) -> list[Alternative]:
    """Filter the rows one by one (W2, W6, W16, W18)."""
    found = []
    for row in range(len(table.source)):
        denied, strength, marks = bool(table.denied[row]), int(table.strength[row]), int(table.marks[row])
        if denied and not (question.include_denied and question.min_strength <= 1):
            continue
        if not denied and strength < question.min_strength:
            continue
        if question.disputed == Disputed.EXCLUDE and table.disputed[row]:
            continue
        if question.mode == Mode.STRICT and marks:
            continue
        if marks & HS_DIFFERS and not question.include_hs_differs:
            continue
        cut = _cut(table, row, question)
        if cut is None:
            continue
        span, capped = cut
        found.append(
            Alternative(
                row,
                (int(table.kind[row]), int(table.source[row]), int(table.target[row])),
                span,
                capped,
                strength,
                bool(table.disputed[row]),
                marks,
                int(table.named[row]),
            )
        )
    return found


def _cut(table: StepTable, row: int, question: Question) -> tuple[Span, bool] | None:
    s1, s2, e1, e2 = (_day(int(getattr(table, c)[row])) for c in ("s1", "s2", "e1", "e2"))
    since = -math.inf if question.since is None else question.since
    until = math.inf if question.until is None else question.until
    is_event = int(table.temporal[row]) == EVENT
    dated = int(table.kind[row]) == POSSESSION and (s1 > -math.inf or e2 < math.inf)
    wholly_inside = since <= s1 and e2 <= until
    s1, s2, e1, e2 = max(s1, since), max(s2, since), min(e1, until), min(e2, until)
    if s1 > e2:
        return None
    capped = bool(table.capped[row]) or (is_event and not wholly_inside)
    return Span(is_event, s1, s2, e1, e2, dated), capped


def _fits(moments: Sequence[float], spans: Sequence[Span], gap: int) -> bool:
    dated = [m for m, span in zip(moments, spans, strict=True) if span.dated]
    in_order = all(a <= b for a, b in itertools.pairwise(moments))
    return in_order and all(b >= a + gap for a, b in itertools.pairwise(dated))


def _orders(choices: Sequence[Sequence[float]], spans: Sequence[Span], gap: int) -> Iterator[tuple[float, ...]]:
    """All ways of choosing a moment a step that keep the order, tried one step at a time."""

    def grow(chosen: tuple[float, ...]) -> Iterator[tuple[float, ...]]:
        if len(chosen) == len(choices):
            yield chosen
            return
        for day in choices[len(chosen)]:
            longer = (*chosen, day)
            if _fits(longer, spans[: len(longer)], gap):
                yield from grow(longer)

    return grow(())


def _corners(days: set[float], steps: int, gap: int) -> list[float]:
    return sorted({day + k * gap for day in days for k in range(steps if gap else 1)})


@cache
def earliest_arrival(spans: tuple[Span, ...], gap: int) -> float | None:
    """W12, literally: moments in the outer windows, in order; the smallest last one."""
    corners = _corners({span.s1 for span in spans}, len(spans), gap)
    choices = [[day for day in corners if span.s1 <= day <= span.e2] for span in spans]
    return min((moments[-1] for moments in _orders(choices, spans, gap)), default=None)


@cache
def is_definite(spans: tuple[Span, ...], gap: int) -> bool:
    """W13, literally: whatever moments the events had, moments in the inner windows of the states keep the order."""
    for happened in itertools.product(*[(s.s1, s.e2) if s.event else (None,) for s in spans]):
        lows = {s.s2 if day is None else day for s, day in zip(spans, happened, strict=True)}
        corners = _corners(lows, len(spans), gap)
        choices = [
            [day for day in corners if s.s2 <= day <= s.e1] if moment is None else [moment]
            for s, moment in zip(spans, happened, strict=True)
        ]
        if next(_orders(choices, spans, gap), None) is None:
            return False
    return True


class Oracle:
    """Answers one question about one table."""

    def __init__(self, table: StepTable, question: Question) -> None:
        self.table = table
        self.question = question
        self.by_step: dict[tuple[int, int, int], list[Alternative]] = {}
        for alternative in passing(table, question):
            self.by_step.setdefault(alternative.step, []).append(alternative)
        self.starts = self._origins() if question.starts is None else sorted(set(question.starts))

    def _origins(self) -> list[int]:
        """W7, without a start."""
        possessions = [a for own in self.by_step.values() for a in own if a.step[0] == POSSESSION]
        return [
            number
            for number in range(len(self.table.holder))
            if self.table.holder[number] >= 0
            and self.table.product[number] >= 0
            and any(a.step[1] == number and a.named == self.table.product[number] for a in possessions)
            and not any(a.step[2] == number and a.named == self.table.product[number] for a in possessions)
        ]

    def _match(self, a: int, b: int) -> bool:
        enter, leave = self.table.enter, self.table.leave

        def holds(x: int, y: int) -> bool:
            return bool(enter[x] <= enter[y] <= leave[y] <= leave[x])

        return holds(a, b) or holds(b, a)

    def walks(self) -> Iterator[Steps]:
        """All simple walks within the bounds that end on their first arrival (W7, W8)."""
        for start in self.starts:
            yield from self._extend((), (start,))

    def _extend(self, steps: Steps, states: tuple[int, ...]) -> Iterator[Steps]:
        for step in self.by_step:
            if step[1] != states[-1] or step[2] in states:
                continue
            longer = (*steps, step)
            lineage = sum(s[0] == LINEAGE for s in longer)
            if lineage > self.question.max_lineage or len(longer) - lineage > self.question.max_transfers:
                continue
            if self.question.ends[step[2]]:
                yield longer
            else:
                yield from self._extend(longer, (*states, step[2]))

    def _tied(self, steps: Steps, choice: Sequence[Alternative]) -> bool:
        """W3: what an untied step asks of the next possession or service step."""
        for i, alternative in enumerate(choice):
            if alternative.step[0] != LINEAGE or not alternative.marks & UNTIED_BITS:
                continue
            held = int(self.table.product[alternative.step[1]])
            later = [step for step in steps[i + 1 :] if step[0] in (POSSESSION, SERVICE)]
            if later and not any(a.named >= 0 and not self._match(a.named, held) for a in self.by_step[later[0]]):
                return False
        return True

    def routes(self) -> dict[Steps, Answer]:
        """Judge every walk by every combination of its alternatives (W12 to W14, W18, W20)."""
        found = {}
        for steps in self.walks():
            choices = [c for c in itertools.product(*(self.by_step[s] for s in steps)) if self._tied(steps, c)]
            answer = self._judge(choices)
            if answer is not None:
                found[steps] = answer
        return found

    def _judge(self, choices: list[tuple[Alternative, ...]]) -> Answer | None:
        gap = self.question.min_days
        fitting: list[tuple[Point, float]] = []
        for choice in choices:
            spans = tuple(a.span for a in choice)
            arrival = earliest_arrival(spans, gap)
            if arrival is not None:
                definite = not any(a.capped for a in choice) and is_definite(spans, gap)
                fitting.append((self.point(choice, 2 if definite else 1), arrival))
        if fitting:
            best = pareto({point for point, _ in fitting})
            points = {p: min(day for other, day in fitting if other == p) for p in best}
            return Answer(dict(points), len(fitting), sum(point[1] == 2 for point, _ in fitting))
        if choices and self.question.include_impossible:
            return Answer(dict.fromkeys(pareto({self.point(choice, 0) for choice in choices})), 0, 0)
        return None

    @staticmethod
    def point(choice: Sequence[Alternative], verdict: int) -> Point:
        """Marks, verdict and strength of one combination (W18, W20)."""
        return sum(bin(a.marks & ~TOLD_BITS).count("1") for a in choice), verdict, min(a.strength for a in choice)

    def cone(self) -> tuple[int, int]:
        """States and steps on some walk in time, within the bounds (W27); every moment kept, none preferred."""
        moves: dict[Place, list[tuple[Place, tuple[int, int, int]]]] = {}
        queue: list[Place] = [(start, 0, 0, -math.inf, False) for start in self.starts]
        begin = set(queue)
        while queue:
            here = queue.pop()
            if here in moves:
                continue
            moves[here] = [] if self.question.ends[here[0]] and here not in begin else list(self._moves(here))
            queue.extend(there for there, _ in moves[here])
        good = {here for here in moves if self.question.ends[here[0]] and here[1] + here[2]}
        before = -1
        while len(good) > before:
            before = len(good)
            good |= {here for here, onward in moves.items() if any(there in good for there, _ in onward)}
        steps = {step for onward in moves.values() for there, step in onward if there in good}
        return len({s for step in steps for s in step[1:]}), len(steps)

    def _moves(self, here: Place) -> Iterator[tuple[Place, tuple[int, int, int]]]:
        at, transfers, lineage, now, asked = here
        for step, own in self.by_step.items():
            t, x = (transfers, lineage + 1) if step[0] == LINEAGE else (transfers + 1, lineage)
            if step[1] != at or t > self.question.max_transfers or x > self.question.max_lineage:
                continue
            still = asked
            if step[0] == LINEAGE:
                still = asked or all(a.marks & UNTIED_BITS for a in own)
            elif step[0] in (POSSESSION, SERVICE):
                if asked and all(a.named < 0 for a in own):
                    continue
                still = False
            for alternative in own:
                moment = max(now, alternative.span.s1)
                if self.question.include_impossible:
                    yield (step[2], t, x, -math.inf, still), step
                elif moment <= alternative.span.e2:
                    yield (step[2], t, x, moment, still), step


def pareto(points: set[Point]) -> set[Point]:
    """Points that no other one is at least as good as: fewer marks, better verdict, more strength (W20)."""
    return {p for p in points if not any(o != p and o[0] <= p[0] and o[1] >= p[1] and o[2] >= p[2] for o in points)}
