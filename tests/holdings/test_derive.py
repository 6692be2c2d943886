"""Deriving holdings: each rule W2 to W5 on the smallest relations that show it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from chipgraph.dates import ALWAYS, FIRST, LAST, Bounds, parse, state_bounds
from chipgraph.holdings import derive
from chipgraph.routes.steps import ANY, Kind, Mark, StepTable, Temporal
from chipgraph.routes.walk import Columns, Groups, Lineages, Possessions, Relations, Services, Ties, variant_tree

ALLEGED, REPORTED, OBSERVED = 1, 2, 3
YEAR = state_bounds(parse("2023"), parse("2024"))


@dataclass
class Facts:
    """What the tests state; ``relations`` writes it as arrays."""

    products: list[int] = field(default_factory=lambda: [ANY])
    possessions: list[tuple[int, int, int]] = field(default_factory=list)
    lineages: list[tuple[int, int]] = field(default_factory=list)
    design_matches: list[tuple[int, int]] = field(default_factory=list)
    services: list[tuple[int, int, int]] = field(default_factory=list)
    ties: list[tuple[int, int, bool]] = field(default_factory=list)
    groups: list[tuple[int, int]] = field(default_factory=list)
    bounds: dict[int, Bounds] = field(default_factory=dict)
    strength: int = OBSERVED
    tie_strength: int = REPORTED
    tie_disputed: bool = False
    parties: int = 10
    inferred: bool = False

    def columns(self, count: int, default: Bounds = YEAR) -> Columns:
        rows = [self.bounds.get(i, default) for i in range(count)]
        return Columns(
            s1=np.asarray([b.s1 for b in rows], np.int32),
            s2=np.asarray([b.s2 for b in rows], np.int32),
            e1=np.asarray([b.e1 for b in rows], np.int32),
            e2=np.asarray([b.e2 for b in rows], np.int32),
            temporal=np.full(count, Temporal.TIMELESS if default == ALWAYS else Temporal.STATE, np.uint8),
            strength=np.full(count, self.strength, np.uint8),
            disputed=np.zeros(count, np.bool_),
            denied=np.zeros(count, np.bool_),
            record=np.arange(count, dtype=np.int32),
            proposition=np.arange(count, dtype=np.int32),
            inferred=np.full(count, self.inferred, np.bool_),
        )

    def relations(self) -> Relations:
        def ints(values: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
            return np.asarray(values, np.int32)

        lineages = [*self.lineages, *self.design_matches]
        count = len(self.ties)
        return Relations(
            parties=self.parties,
            products=len(self.products),
            parent=ints(self.products),
            product_hs=None,
            possessions=Possessions(
                ints([p[0] for p in self.possessions]),
                ints([p[1] for p in self.possessions]),
                ints([p[2] for p in self.possessions]),
                None,
                np.zeros(len(self.possessions), np.bool_),
                self.columns(len(self.possessions)),
            ),
            lineages=Lineages(
                ints([x[0] for x in lineages]),
                ints([x[1] for x in lineages]),
                np.full(len(lineages), ANY, np.int32),
                np.asarray([i >= len(self.lineages) for i in range(len(lineages))], np.bool_),
                np.asarray([i < len(self.lineages) for i in range(len(lineages))], np.bool_),
                self.columns(len(lineages), ALWAYS),
            ),
            services=Services(
                ints([s[0] for s in self.services]),
                ints([s[1] for s in self.services]),
                ints([s[2] for s in self.services]),
                self.columns(len(self.services)),
            ),
            ties=Ties(
                ints([t[0] for t in self.ties]),
                ints([t[1] for t in self.ties]),
                np.asarray([t[2] for t in self.ties], np.bool_),
                np.asarray([not t[2] for t in self.ties], np.bool_),
                np.full(count, self.tie_strength, np.uint8),
                np.full(count, self.tie_disputed, np.bool_),
                s1=np.full(count, FIRST, np.int32),
                s2=np.full(count, FIRST, np.int32),
                e1=np.full(count, LAST, np.int32),
                e2=np.full(count, LAST, np.int32),
            ),
            groups=Groups(
                ints([g[0] for g in self.groups]), ints([g[1] for g in self.groups]), self.columns(len(self.groups))
            ),
        )


Way = tuple[tuple[int, int], tuple[int, int], str, str, int]


def ways(table: StepTable) -> set[Way]:
    """Every alternative as (from state, to state, kind, marks, strength)."""
    found = set()
    for row in range(len(table.source)):
        a, b = int(table.source[row]), int(table.target[row])
        marks = "+".join(str(m.name).lower() for m in Mark if int(table.marks[row]) & m)
        states = [(int(table.holder[s]), int(table.product[s])) for s in (a, b)]
        found.add((states[0], states[1], Kind(int(table.kind[row])).name.lower(), marks, int(table.strength[row])))
    return found


def derived(facts: Facts) -> set[Way]:
    return ways(derive(facts.relations()))


def test_w2_a_named_product_is_carried_from_any_start() -> None:
    found = derived(Facts(possessions=[(0, 1, 0)]))
    assert ((0, ANY), (1, 0), "possession", "", OBSERVED) in found
    assert ((0, 0), (1, 0), "possession", "", OBSERVED) in found
    assert ((ANY, 0), (1, 0), "possession", "", OBSERVED) in found


def test_w2_an_unnamed_product_is_marked_and_at_most_alleged() -> None:
    found = derived(Facts(possessions=[(0, 1, 0), (1, 2, ANY)]))
    assert ((1, 0), (2, 0), "possession", "product_not_stated", ALLEGED) in found


def test_w2_whoever_holds_a_product_follows_only_records_that_name_it() -> None:
    found = derived(Facts(possessions=[(0, 1, ANY)]))
    assert all(a[0] != ANY for a, *_ in found)


def test_w2_a_family_narrowed_to_a_variant_is_marked_and_never_widened_again() -> None:
    # 0 is the family, 1 and 2 its variants.
    found = derived(Facts(products=[ANY, 0, 0], possessions=[(0, 1, 0), (1, 2, 1), (2, 3, 0), (3, 4, 2)]))
    assert ((1, 0), (2, 1), "possession", "variant_assumed", OBSERVED) in found
    assert ((2, 1), (3, 1), "possession", "", OBSERVED) in found
    assert not any(a == (3, 1) and b[0] == 4 for a, b, *_ in found), "a sibling is another thing"


def test_w2_before_the_product_is_known_is_marked() -> None:
    early = state_bounds(parse("2010"), parse("2011"))
    found = derived(Facts(possessions=[(0, 1, 0), (1, 2, ANY)], bounds={1: early}))
    assert ((1, 0), (2, 0), "possession", "product_not_stated+before_product_known", ALLEGED) in found


def test_w3_a_stated_tie_bears_no_mark_and_a_missing_one_is_untied() -> None:
    facts = Facts(products=[ANY, ANY], possessions=[(0, 1, 0)], lineages=[(0, 1)])
    assert ((1, 0), (1, 1), "lineage", "tie_not_stated", ALLEGED) in derived(facts)
    tied = derived(replace(facts, ties=[(1, 1, False)]))
    assert ((1, 0), (1, 1), "lineage", "", REPORTED) in tied
    assert not any("tie" in marks for a, _, _, marks, _ in tied if a == (1, 0))
    other = derived(replace(facts, ties=[(5, 1, False)]))
    assert ((1, 0), (1, 1), "lineage", "tie_other_maker", ALLEGED) in other


def test_w3_a_client_tie_is_marked_and_a_disputed_tie_leaves_the_untied_step_beside_it() -> None:
    facts = Facts(products=[ANY, ANY], possessions=[(0, 1, 0)], lineages=[(0, 1)], ties=[(1, 1, True)])
    assert ((1, 0), (1, 1), "lineage", "tie_client", REPORTED) in derived(facts)
    disputed = derived(replace(facts, tie_disputed=True))
    assert {m for a, b, _, m, _ in disputed if (a, b) == ((1, 0), (1, 1))} == {"tie_client", "tie_not_stated"}


def test_w3_nothing_unnamed_is_transformed() -> None:
    found = derived(Facts(products=[ANY, ANY], possessions=[(0, 1, ANY)], lineages=[(0, 1)]))
    assert not any(kind == "lineage" and a[1] == ANY for a, _, kind, *_ in found)


def test_w3_a_design_match_goes_both_ways_with_its_own_strength() -> None:
    found = derived(Facts(products=[ANY, ANY], possessions=[(0, 1, 0), (0, 2, 1)], design_matches=[(0, 1)]))
    assert ((1, 0), (1, 1), "lineage", "by_design_match", OBSERVED) in found
    assert ((2, 1), (2, 0), "lineage", "by_design_match", OBSERVED) in found


def test_w4_components_reach_the_performer_and_come_back_as_output() -> None:
    # 3 packages product 1, made of 0, for 1.
    facts = Facts(
        products=[ANY, ANY],
        possessions=[(0, 1, 0), (3, 1, 1), (1, 2, 1)],
        lineages=[(0, 1)],
        services=[(3, 1, 1)],
        ties=[(3, 1, False)],
    )
    found = derived(facts)
    assert ((1, 0), (3, 0), "service", "delivery_not_stated", ALLEGED) in found
    assert ((3, 0), (3, 1), "lineage", "", REPORTED) in found
    assert ((3, 1), (1, 1), "possession", "", OBSERVED) in found
    table = derive(facts.relations())
    service = np.flatnonzero(table.kind == Kind.SERVICE)[0]
    assert table.s1[service] == FIRST
    assert table.e2[service] == parse("2024").hi, "until the packaging has certainly ended"
    assert table.capped[service]


def test_what_only_the_curators_conclude_bears_a_mark() -> None:
    found = derived(Facts(possessions=[(0, 1, 0)], inferred=True))
    assert ((0, ANY), (1, 0), "possession", "inferred", OBSERVED) in found


def test_w5_a_group_step_is_alleged_possible_and_marked() -> None:
    table = derive(Facts(possessions=[(0, 1, 0)], groups=[(1, 2), (2, 1)]).relations())
    assert ((1, 0), (2, 0), "group", "within_group", ALLEGED) in ways(table)
    assert table.capped[table.kind == Kind.GROUP].all()


def test_p12_the_table_does_not_depend_on_the_order_of_the_records() -> None:
    facts = Facts(products=[ANY, 0, 0], possessions=[(0, 1, 0), (1, 2, 1), (2, 3, ANY), (3, 0, 2)], lineages=[(1, 2)])
    shuffled = replace(facts, possessions=facts.possessions[::-1])
    assert derived(facts) == derived(shuffled)


def test_a_variant_tree_spans_ancestors_and_refuses_a_cycle() -> None:
    enter, leave = variant_tree(np.asarray([ANY, 0, 1, 0], np.int32))
    assert enter[0] < enter[1] < enter[2] < leave[2] < leave[1] < leave[0]
    assert not (enter[1] <= enter[3] and leave[3] <= leave[1])
    with pytest.raises(ValueError, match="own ancestor"):
        variant_tree(np.asarray([1, 0], np.int32))
