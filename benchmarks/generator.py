"""Seeded supply networks of any size, as the arrays that holdings are derived from.

Of E records, 85 % move goods, 10 % are stakes, 3 % say who makes an item, 2 % what goes into what; there are 0.14 E firms
and 0.01 E items. Firms stand in 40 clusters (size ~ j^-0.8) and on tiers 0 to 7. Popularity follows rank = n U^2.5 in a random
order, owners U^2. 60 % of deliveries stay in the sender's cluster; those that go up the tiers are turned round with
probability 0.8. Days run from 2018-01-01 and grow denser, 3226 U^0.8.

Beyond instants: 30 % of deliveries are states, 20 % are dated to the month, 10 % to the year, 5 % not at all; 60 % name a product,
drawn from those of the sender's cluster; one in a hundred of the named states is a packaging.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chipgraph.dates import FIRST, LAST, parse
from chipgraph.routes.steps import ANY, Bool, Int32, Temporal
from chipgraph.routes.walk import Columns, Groups, Lineages, Possessions, Relations, Services, Ties

Ints = npt.NDArray[np.int64]

DAYS = 3226
CLUSTERS = 40
TIERS = 8
MAX_GROUP = 50
ORIGIN = parse("2018-01-01").lo
LAST_DAY = ORIGIN + DAYS
SHARES = np.array([5, 10, 20, 25, 30, 49, 50, 51, 75, 100])


@dataclass(frozen=True)
class World:
    """Firms and items: where they stand and in which order they are popular."""

    random: np.random.Generator
    firms: int
    items: int
    cluster: Ints
    tier: Ints
    members: list[Ints]
    catalogue: list[Ints]


def _ranked(random: np.random.Generator, count: int, size: int, power: float) -> Ints:
    """Draw ranks of 0 .. count - 1, the first ones most often."""
    return np.minimum((count * random.random(size) ** power).astype(np.int64), count - 1)


def _world(random: np.random.Generator, records: int) -> World:
    firms, items = max(80, int(0.14 * records)), max(80, int(0.01 * records))
    weights = np.arange(1, CLUSTERS + 1) ** -0.8
    weights /= weights.sum()
    cluster = random.choice(CLUSTERS, firms, p=weights)
    cluster[:CLUSTERS] = np.arange(CLUSTERS)
    item_cluster = random.choice(CLUSTERS, items, p=weights)
    item_cluster[:CLUSTERS] = np.arange(CLUSTERS)
    order, item_order = random.permutation(firms), random.permutation(items)
    return World(
        random=random,
        firms=firms,
        items=items,
        cluster=cluster,
        tier=random.integers(0, TIERS, firms),
        members=[order[cluster[order] == c] for c in range(CLUSTERS)],
        catalogue=[item_order[item_cluster[item_order] == c] for c in range(CLUSTERS)],
    )


def _pick(world: World, lists: list[Ints], clusters: Ints, power: float) -> Ints:
    """Draw one of each list by popularity."""
    drawn = np.empty(len(clusters), np.int64)
    for c in range(CLUSTERS):
        here = np.flatnonzero(clusters == c)
        drawn[here] = lists[c][_ranked(world.random, len(lists[c]), len(here), power)]
    return drawn


def _columns(world: World, spans: tuple[Ints, Ints, Ints, Ints], temporal: Ints, first_record: int) -> Columns:
    """Strength and standing: 70 % confirmed (observed to official), 25 % reported or less, 5 % disputed, 1 % denied."""
    random, count = world.random, len(temporal)
    kind = random.random(count)
    strength = np.where(kind < 0.7, random.integers(3, 6, count), random.integers(1, 3, count))
    denied = random.random(count) < 0.01
    s1, s2, e1, e2 = (bound.astype(np.int32) for bound in spans)
    record = np.arange(first_record, first_record + count, dtype=np.int32)
    return Columns(
        s1=s1,
        s2=s2,
        e1=e1,
        e2=e2,
        temporal=temporal.astype(np.uint8),
        strength=np.where(denied, 0, strength).astype(np.uint8),
        disputed=(random.random(count) < 0.05) & ~denied,
        denied=denied,
        record=record,
        proposition=record,
        inferred=np.zeros(count, np.bool_),
    )


def _coarse(world: World, days: Ints) -> tuple[Ints, Ints]:
    """Blur days: 65 % stay, 20 % become a month, 10 % a year, 5 % unknown."""
    kind = world.random.random(len(days))
    dates = np.datetime64("1970-01-01") + days
    month = dates.astype("datetime64[M]")
    year = dates.astype("datetime64[Y]")
    low, high = days.copy(), days.copy()
    for unit, chosen in ((month, (kind >= 0.65) & (kind < 0.85)), (year, (kind >= 0.85) & (kind < 0.95))):
        low[chosen] = unit[chosen].astype("datetime64[D]").astype(np.int64)
        high[chosen] = (unit[chosen] + 1).astype("datetime64[D]").astype(np.int64) - 1
    unknown = kind >= 0.95
    low[unknown], high[unknown] = FIRST, LAST
    return low, high


def _spans(world: World, days: Ints, is_state: Bool) -> tuple[Ints, Ints, Ints, Ints]:
    """Bounds of events and of states that last up to two years; three states in ten have no stated end."""
    s1, s2 = _coarse(world, days)
    e1, e2 = s1.copy(), s2.copy()
    at = np.flatnonzero(is_state)
    end_low, end_high = _coarse(world, days[at] + world.random.integers(30, 730, len(at)))
    open_end = world.random.random(len(at)) < 0.3
    end_low[open_end], end_high[open_end] = FIRST, LAST
    e1[at], e2[at] = end_low, np.maximum(end_high, s1[at])
    return s1, s2, e1, e2


def _possessions(world: World, count: int) -> tuple[Possessions, Bool]:
    random = world.random
    firms = random.permutation(world.firms)
    sender = firms[_ranked(random, world.firms, count, 2.5)]
    recipient = firms[_ranked(random, world.firms, count, 2.5)]
    inside = np.flatnonzero(random.random(count) < 0.6)
    recipient[inside] = _pick(world, world.members, world.cluster[sender[inside]], 2.5)
    back = (world.tier[sender] > world.tier[recipient]) & (random.random(count) < 0.8)
    sender[back], recipient[back] = recipient[back].copy(), sender[back].copy()
    recipient = np.where(sender == recipient, (recipient + 1) % world.firms, recipient)
    product = _pick(world, world.catalogue, world.cluster[sender], 2.5)
    product[random.random(count) >= 0.6] = ANY
    is_state = random.random(count) < 0.3
    days = ORIGIN + (DAYS * random.random(count) ** 0.8).astype(np.int64)
    temporal = np.where(is_state, int(Temporal.STATE), int(Temporal.EVENT))
    columns = _columns(world, _spans(world, days, is_state), temporal, 0)
    possessions = Possessions(
        sender.astype(np.int32),
        recipient.astype(np.int32),
        product.astype(np.int32),
        None,
        np.zeros(count, np.bool_),
        columns,
    )
    return possessions, is_state & (product != ANY) & (random.random(count) < 0.01)


def _groups(world: World, count: int, first_record: int) -> Groups:
    """Stakes of half and more, both ways, and the pairs of one parent with at most ``MAX_GROUP`` members."""
    random = world.random
    owner = random.permutation(world.firms)[_ranked(random, world.firms, count, 2.0)]
    owned = random.integers(0, world.firms, count)
    share = random.choice(SHARES, count).astype(float)
    total = np.bincount(owned, share, world.firms)
    share *= np.minimum(1.0, 100.0 / np.maximum(total[owned], 1.0))
    holds = (share >= 50) & (owner != owned)
    owner, owned = owner[holds], owned[holds]
    day = ORIGIN + random.integers(0, DAYS, len(owner))
    pairs = [(owner, owned, day), (owned, owner, day)]
    members = np.bincount(owner, minlength=world.firms)
    pairs.append(_siblings(owner, owned, day, members))
    source, target, since = (np.concatenate([pair[i] for pair in pairs]) for i in range(3))
    apart = source != target
    source, target, since = source[apart], target[apart], since[apart]
    never = np.full(len(since), FIRST), np.full(len(since), LAST)
    columns = _columns(
        world, (since, since, never[0], never[1]), np.full(len(since), int(Temporal.STATE)), first_record
    )
    return Groups(source.astype(np.int32), target.astype(np.int32), columns)


def _siblings(owner: Ints, owned: Ints, day: Ints, members: Ints) -> tuple[Ints, Ints, Ints]:
    """Pair the children of each parent that has few enough of them."""
    order = np.argsort(owner, kind="stable")
    order = order[(members[owner[order]] > 1) & (members[owner[order]] < MAX_GROUP)]
    sources, targets, since = [], [], []
    for shift in range(1, MAX_GROUP):
        a, b = order[:-shift], order[shift:]
        same = owner[a] == owner[b]
        if not same.any():
            break
        for x, y in ((a[same], b[same]), (b[same], a[same])):
            sources.append(owned[x])
            targets.append(owned[y])
            since.append(np.maximum(day[x], day[y]))
    empty = [np.empty(0, np.int64)]
    return np.concatenate(sources or empty), np.concatenate(targets or empty), np.concatenate(since or empty)


def _lineages(world: World, count: int, first_record: int) -> Lineages:
    """Compositions, from an item to a later one in a fixed order, so that nothing contains itself."""
    random = world.random
    order = random.permutation(world.items)
    a, b = (_ranked(random, world.items, count, 2.5) for _ in range(2))
    keep = a != b
    source, target = order[np.minimum(a, b)[keep]], order[np.maximum(a, b)[keep]]
    size = len(source)
    always = (np.full(size, FIRST), np.full(size, FIRST), np.full(size, LAST), np.full(size, LAST))
    columns = _columns(world, always, np.full(size, int(Temporal.TIMELESS)), first_record)
    none = np.zeros(size, np.bool_)
    operator = np.full(size, ANY, np.int32)
    return Lineages(source.astype(np.int32), target.astype(np.int32), operator, none, ~none, columns)


def _ties(world: World, count: int) -> Ties:
    random = world.random
    firms = random.permutation(world.firms)
    one, two = (firms[_ranked(random, world.firms, count, 2.5)] for _ in range(2))
    party = np.where(world.tier[one] <= world.tier[two], one, two)
    product = _pick(world, world.catalogue, world.cluster[party], 2.5)
    low, high = np.full(count, FIRST, np.int32), np.full(count, LAST, np.int32)
    return Ties(
        party.astype(np.int32),
        product.astype(np.int32),
        np.zeros(count, np.bool_),
        np.ones(count, np.bool_),
        random.integers(1, 6, count).astype(np.uint8),
        random.random(count) < 0.05,
        low,
        low,
        high,
        high,
    )


def generate(records: int, seed: int = 0) -> Relations:
    """Make a network of about ``records`` records."""
    world = _world(np.random.default_rng(seed), records)
    possessions, packaging = _possessions(world, int(0.85 * records))
    served = np.flatnonzero(packaging)
    services = Services(
        possessions.sender[served],
        possessions.recipient[served],
        possessions.product[served],
        possessions.columns.take(served),
    )
    return Relations(
        parties=world.firms,
        products=world.items,
        parent=_variants(world),
        product_hs=None,
        possessions=possessions,
        lineages=_lineages(world, int(0.02 * records), 2 * records),
        services=services,
        ties=_ties(world, int(0.03 * records)),
        groups=_groups(world, int(0.10 * records), 3 * records),
    )


def _variants(world: World) -> Int32:
    """One item in ten is a variant of another of its cluster."""
    parent = np.full(world.items, ANY, np.int32)
    for own in world.catalogue:
        for i in np.flatnonzero(world.random.random(len(own)) < 0.1):
            if i:
                parent[own[i]] = own[world.random.integers(0, i)]
    return parent
