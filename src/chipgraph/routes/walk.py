"""What may be walked, as arrays: the input from which the ``StepTable`` is derived (P12, W2 to W5).

Parties and products are numbers. ``Relations`` holds every record of the view that can move an item or change it, so that a
graph of ten million records is pruned on these columns first and only what survives is derived into states and steps.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from chipgraph.routes.steps import Bool, Int32, UInt8


@dataclass(frozen=True, slots=True)
class Columns:
    """What every walkable record has: bounds, temporal kind, strength, standing and where it comes from.

    ``inferred`` is true where only the curators of its dataset say it: their own conclusion, which no source states.
    """

    s1: Int32
    s2: Int32
    e1: Int32
    e2: Int32
    temporal: UInt8
    strength: UInt8
    disputed: Bool
    denied: Bool
    record: Int32
    proposition: Int32
    inferred: Bool

    def take(self, rows: npt.NDArray[np.intp] | Bool) -> Columns:
        """Keep the given rows."""
        return Columns(*(getattr(self, f.name)[rows] for f in fields(self)))

    def __len__(self) -> int:
        return len(self.s1)


@dataclass(frozen=True, slots=True)
class Possessions:
    """Records of flow *possession*: who passed what to whom (W2)."""

    sender: Int32
    recipient: Int32
    product: Int32
    hs: tuple[str, ...] | None
    identified: Bool
    columns: Columns

    def take(self, rows: npt.NDArray[np.intp]) -> Possessions:
        """Keep the given rows."""
        hs = None if self.hs is None else tuple(self.hs[int(i)] for i in rows)
        return Possessions(
            self.sender[rows],
            self.recipient[rows],
            self.product[rows],
            hs,
            self.identified[rows],
            self.columns.take(rows),
        )


@dataclass(frozen=True, slots=True)
class Lineages:
    """Records of flow *lineage*: what went into what; ``operator`` is the holder after a deployment, if stated (W3)."""

    source: Int32
    target: Int32
    operator: Int32
    design_match: Bool
    direct: Bool
    columns: Columns


@dataclass(frozen=True, slots=True)
class Services:
    """Packagings as services: the client's components come to the performer (W4)."""

    performer: Int32
    client: Int32
    output: Int32
    columns: Columns


@dataclass(frozen=True, slots=True)
class Ties:
    """Who is said to make, design, package, integrate or supply a product (W3); ``client`` where it had it made.

    A tie by a member of the same group holds while the group did: ``s1`` to ``e2`` are its bounds, unbounded for a tie of
    the party itself. ``maker`` says that the party itself made it, so that for others it is *other maker stated*.
    """

    party: Int32
    product: Int32
    client: Bool
    maker: Bool
    strength: UInt8
    disputed: Bool
    s1: Int32
    s2: Int32
    e1: Int32
    e2: Int32


@dataclass(frozen=True, slots=True)
class Groups:
    """Pairs of parties within one group, both directions listed, with the intersection of the stakes used (W5)."""

    source: Int32
    target: Int32
    columns: Columns


@dataclass(frozen=True, slots=True)
class Relations:
    """Everything that can be walked.

    Attributes
    ----------
    parties, products
        How many there are.
    parent
        Per product, its parent in the variant tree (``variantOf``, ``ofModel``); -1 at a root.
    product_hs
        Per product, the HS codes that fit it; empty where none is stated.
    """

    parties: int
    products: int
    parent: Int32
    product_hs: tuple[tuple[str, ...], ...] | None
    possessions: Possessions
    lineages: Lineages
    services: Services
    ties: Ties
    groups: Groups

    def keep_possessions(self, rows: npt.NDArray[np.intp]) -> Relations:
        """Keep only the given possession records: what is left after pruning on parties."""
        return replace(self, possessions=self.possessions.take(rows))


def variant_tree(parent: Int32) -> tuple[Int32, Int32]:
    """Number a forest so that ``a`` is an ancestor of ``b`` exactly if the span of ``a`` holds the span of ``b``.

    Raises
    ------
    ValueError
        If the parents form a cycle.
    """
    count = len(parent)
    children: dict[int, list[int]] = {}
    for node in range(count):
        if parent[node] >= 0:
            children.setdefault(int(parent[node]), []).append(node)
    enter = np.full(count, -1, np.int32)
    leave = np.full(count, -1, np.int32)
    clock = 0
    for root in range(count):
        if parent[root] >= 0:
            continue
        stack: list[tuple[int, bool]] = [(root, False)]
        while stack:
            node, done = stack.pop()
            if done:
                leave[node] = clock
            else:
                enter[node] = clock
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(children.get(node, [])))
            clock += 1
    if count and int(enter.min()) < 0:
        raise ValueError(f"product {int(np.argmin(enter))} is its own ancestor")
    return enter, leave
