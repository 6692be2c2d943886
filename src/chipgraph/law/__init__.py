"""The law as of a day: rules as data, classification, hooks (O31 to O34, W22 to W25).

``load`` reads ``ontology/law/``; ``classify`` answers for figures, ``classify_chip`` for a row of chips, ``judge`` for a hop.
"""

from chipgraph.law.chips import Chip, Chips, read_chips, shipped
from chipgraph.law.classify import Classification, classify, classify_assembly, classify_chip
from chipgraph.law.figures import Figure, Figures
from chipgraph.law.hop import Hop, Item, item_of
from chipgraph.law.judge import Hook, Judgement, judge_on
from chipgraph.law.loading import Law, load
from chipgraph.law.parties import Listed, Party
from chipgraph.law.window import judge

__all__ = [
    "Chip",
    "Chips",
    "Classification",
    "Figure",
    "Figures",
    "Hook",
    "Hop",
    "Item",
    "Judgement",
    "Law",
    "Listed",
    "Party",
    "classify",
    "classify_assembly",
    "classify_chip",
    "item_of",
    "judge",
    "judge_on",
    "load",
    "read_chips",
    "shipped",
]
