"""Every engine of the comparison gives the answer of a brute-force walk: only then may its time stand on the page."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from benchmarks.rivals_embedded import Duckdb, Networkx, Rustworkx, Sparql
from benchmarks.rivals_graph import SINCE, UNTIL, BareGraph, Digest, Edges, Engine
from benchmarks.rivals_neo4j import AllReduce, Shortest
from benchmarks.rivals_ours import Chipgraph
from neo4j import Driver

from chipgraph.neo4j_server import Connection

EMBEDDED = [Chipgraph, Networkx, Rustworkx, Duckdb, Sparql]
PARTIES, HOPS = 7, 4


def random_graph(seed: int) -> BareGraph:
    """Few parties and days, so that parallel edges, equal days, circles and days outside the window all occur."""
    random, count = np.random.default_rng(seed), 26
    source = random.integers(0, PARTIES, count)
    target = (source + random.integers(1, PARTIES, count)) % PARTIES
    day = random.choice([SINCE - 1, SINCE, SINCE + 1, SINCE + 2, SINCE + 3, UNTIL, UNTIL + 1], count)
    disputed = random.random(count) < 0.1
    one, two, when = (column.astype(np.int32) for column in (source, target, day))
    return BareGraph(count, seed, PARTIES, one, two, when, disputed)


@cache
def walks(seed: int) -> tuple[Edges, ...]:
    """Every sequence of the graph by trying all: no party twice, days in the window that never fall."""
    edges = [row for row in random_graph(seed).rows() if not row[4] and SINCE <= row[3] <= UNTIL]

    def longer(walk: tuple[tuple[int, int, int, int, bool], ...]) -> Iterator[Edges]:
        yield tuple(edge[0] for edge in walk)
        if len(walk) < HOPS:
            for edge in edges:
                passed = {walk[0][1], *(e[2] for e in walk)}
                if edge[1] == walk[-1][2] and edge[3] >= walk[-1][3] and edge[2] not in passed:
                    yield from longer((*walk, edge))

    return tuple(walk for edge in edges for walk in longer((edge,)))


def expected(seed: int, source: int, target: int, hops: int) -> list[Edges]:
    graph = random_graph(seed)
    return [
        walk
        for walk in walks(seed)
        if len(walk) <= hops and graph.source[walk[0]] == source and graph.target[walk[-1]] == target
    ]


def expected_scan(
    seed: int, sources: list[int], targets: list[int], hops: int
) -> dict[tuple[int, int], tuple[int, int]]:
    graph, found = random_graph(seed), dict[tuple[int, int], tuple[int, int]]()
    for source in sources:
        for target in targets:
            best = [(len(w), int(graph.day[w[-1]])) for w in expected(seed, source, target, hops)]
            if best:
                found[source, target] = min(best)
    return found


def check(engine: Engine, seed: int, random: Random) -> None:
    engine.load(random_graph(seed))
    for _ in range(6):
        source, target = random.sample(range(PARTIES), 2)
        hops = random.randint(1, HOPS)
        wanted = expected(seed, source, target, hops)
        assert sorted(engine.sequences(source, target, hops)) == sorted(wanted), (
            engine.name,
            seed,
            source,
            target,
            hops,
        )
        assert engine.count(source, target, hops) == len(wanted)
    if engine.has_scan:
        sources, targets = [0, 1, 2], [2, 3, 4, 5]
        assert engine.scan(sources, targets, HOPS) == expected_scan(seed, sources, targets, HOPS)


@pytest.mark.parametrize("kind", EMBEDDED, ids=lambda kind: str(kind.name))
def test_an_engine_gives_all_sequences_and_no_other(kind: type[Engine]) -> None:
    random = Random(5)
    for seed in range(12):
        check(kind(), seed, random)


@pytest.mark.parametrize("kind", [Shortest, AllReduce], ids=lambda kind: str(kind.name))
def test_neo4j_gives_all_sequences_and_no_other(
    kind: type[Shortest], empty_neo4j: Connection, neo4j_driver: Driver
) -> None:
    engine = kind(empty_neo4j)
    engine.start(random_graph(3))
    try:
        check(engine, 3, Random(7))
    finally:
        engine.close()


def test_the_random_graphs_have_what_makes_answers_differ() -> None:
    graph = random_graph(3)
    days = [tuple(int(graph.day[edge]) for edge in walk) for walk in walks(3)]
    assert any(a == b for walk in days for a, b in pairwise(walk)), "two edges of one day"
    assert max(map(len, days)) == HOPS
    pairs = list(zip(graph.source.tolist(), graph.target.tolist(), strict=True))
    assert len(set(pairs)) < len(pairs), "parallel edges"


def test_a_digest_does_not_see_the_order_and_sees_every_edge() -> None:
    some = [(1, 2), (3,), (1, 2)]
    assert Digest.of(some) == Digest.of(some[::-1])
    assert Digest.of(some) != Digest.of([(1, 2), (3,), (2, 1)])
    assert Digest.of(some) != Digest.of([(1, 2), (3,)])


def test_pairs_are_joined_by_a_walk_in_the_order_of_time() -> None:
    graph = BareGraph.made(2_000, 1)
    engine = Rustworkx()
    engine.load(graph)
    assert all(engine.count(source, target, HOPS) for source, target in graph.pairs(10, 4))
