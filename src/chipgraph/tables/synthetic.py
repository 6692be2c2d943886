"""Seeded supply networks of any size, as a table graph: what benchmarks measure and what a newcomer tries a size with.

Of E records, 85 % move goods, 10 % are stakes, 3 % say who makes an item, 2 % what goes into what; there are 0.14 E firms
and 0.01 E items. Firms stand in 40 clusters (size ~ j^-0.8) and on tiers 0 to 7. Popularity follows rank = n U^2.5 in a random
order, owners U^2. 60 % of deliveries stay in the sender's cluster; those that go up the tiers are turned round with
probability 0.8. Days run from 2018-01-01 and grow denser, 3226 U^0.8.

Beyond instants: 30 % of deliveries are states, 20 % are dated to the month, 10 % to the year, 5 % not at all; 60 % name a product,
drawn from those of the sender's cluster; one in a hundred of the named states is a packaging. 70 % of records are observed or
better, 5 % are denied by their sender, 1 % are denied and asserted by nobody. One firm in a hundred is listed, one item in twenty is
controlled: names of both are given beside the tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from chipgraph.dates import FIRST, LAST, parse
from chipgraph.errors import UsageError
from chipgraph.routes.steps import Bool
from chipgraph.tables.model import (
    MOST_RECORDS,
    NONE,
    DenialColumns,
    EntityColumns,
    RecordColumns,
    RecordTables,
    TableDataset,
)

Ints = npt.NDArray[np.int64]

DAYS = 3226
CLUSTERS = 40
TIERS = 8
LEAST_RECORDS = 100
ORIGIN = parse("2018-01-01").lo
SHARES = np.array([5, 10, 20, 25, 30, 49, 50, 51, 75, 100])

CLASSES = ("Shipment", "Supply", "Packaging", "Ownership", "Make", "Composition", "Firm", "Product")
_SHIPMENT, _SUPPLY, _PACKAGING, _OWNERSHIP, _MAKE, _COMPOSITION, _FIRM, _PRODUCT = range(len(CLASSES))

_ASSERTING = (
    ("anonymous", "Example Weekly", "Firm"),
    ("customs-record", "Example Customs Data", "Firm"),
    ("named-source", "Example Daily", "Firm"),
    ("plea", "Example Court", "PublicBody"),
    ("register", "Example Registrar", "PublicBody"),
)
_WEAK, _STRONG = np.array([0, 2]), np.array([1, 3, 4])
_LICENCE, _PUBLISHED = "CC0-1.0", "2026-01-01"

DATASETS = (
    *(
        TableDataset(f"synthetic-{method}", f"Made up: {method}", authority, method, cls, _PUBLISHED, licence=_LICENCE)
        for method, authority, cls in _ASSERTING
    ),
    TableDataset(
        "synthetic-unasserted",
        "Made up: asserted by nobody",
        "Example Weekly",
        "anonymous",
        licence=_LICENCE,
        asserts=False,
    ),
)
_UNASSERTED = len(DATASETS) - 1


@dataclass(frozen=True)
class Synthetic:
    """A made-up graph, and the names of its controlled items and listed firms."""

    tables: RecordTables
    controlled: tuple[str, ...]
    listed: tuple[str, ...]


@dataclass(frozen=True)
class _World:
    """Firms and items: where they stand and in which order they are popular."""

    random: np.random.Generator
    firms: int
    items: int
    cluster: Ints
    tier: Ints
    members: list[Ints]
    catalogue: list[Ints]
    parts: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self, cls: Any, source: Ints, target: Ints, spans: Sequence[Any], product: Any, share: Any = np.nan
    ) -> None:
        """Add records of one kind; what is one value stands for all."""
        self.parts.append(
            {"cls": cls, "source": source, "target": target, "product": product, "spans": spans, "share": share}
        )


def generate(records: int, seed: int = 0) -> Synthetic:
    """Make a network of about so many records; the same number and seed give the same one.

    Raises
    ------
    UsageError
        If there are too few records for a network, or more than can be numbered.
    """
    if not LEAST_RECORDS <= records <= MOST_RECORDS:
        raise UsageError(f"{records:,} records: ask for {LEAST_RECORDS} to {MOST_RECORDS:,}.")
    world = _world(np.random.default_rng(seed), records)
    _deliveries(world, int(0.85 * records))
    _stakes(world, int(0.10 * records))
    _makes(world, int(0.03 * records))
    _compositions(world, int(0.02 * records))
    listed = np.flatnonzero(world.random.random(world.firms) < 0.01)
    controlled = np.flatnonzero(world.random.random(world.items) < 0.05)
    tables = _tables(world)
    names = tables.entities.key
    return Synthetic(
        tables,
        tuple(str(names[world.firms + n]) for n in controlled),
        tuple(str(names[n]) for n in listed),
    )


def _world(random: np.random.Generator, records: int) -> _World:
    firms, items = max(80, int(0.14 * records)), max(80, int(0.01 * records))
    weights = np.arange(1, CLUSTERS + 1) ** -0.8
    weights /= weights.sum()
    cluster = random.choice(CLUSTERS, firms, p=weights)
    cluster[:CLUSTERS] = np.arange(CLUSTERS)
    item_cluster = random.choice(CLUSTERS, items, p=weights)
    item_cluster[:CLUSTERS] = np.arange(CLUSTERS)
    order, item_order = random.permutation(firms), random.permutation(items)
    return _World(
        random=random,
        firms=firms,
        items=items,
        cluster=cluster,
        tier=random.integers(0, TIERS, firms),
        members=[order[cluster[order] == c] for c in range(CLUSTERS)],
        catalogue=[item_order[item_cluster[item_order] == c] for c in range(CLUSTERS)],
    )


def _ranked(random: np.random.Generator, count: int, size: int, power: float) -> Ints:
    """Draw ranks of 0 .. count - 1, the first ones most often."""
    return np.minimum((count * random.random(size) ** power).astype(np.int64), count - 1)


def _pick(world: _World, lists: list[Ints], clusters: Ints, power: float) -> Ints:
    """Draw one of each list by popularity."""
    drawn = np.empty(len(clusters), np.int64)
    for c in range(CLUSTERS):
        here = np.flatnonzero(clusters == c)
        drawn[here] = lists[c][_ranked(world.random, len(lists[c]), len(here), power)]
    return drawn


def _coarse(world: _World, days: Ints) -> tuple[Ints, Ints]:
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


def _spans(world: _World, days: Ints, is_state: Bool) -> tuple[Ints, Ints, Ints, Ints]:
    """Bounds of events and of states that last up to two years; three states in ten have no stated end."""
    s1, s2 = _coarse(world, days)
    e1, e2 = s1.copy(), s2.copy()
    at = np.flatnonzero(is_state)
    end_low, end_high = _coarse(world, days[at] + world.random.integers(30, 730, len(at)))
    open_end = world.random.random(len(at)) < 0.3
    end_low[open_end], end_high[open_end] = FIRST, LAST
    e1[at], e2[at] = end_low, np.maximum(end_high, s1[at])
    return s1, s2, e1, e2


def _deliveries(world: _World, count: int) -> None:
    random = world.random
    firms = random.permutation(world.firms)
    sender = firms[_ranked(random, world.firms, count, 2.5)]
    recipient = firms[_ranked(random, world.firms, count, 2.5)]
    inside = np.flatnonzero(random.random(count) < 0.6)
    recipient[inside] = _pick(world, world.members, world.cluster[sender[inside]], 2.5)
    back = (world.tier[sender] > world.tier[recipient]) & (random.random(count) < 0.8)
    sender[back], recipient[back] = recipient[back].copy(), sender[back].copy()
    recipient = np.where(sender == recipient, (recipient + 1) % world.firms, recipient)
    product = _pick(world, world.catalogue, world.cluster[sender], 2.5) + world.firms
    product[random.random(count) >= 0.6] = NONE
    is_state = random.random(count) < 0.3
    packaging = is_state & (product != NONE) & (random.random(count) < 0.01)
    days = ORIGIN + (DAYS * random.random(count) ** 0.8).astype(np.int64)
    cls = np.where(packaging, _PACKAGING, np.where(is_state, _SUPPLY, _SHIPMENT))
    spans = _spans(world, days, is_state)
    world.add(cls, sender, recipient, spans, product)


def _stakes(world: _World, count: int) -> None:
    """Stakes with shares that sum to 100 at most."""
    random = world.random
    owner = random.permutation(world.firms)[_ranked(random, world.firms, count, 2.0)]
    owned = random.integers(0, world.firms, count)
    share = random.choice(SHARES, count).astype(float)
    total = np.bincount(owned, share, world.firms)
    share *= np.minimum(1.0, 100.0 / np.maximum(total[owned], 1.0))
    apart = owner != owned
    owner, owned, share = owner[apart], owned[apart], share[apart]
    day = ORIGIN + random.integers(0, DAYS, len(owner))
    spans = (day, day, np.full(len(day), FIRST), np.full(len(day), LAST))
    world.add(_OWNERSHIP, owner, owned, spans, NONE, np.round(share, 2))


def _makes(world: _World, count: int) -> None:
    random = world.random
    firms = random.permutation(world.firms)
    one, two = (firms[_ranked(random, world.firms, count, 2.5)] for _ in range(2))
    party = np.where(world.tier[one] <= world.tier[two], one, two)
    product = _pick(world, world.catalogue, world.cluster[party], 2.5) + world.firms
    world.add(_MAKE, party, product, _always(count), NONE)


def _compositions(world: _World, count: int) -> None:
    """Compositions, from an item to a later one in a fixed order, so that nothing contains itself."""
    random = world.random
    order = random.permutation(world.items)
    a, b = (_ranked(random, world.items, count, 2.5) for _ in range(2))
    keep = a != b
    source, target = order[np.minimum(a, b)[keep]], order[np.maximum(a, b)[keep]]
    world.add(_COMPOSITION, source + world.firms, target + world.firms, _always(len(source)), NONE)


def _always(count: int) -> tuple[Ints, Ints, Ints, Ints]:
    first, last = np.full(count, FIRST), np.full(count, LAST)
    return first, last, first, last


def _tables(world: _World) -> RecordTables:
    """Shuffle the records, say who asserts and who denies each, and number what they speak of."""
    random, parts = world.random, world.parts
    count = sum(len(part["source"]) for part in parts)
    order = random.permutation(count)

    def column(name: str, kind: Any) -> npt.NDArray[Any]:
        whole = np.concatenate([np.broadcast_to(part[name], part["source"].shape) for part in parts])
        return np.ascontiguousarray(whole[order].astype(kind))

    s1, s2, e1, e2 = (np.concatenate([part["spans"][n] for part in parts])[order].astype(np.int32) for n in range(4))
    kind = random.random(count)
    dataset = np.where(kind < 0.7, random.choice(_STRONG, count), random.choice(_WEAK, count))
    dataset[random.random(count) < 0.01] = _UNASSERTED
    dataset.sort()  # records stand in the order of their datasets; which record has which is as random as before
    source = column("source", np.int32)
    records = RecordColumns(
        cls=column("cls", np.uint8),
        source=source,
        target=column("target", np.int32),
        product=column("product", np.int32),
        s1=s1,
        s2=s2,
        e1=e1,
        e2=e2,
        dataset=dataset.astype(np.uint8),
        share=column("share", np.float64),
        quantity=np.full(count, np.nan),
        hs=np.full(count, NONE, np.int32),
        row=np.arange(1, count + 1, dtype=np.int64),
    )
    denied = np.flatnonzero(((random.random(count) < 0.05) | (dataset == _UNASSERTED)) & (source < world.firms))
    denials = DenialColumns(
        denied.astype(np.int32), source[denied], np.full(len(denied), parse("2026-02-01").lo, np.int32)
    )
    return RecordTables(CLASSES, (), DATASETS, _entities(world), records, denials)


def _entities(world: _World) -> EntityColumns:
    """Names, and one item in ten as a variant of another of its cluster."""
    keys = np.asarray(
        [*(f"firm-{n}" for n in range(world.firms)), *(f"item-{n}" for n in range(world.items))], dtype=object
    )
    captions = np.asarray([key.replace("-", " ").capitalize() for key in keys], dtype=object)
    parent = np.full(world.firms + world.items, NONE, np.int32)
    for own in world.catalogue:
        for i in np.flatnonzero(world.random.random(len(own)) < 0.1):
            if i:
                parent[world.firms + own[i]] = world.firms + own[world.random.integers(0, i)]
    cls = np.repeat(np.array([_FIRM, _PRODUCT], np.uint8), [world.firms, world.items])
    return EntityColumns(keys, captions, cls, parent, np.full(len(keys), "", dtype=object))
