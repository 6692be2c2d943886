"""Coverage by the 50 % rule on intervals of shares and of time (classification.md 3.7).

``Stakes`` holds who owns what; ``cover_on`` computes a day; ``coverage`` answers for one party with what would settle it.
"""

from chipgraph.coverage.answer import (
    Contribution,
    Coverage,
    ListedWhen,
    cover_on,
    coverage,
    coverage_document,
    intervals,
    ranked,
)
from chipgraph.coverage.fixpoint import Covered, cover
from chipgraph.coverage.stakes import FIRM, PERSON, Nature, Stake, Stakes, share

__all__ = [
    "FIRM",
    "PERSON",
    "Contribution",
    "Coverage",
    "Covered",
    "ListedWhen",
    "Nature",
    "Stake",
    "Stakes",
    "cover",
    "cover_on",
    "coverage",
    "coverage_document",
    "intervals",
    "ranked",
    "share",
]
