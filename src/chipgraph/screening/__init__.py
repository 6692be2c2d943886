"""Shipment lines, judged one by one: each by the law, the lists and the parties of its own day (issue 6, point 10).

::

    reading ─► header ─► lines ─► judging (parties, goods, facts) ─► telling ─► writing, report

A line is judged by itself: neither its place in the file nor the lines beside it change what is found (decision 0018). What
cannot be read is put aside with its row and a remedy, and counted; a name that is only alike is a *possible match*.
"""

from chipgraph.screening.reading import ReadingOptions
from chipgraph.screening.screening import Screened, Screening, screen

__all__ = ["ReadingOptions", "Screened", "Screening", "screen"]
