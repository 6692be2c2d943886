"""The walk of routes.md in Cypher, over ``(:Holding)-[:STEP]->(:Holding)`` (P12, W1 to W20).

The text is fixed but for the bound on length; everything else is a parameter. It runs on Neo4j 5.26 and later. Each match
is one combination of alternatives; ``rows.collect`` joins them to routes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from chipgraph.dates import FIRST, LAST
from chipgraph.routes.question import Disputed, Mode, Question
from chipgraph.routes.rows import WalkRow

Parameter = int | bool | str | list[str] | None

_PASSES = """($include_denied OR NOT {x}.denied)
  AND ({x}.strength_rank >= $min_strength OR ({x}.denied AND $min_strength <= 1))
  AND ($disputed OR NOT {x}.disputed) AND (NOT $strict OR NOT {x}.marked) AND ($hs_differs OR NOT {x}.hs_differs)
  AND {x}.s1 <= {x}.e2 AND {x}.s1 <= $until AND {x}.e2 >= $since"""

_START = {
    True: "s.id IN $starts",
    False: """coalesce(s.holder, '*') <> '*' AND s.variant_enter >= 0
  AND EXISTS {{ (s)-[x:STEP {{kind: 'possession'}}]->() WHERE {x} AND x.named_enter = s.variant_enter }}
  AND NOT EXISTS {{ ()-[y:STEP {{kind: 'possession'}}]->(s) WHERE {y} AND y.named_enter = s.variant_enter }}""",
}

_WALK = """MATCH p = (s:Holding {{load: $load}})-[:STEP*1..{longest}]->(t:Holding)
WHERE {start}
  AND t.id IN $ends
  AND all(r IN relationships(p) WHERE {passes})
  AND none(h IN nodes(p)[1..-1] WHERE h.id IN $ends)
WITH nodes(p) AS h, relationships(p) AS r, range(0, length(p) - 1) AS steps
WHERE all(i IN range(0, size(h) - 2) WHERE NOT h[i] IN h[i + 1..])
WITH h, r, steps, size([x IN r WHERE x.kind = 'lineage']) AS lineage,
  [i IN steps | r[i].kind = 'possession' AND (r[i].s1 > $first OR r[i].e2 < $last)] AS dated
WHERE lineage <= $max_lineage AND size(r) - lineage <= $max_transfers
WITH h, r, steps, [i IN steps | [j IN steps |
  $min_days * CASE WHEN size([k IN steps WHERE i <= k AND k <= j AND dated[k]]) > 1
    THEN size([k IN steps WHERE i <= k AND k <= j AND dated[k]]) - 1 ELSE 0 END]] AS gap
WHERE all(i IN steps WHERE all(j IN steps WHERE j < i OR r[j].e2 = $last AND $until = $last
  OR (CASE WHEN r[i].s1 > $since THEN r[i].s1 ELSE $since END) + gap[i][j]
    <= (CASE WHEN r[j].e2 < $until THEN r[j].e2 ELSE $until END)))
WITH h, r, steps, gap, [i IN steps | [j IN steps WHERE j > i AND r[j].kind IN ['possession', 'service']][0]] AS next
WHERE all(i IN steps WHERE NOT r[i].untied OR next[i] IS NULL OR EXISTS {{
  MATCH (a:Holding)-[x:STEP]->(b:Holding)
  WHERE a = h[next[i]] AND b = h[next[i] + 1] AND x.kind = r[next[i]].kind
    AND x.named_enter >= 0 AND {passes_x}
    AND NOT (h[i].variant_enter <= x.named_enter AND x.named_leave <= h[i].variant_leave)
    AND NOT (x.named_enter <= h[i].variant_enter AND h[i].variant_leave <= x.named_leave) }})
WITH r, steps, gap,
  [x IN r | CASE WHEN x.temporal = 'event' THEN x.e2 WHEN x.s2 > $since THEN x.s2 ELSE $since END] AS low,
  [x IN r | CASE WHEN x.temporal = 'event' THEN x.s1 WHEN x.e1 < $until THEN x.e1 ELSE $until END] AS high
WITH r, all(x IN r WHERE NOT x.capped AND (x.temporal <> 'event' OR (x.s1 >= $since AND x.e2 <= $until)))
  AND all(i IN steps WHERE (r[i].temporal = 'event' OR low[i] <= high[i])
    AND all(j IN steps WHERE j <= i OR high[j] = $last OR low[i] + gap[i][j] <= high[j])) AS definite
RETURN [x IN r | x.step_id] AS steps, reduce(n = 0, x IN r | n + x.mark_count) AS marks,
  CASE WHEN definite THEN 2 ELSE 1 END AS verdict,
  reduce(n = 5, x IN r | CASE WHEN x.strength_rank < n THEN x.strength_rank ELSE n END) AS strength,
  count(*) AS choices
ORDER BY steps, marks, verdict, strength"""


def walk(
    question: Question, starts: Sequence[str] | None, ends: Sequence[str], load: str
) -> tuple[str, dict[str, Parameter]]:
    """Write the query of a question: its text and its parameters.

    Parameters
    ----------
    question
        Its bounds and filters; its state numbers are not read. Impossible routes are not listed.
    starts, ends
        Ids of holdings; ``starts`` None asks from every origin (W7).
    load
        The load to walk in (P13).
    """
    passes = {x: _PASSES.format(x=x) for x in ("r", "x", "y")}
    start = _START[starts is not None]
    text = _WALK.format(
        longest=max(1, question.max_transfers + question.max_lineage),
        start=start if starts is not None else start.format(x=passes["x"], y=passes["y"]),
        passes=passes["r"],
        passes_x=passes["x"],
    )
    return text, _parameters(question, starts, ends, load)


def _parameters(
    question: Question, starts: Sequence[str] | None, ends: Sequence[str], load: str
) -> dict[str, Parameter]:
    parameters: dict[str, Parameter] = {
        "load": load,
        "ends": list(ends),
        "max_transfers": question.max_transfers,
        "max_lineage": question.max_lineage,
        "include_denied": question.include_denied,
        "min_strength": question.min_strength,
        "disputed": question.disputed is Disputed.INCLUDE,
        "strict": question.mode is Mode.STRICT,
        "hs_differs": question.include_hs_differs,
        "since": FIRST if question.since is None else question.since,
        "until": LAST if question.until is None else question.until,
        "min_days": question.min_days,
        "first": FIRST,
        "last": LAST,
    }
    if starts is not None:
        parameters["starts"] = list(starts)
    return parameters


def rows_of(records: Iterable[Mapping[str, object]]) -> list[WalkRow]:
    """Read the records that the query returns."""
    found = []
    for record in records:
        steps = record["steps"]
        assert isinstance(steps, list | tuple)
        numbers = [record[name] for name in ("marks", "verdict", "strength", "choices")]
        marks, verdict, strength, choices = (int(str(number)) for number in numbers)
        found.append(WalkRow(tuple(str(step) for step in steps), marks, verdict, strength, choices))
    return found
