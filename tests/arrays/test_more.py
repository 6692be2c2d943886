"""New records merged into a sorted graph, and earliest and latest days over parties (W12, W17)."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from tests.arrays.content import told
from tests.arrays.test_archive import names, random_asked
from tests.routes.test_prune import generate

from chipgraph.arrays.choose import Engine
from chipgraph.arrays.engine import Archive
from chipgraph.dates import FIRST, LAST
from chipgraph.errors import UsageError
from chipgraph.holdings import derive
from chipgraph.routes.cone import NEVER, TOO_LATE
from chipgraph.routes.finder import Finder
from chipgraph.routes.walk import Relations


@pytest.mark.parametrize("seed", range(3))
def test_merged_records_are_as_good_as_sorted_ones(seed: int) -> None:
    whole, random = generate(900, seed), Random(seed)
    count = len(whole.possessions.sender)
    old = whole.keep_possessions(np.arange(count - 150))
    archive = Archive(old, Engine.JIT).with_more(whole.possessions.take(np.arange(count - 150, count)))
    fresh = Archive(whole, Engine.JIT).closure.ground
    own = archive.closure.ground
    for one, other in ((own.out, fresh.out), (own.into, fresh.into)):
        assert np.array_equal(one.first, other.first)
        assert np.array_equal(one.rows, other.rows)
    assert np.array_equal(own.by_product.first, fresh.by_product.first)
    owner = np.repeat(np.arange(whole.products), np.diff(own.by_product.first))
    of, fresh_of = own.by_product.of, fresh.by_product.of
    assert np.array_equal(of[np.lexsort((of, owner))], fresh_of[np.lexsort((fresh_of, owner))])
    assert np.array_equal(own.about, fresh.about)
    plain = Finder(derive(whole))
    numbers = names(plain.table)
    for number in range(10):
        start, ends, question = random_asked(random, whole, number)
        if start in numbers:
            asked = replace(question, starts=(numbers[start],), ends=ends.of(plain.table))
            found, table = archive.find([start], ends, question)
            assert told(table, found) == told(plain.table, plain.find(asked))


def test_a_new_record_of_an_unknown_party_is_refused() -> None:
    relations = generate(900, 0)
    more = relations.possessions.take(np.arange(3))
    strange = replace(more, sender=np.array([0, relations.parties, 1], np.int32))
    with pytest.raises(UsageError, match="New record 1: sender"):
        Archive(relations, Engine.JIT).with_more(strange)


def moves(relations: Relations) -> list[tuple[int, int, int, int]]:
    """Every record from party to party with its outer window; a delivery to a performer begins at any time (W4)."""
    p, g, s = relations.possessions, relations.groups, relations.services
    found = list(
        zip(p.sender.tolist(), p.recipient.tolist(), p.columns.s1.tolist(), p.columns.e2.tolist(), strict=True)
    )
    found += zip(g.source.tolist(), g.target.tolist(), g.columns.s1.tolist(), g.columns.e2.tolist(), strict=True)
    always = [FIRST] * len(s.client)
    return found + list(zip(s.client.tolist(), s.performer.tolist(), always, s.columns.e2.tolist(), strict=True))


def test_earliest_and_latest_days_are_those_of_trying_every_record() -> None:
    relations, transfers = generate(600, 4), 4
    archive, every = Archive(relations, Engine.JIT), moves(relations)
    for party in (int(relations.possessions.sender[0]), int(relations.possessions.recipient[7])):
        early = np.full((relations.parties, transfers + 1), NEVER)
        late = np.full((relations.parties, transfers + 1), TOO_LATE)
        early[party], late[party] = FIRST, LAST
        for level in range(1, transfers + 1):
            early[:, level] = np.minimum(early[:, level], early[:, level - 1])
            late[:, level] = np.maximum(late[:, level], late[:, level - 1])
            for a, b, s1, e2 in every:
                if max(early[a, level - 1], s1) <= e2:
                    early[b, level] = min(early[b, level], max(early[a, level - 1], s1))
                if min(late[b, level - 1], e2) >= s1:
                    late[a, level] = max(late[a, level], min(late[b, level - 1], e2))
        assert np.array_equal(archive.earliest([party], transfers), early)
        assert np.array_equal(archive.latest([party], transfers), late)
