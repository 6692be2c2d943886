"""What a large graph will take in memory, told before the work starts; above the limit it is refused with the remedy."""

from __future__ import annotations

from dataclasses import dataclass

from chipgraph.errors import LimitError
from chipgraph.routes.walk import Relations

_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Need:
    """Bytes that sorting a graph takes: what is kept, and what is needed beside it while it is made.

    A possession record is kept by sender (5 numbers of 4 bytes), by recipient (3) and by product (1); the sort needs a key and
    an order of 8 bytes each, and a column. The labels of a party take two times 4 bytes for each transfer of the bound.
    """

    kept: int
    making: int

    @property
    def most(self) -> int:
        """What is needed at the worst moment."""
        return self.kept + self.making


def estimate(relations: Relations, transfers: int = 6) -> Need:
    """Tell what sorting a graph will take."""
    records, groups = len(relations.possessions.sender), len(relations.groups.source)
    parties = 8 * (transfers + 1) + 8 * 6 + 16
    return Need(kept=36 * records + 28 * groups + parties * relations.parties, making=24 * max(records, groups))


def require(relations: Relations, limit: int | None) -> Need:
    """Refuse a graph that would take more than the limit.

    Raises
    ------
    LimitError
        With what is needed and what to do.
    """
    need = estimate(relations)
    if limit is not None and need.most > limit:
        raise LimitError(
            f"Sorting {len(relations.possessions.sender):,} records needs {need.most // _MIB:,} MiB, and memory_limit is "
            f"{limit // _MIB:,} MiB. Raise memory_limit, or load fewer datasets."
        )
    return need
