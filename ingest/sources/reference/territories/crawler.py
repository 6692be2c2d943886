"""Territories: one row of the table, one entity."""

import re

from chipgraph_ingest import Context

_COUNTRY = re.compile("[A-Z]{2}")
"""A code of ISO 3166-1; the other codes are parts of a territory and go into the id alone."""


def crawl(context: Context) -> None:
    """Make a territory of each row."""
    for row in context.rows():
        with context.entry(row):
            code = row.pop_required("code")
            aliases = (row.pop("aliases") or "").split("|")
            context.emit(
                f"territory-{code.lower()}",
                ("Territory",),
                {
                    "iso_code": code if _COUNTRY.fullmatch(code) else None,
                    "name_en": (row.pop_required("name"),),
                    "alias": [a for a in aliases if a],
                },
            )
            context.audit(row)
