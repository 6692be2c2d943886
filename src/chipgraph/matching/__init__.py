"""Who may be who: candidates with scores and reasons, judgements and their undoing, measured on labelled pairs (O35).

A score never merges. A person judges a pair (``judge``), or runs a rule that is written down (``apply_rule``); each merge is
an entry of the log and can be taken back (``undo``).
"""

from chipgraph.matching.candidates import candidates
from chipgraph.matching.compare import Comparer, Comparison, Feature, explain
from chipgraph.matching.judging import Desk
from chipgraph.matching.party import NameReader, Party, parties
from chipgraph.matching.rules import MatchingRules, load

__all__ = [
    "Comparer",
    "Comparison",
    "Desk",
    "Feature",
    "MatchingRules",
    "NameReader",
    "Party",
    "candidates",
    "explain",
    "load",
    "parties",
]
