"""Lists and the bodies that keep them: one row of the table, one entity."""

from chipgraph_ingest import Context


def crawl(context: Context) -> None:
    """Make an entity of each row, of the class that the row names."""
    for row in context.rows():
        with context.entry(row):
            context.emit(
                row.pop_required("id"),
                (row.pop_required("class"),),
                {
                    "name_en": (row.pop_required("name"),),
                    "alias": [a for a in (row.pop("aliases") or "").split("|") if a],
                    "issuer": row.pop("issuer"),
                    "note": row.pop("note"),
                },
            )
            context.audit(row)
