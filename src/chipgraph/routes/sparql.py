"""The walk of routes.md in SPARQL, over the steps of the RDF view: one query per length (P12, W1 to W20).

SPARQL cannot collect a path, so a walk of n steps is a query with n alternatives ``?a0 .. ?a(n-1)`` between ``?h0 .. ?hn``. Each
solution is one combination of alternatives; ``rows.collect`` joins the rows of all lengths to routes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from chipgraph.dates import FIRST, LAST
from chipgraph.routes.question import Disputed, Mode, Question
from chipgraph.routes.rows import WalkRow

NAMESPACE = "https://w3id.org/chipgraph/ontology#"

_COLUMNS = (
    "stepId",
    "stepKind",
    "stepTemporal",
    "s1",
    "s2",
    "e1",
    "e2",
    "strengthRank",
    "disputed",
    "denied",
    "capped",
    "markCount",
    "marked",
    "untied",
    "hsDiffers",
)


def walks(question: Question, starts: Sequence[str] | None, ends: Sequence[str]) -> Iterator[str]:
    """Write the queries of a question, shortest walks first.

    Parameters
    ----------
    question
        Its bounds and filters; its state numbers are not read. Impossible routes are not listed.
    starts, ends
        IRIs of holdings; ``starts`` None asks from every origin (W7).
    """
    for length in range(1, question.max_transfers + question.max_lineage + 1):
        yield _Walk(question, length).text(starts, ends)


def rows_of(solutions: Iterator[Mapping[str, str]]) -> list[WalkRow]:
    """Read the solutions of one query, as text by name of variable without the question mark."""
    found = []
    for solution in solutions:
        steps: list[str] = []
        while (name := f"stepId{len(steps)}") in solution:
            steps.append(solution[name])
        numbers = (int(solution[name]) for name in ("marks", "verdict", "strength", "choices"))
        found.append(WalkRow(tuple(steps), *numbers))
    return found


def _smaller(a: str, b: str) -> str:
    return f"IF({a} < {b}, {a}, {b})"


def _larger(a: str, b: str) -> str:
    return f"IF({a} > {b}, {a}, {b})"


class _Walk:
    """The query for walks of one length."""

    def __init__(self, question: Question, length: int) -> None:
        self._question = question
        self._length = length
        self._since = FIRST if question.since is None else question.since
        self._until = LAST if question.until is None else question.until

    def text(self, starts: Sequence[str] | None, ends: Sequence[str]) -> str:
        """Write the whole query."""
        steps = range(self._length)
        ids = " ".join(f"?stepId{i}" for i in steps)
        goal = " ".join(f"<{end}>" for end in ends)
        body = [f"VALUES ?h{self._length} {{ {goal} }}"]
        body.append(self._origin() if starts is None else f"VALUES ?h0 {{ {' '.join(f'<{s}>' for s in starts)} }}")
        for i in steps:
            body += self._step(i)
            body += [f"FILTER(?h{j} != ?h{i + 1})" for j in range(i + 1)]
            if i and ends:
                body.append(f"FILTER(?h{i} NOT IN ({', '.join(f'<{end}>' for end in ends)}))")
            body += [f"FILTER({self._in_order(j, i)})" for j in range(i)]
        body += [*self._bounds(), *self._ties(), *self._worth()]
        lines = "\n  ".join(body)
        return (
            f"PREFIX cg: <{NAMESPACE}>\n"
            f"SELECT {ids} ?marks ?verdict ?strength (COUNT(*) AS ?choices) WHERE {{\n  {lines}\n}}\n"
            f"GROUP BY {ids} ?marks ?verdict ?strength\nORDER BY {ids} ?marks ?verdict ?strength"
        )

    def _step(self, i: int) -> list[str]:
        pattern = " ; ".join(f"cg:{column} ?{column}{i}" for column in _COLUMNS)
        return [
            f"?a{i} cg:leaves ?h{i} ; cg:enters ?h{i + 1} ; {pattern} .",
            f"FILTER({self._passes(str(i))})",
            f'BIND(?stepKind{i} = "possession" && (?s1{i} > {FIRST} || ?e2{i} < {LAST}) AS ?dated{i})',
        ]

    def _passes(self, i: str) -> str:
        """The filters on one alternative (W2, W6, W16, W18)."""
        question = self._question
        strong = f"?strengthRank{i} >= {question.min_strength}"
        if question.include_denied and question.min_strength <= 1:
            strong = f"({strong} || ?denied{i})"
        tests = [strong, f"?s1{i} <= ?e2{i}", f"?s1{i} <= {self._until}", f"?e2{i} >= {self._since}"]
        if not question.include_denied:
            tests.append(f"!?denied{i}")
        if question.disputed is Disputed.EXCLUDE:
            tests.append(f"!?disputed{i}")
        if question.mode is Mode.STRICT:
            tests.append(f"!?marked{i}")
        if not question.include_hs_differs:
            tests.append(f"!?hsDiffers{i}")
        return " && ".join(tests)

    def _origin(self) -> str:
        """Where a walk without a start begins (W7)."""
        needed = ("strengthRank", "denied", "disputed", "marked", "hsDiffers", "s1", "e2")
        columns = {x: " ; ".join(f"cg:{column} ?{column}{x}" for column in needed) for x in ("X", "Y")}
        return (
            "?h0 cg:heldBy ?origin ; cg:variantEnter ?enterX . FILTER(?enterX >= 0)\n  "
            'FILTER EXISTS { ?x cg:leaves ?h0 ; cg:stepKind "possession" ; cg:namedEnter ?enterX ; '
            f"{columns['X']} . FILTER({self._passes('X')}) }}\n  "
            'FILTER NOT EXISTS { ?y cg:enters ?h0 ; cg:stepKind "possession" ; cg:namedEnter ?enterX ; '
            f"{columns['Y']} . FILTER({self._passes('Y')}) }}"
        )

    def _bounds(self) -> list[str]:
        """W8."""
        lineage = " + ".join(f'IF(?stepKind{i} = "lineage", 1, 0)' for i in range(self._length))
        question = self._question
        return [
            f"BIND({lineage} AS ?lineage)",
            f"FILTER(?lineage <= {question.max_lineage} && {self._length} - ?lineage <= {question.max_transfers})",
        ]

    def _gap(self, i: int, j: int) -> str:
        """The days that ``min_days`` puts between two steps (W16)."""
        if not self._question.min_days:
            return "0"
        dated = " + ".join(f"IF(?dated{k}, 1, 0)" for k in range(i, j + 1))
        return f"{self._question.min_days} * IF({dated} > 1, {dated} - 1, 0)"

    def _in_order(self, i: int, j: int) -> str:
        """Whether step j can still happen after step i (W12)."""
        low = _larger(f"?s1{i}", str(self._since)) if self._since != FIRST else f"?s1{i}"
        high = _smaller(f"?e2{j}", str(self._until)) if self._until != LAST else f"?e2{j}"
        return f"{high} = {LAST} || {low} + {self._gap(i, j)} <= {high}"

    def _ties(self) -> list[str]:
        """What an untied step asks of the next possession or service step (W3, decision 0003)."""
        tests = []
        needed = (
            "strengthRank",
            "denied",
            "disputed",
            "markCount",
            "hsDiffers",
            "s1",
            "e2",
            "namedEnter",
            "namedLeave",
        )
        for i, j in combinations(range(self._length), 2):
            x = f"T{i}x{j}"
            columns = " ; ".join(f"cg:{column} ?{column}{x}" for column in needed)
            span = f"?variantEnter{x}", f"?variantLeave{x}", f"?namedEnter{x}", f"?namedLeave{x}"
            inside = f"({span[0]} <= {span[2]} && {span[3]} <= {span[1]})"
            around = f"({span[2]} <= {span[0]} && {span[1]} <= {span[3]})"
            exists = (
                f"EXISTS {{ ?h{i} cg:variantEnter {span[0]} ; cg:variantLeave {span[1]} . "
                f"?x{x} cg:stepId ?stepId{j} ; cg:leaves ?h{j} ; cg:enters ?h{j + 1} ; {columns} . "
                f"FILTER({span[2]} >= 0 && !{inside} && !{around} && {self._passes(x)}) }}"
            )
            moves = [f'?stepKind{k} IN ("possession", "service")' for k in range(i + 1, j)]
            escape = " || ".join([f"!?untied{i}", f'?stepKind{j} NOT IN ("possession", "service")', *moves])
            tests.append(f"FILTER({escape} || {exists})")
        return tests

    def _worth(self) -> list[str]:
        """Marks, verdict and strength of one combination (W13, W18, W20)."""
        steps = range(self._length)
        binds = []
        for i in steps:
            low, high = _larger(f"?s2{i}", str(self._since)), _smaller(f"?e1{i}", str(self._until))
            binds.append(f'BIND(IF(?stepTemporal{i} = "event", ?e2{i}, {low}) AS ?low{i})')
            binds.append(f'BIND(IF(?stepTemporal{i} = "event", ?s1{i}, {high}) AS ?high{i})')
        tests = []
        for i in steps:
            inside = f"?s1{i} >= {self._since} && ?e2{i} <= {self._until}"
            tests.append(f"!?capped{i}")
            tests.append(f'IF(?stepTemporal{i} = "event", {inside}, ?low{i} <= ?high{i})')
        for i, j in combinations(steps, 2):
            tests.append(f"(?high{j} = {LAST} || ?low{i} + {self._gap(i, j)} <= ?high{j})")
        weakest = "?strengthRank0"
        for i in steps[1:]:
            binds.append(f"BIND({_smaller(weakest, f'?strengthRank{i}')} AS ?weakest{i})")
            weakest = f"?weakest{i}"
        marks = " + ".join(f"?markCount{i}" for i in steps)
        return [
            *binds,
            f"BIND({weakest} AS ?strength)",
            f"BIND({marks} AS ?marks)",
            f"BIND(IF({' && '.join(tests)}, 2, 1) AS ?verdict)",
        ]
