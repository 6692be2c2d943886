"""Holdings: who can hold which product, and the steps between (P12, W2 to W5).

``derive`` closes the start states under possession, lineage, service and group steps and writes the ``StepTable`` that the
route engine walks. It reads arrays, not the view, so that a large graph can be pruned before it is derived.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from chipgraph.holdings.ways import State, Walker, Way
from chipgraph.routes.steps import ANY, StepTable
from chipgraph.routes.walk import Relations


def start_states(walker: Walker, lineage_sources: list[int]) -> list[State]:
    """List the states that exist without a step: ``(A, *)``, ``(A, p)`` and ``(*, p)`` of every sender (P12).

    ``(*, p)`` also exists for a product that only goes into another, so that a trace can start at a die that nobody is
    said to have sent.
    """
    states: set[State] = {(sender, ANY) for sender in walker.senders}
    states.update(walker.sends_named)
    states.update((ANY, product) for product in walker.named_products)
    states.update((ANY, product) for product in lineage_sources)
    return sorted(states)


def derive(relations: Relations) -> StepTable:
    """Close the start states under W2 to W5 and write states and alternatives as arrays.

    The result does not depend on the order of the input: states are numbered by (holder, product), alternatives sorted by
    their step and then by all they say.
    """
    walker = Walker(relations)
    found: dict[State, list[Way]] = {}
    queue = deque(start_states(walker, sorted({*relations.lineages.source.tolist()})))
    seen = set(queue)
    while queue:
        state = queue.popleft()
        ways = [way for way in walker.ways(state) if way.target != state]
        found[state] = ways
        for way in ways:
            if way.target not in seen:
                seen.add(way.target)
                queue.append(way.target)
    return step_table(found, walker)


def step_table(found: dict[State, list[Way]], walker: Walker) -> StepTable:
    """Write states, numbered by (holder, product), and the ways out of each as arrays."""
    states = sorted(found)
    number = {state: i for i, state in enumerate(states)}
    rows = []
    for state in states:
        for w in found[state]:
            b = w.bounds
            rows.append(
                (
                    number[state],
                    number[w.target],
                    int(w.kind),
                    w.record,
                    w.marks,
                    b.s1,
                    b.s2,
                    b.e1,
                    b.e2,
                    b.temporal,
                    w.strength,
                    w.disputed,
                    w.denied,
                    w.capped,
                    w.named,
                    w.proposition,
                )
            )
    rows.sort()
    columns = list(zip(*rows, strict=True)) if rows else [()] * 16

    return StepTable(
        holder=np.asarray([s[0] for s in states], np.int32),
        product=np.asarray([s[1] for s in states], np.int32),
        enter=np.asarray(walker.enter, np.int32),
        leave=np.asarray(walker.leave, np.int32),
        source=np.asarray(columns[0], np.int32),
        target=np.asarray(columns[1], np.int32),
        kind=np.asarray(columns[2], np.uint8),
        record=np.asarray(columns[3], np.int32),
        marks=np.asarray(columns[4], np.uint32),
        s1=np.asarray(columns[5], np.int32),
        s2=np.asarray(columns[6], np.int32),
        e1=np.asarray(columns[7], np.int32),
        e2=np.asarray(columns[8], np.int32),
        temporal=np.asarray(columns[9], np.uint8),
        strength=np.asarray(columns[10], np.uint8),
        disputed=np.asarray(columns[11], np.bool_),
        denied=np.asarray(columns[12], np.bool_),
        capped=np.asarray(columns[13], np.bool_),
        named=np.asarray(columns[14], np.int32),
        proposition=np.asarray(columns[15], np.int32),
    )
