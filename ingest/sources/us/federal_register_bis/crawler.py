"""Federal Register documents: a row is an instrument, and the source in which claims and rules can be cited.

The document number is the row key and an alias, so that a rule that names it (*2025-00480*) finds its document. What a
document does, and from which day, is not in this file: only the day of publication is.
"""

import re

from chipgraph.errors import InputError
from chipgraph_ingest import Context

_NUMBER = re.compile(r"[A-Z]?\d*-?\d{2,4}-\d{3,6}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def crawl(context: Context) -> None:
    """Make an instrument and a source of each document."""
    for row in context.rows():
        with context.entry(row):
            number, published = row.pop_required("document_number"), row.pop_required("publication_date")
            if not _NUMBER.fullmatch(number) or not _DATE.fullmatch(published):
                raise InputError(f"{number!r} of {published!r} is no document.", row.place, "Correct the row.")
            title, abstract, page = row.pop_required("title"), row.pop("abstract"), row.pop_required("html_url")
            cited = f"FR Doc. {number}"
            key = f"{context.spec.name}-{number.lower()}"
            context.emit(
                key,
                ("Instrument",),
                {"title": title, "citation": cited, "published": published, "alias": [number, cited]},
            )
            context.emit(
                f"source-{key}",
                ("Source",),
                {
                    "title": title,
                    "publisher": "Federal Register",
                    "published": published,
                    "retrieved": context.spec.dataset["retrieved"],
                    "language": "en",
                    "url": page,
                    "place": cited,
                    "licence": "US Government work",
                    "redistribution": "allowed",
                    "note": abstract,
                },
            )
            context.audit(row, ["api_url"])
