"""A result as the output of a cell: a plain table with its picture, or, if it is long, one to sort and search (F51, F53).

The long form is of ``itables`` with ``connected=False``: its script comes with the package and goes into the notebook before the
first such table. A reader that runs no script (GitHub, nbviewer, a PDF) shows the preview that stands inside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from chipgraph.errors import MissingExtraError
from chipgraph.results import Result
from chipgraph.results.formats import cell

_LONG = 25
"""Rows from which sorting and searching help; fewer are read as they stand."""

_MOST = 2_000
"""Rows that go into the page; the rest is counted (F4)."""

_prepared: list[bool] = []


@dataclass(frozen=True, slots=True)
class Table:
    """A result for the eye; ``result`` is the whole of it."""

    result: Result

    def _repr_html_(self) -> str:
        if len(self.result) <= _LONG:
            return self.result._repr_html_()
        shown = min(len(self.result), _MOST)
        counted = f"{shown:,} of {len(self.result):,} rows in this table."
        note = f"{counted} {self.result.note}".strip() if shown < len(self.result) else self.result.note
        # Picture, note and certificate as for every result, with the rows above them.
        rest = replace(self.result, columns=(), rows=(), note=note)
        return f"{interactive(self.result)}\n{rest._repr_html_()}"

    def __str__(self) -> str:
        return str(self.result)


def interactive(result: Result) -> str:
    """Write the rows as a table to sort and search; text from data stays text (F63).

    Raises
    ------
    MissingExtraError
        If itables is not installed.
    """
    try:
        import itables
        import pandas as pd
    except ImportError as error:
        raise MissingExtraError("itables is not installed. Run: pip install 'chipgraph[notebook]'") from error
    if not _prepared:
        itables.init_notebook_mode(all_interactive=False, connected=False)
        _prepared.append(True)
    rows = [[cell(value) for value in row] for row in result.rows[:_MOST]]
    frame = pd.DataFrame(rows, columns=[*result.columns])
    return str(itables.to_html_datatable(frame, connected=False, maxBytes=0, allow_html=False, showIndex=False))
