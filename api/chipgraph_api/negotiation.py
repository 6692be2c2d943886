"""One answer in the format that was asked for, with ``ETag`` and the links to its other formats (F72, F75, F76).

A format is chosen by ``?format=``, by a suffix of the path, or by ``Accept``, in this order. The tag is weak and made from
what the answer depends on, so that an unchanged answer is not even worked out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import quote, urlencode

from fastapi import Request, Response

import chipgraph
from chipgraph.errors import FormatError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Format(Generic[T]):
    """One way to write an answer: its name, its media type and the writer."""

    name: str
    media_type: str
    write: Callable[[T], str]


def to_json(document: object) -> str:
    """Write a document as JSON."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=str)


JSON: Format[object] = Format("json", "application/json", to_json)


@dataclass(frozen=True, slots=True)
class Accepted:
    """One entry of an ``Accept`` header."""

    type: str
    quality: float

    def covers(self, media_type: str) -> bool:
        """Whether it names a media type, or a range that holds it."""
        mine = media_type.partition(";")[0].strip()
        return self.type in ("*/*", mine) or (self.type.endswith("/*") and mine.startswith(self.type[:-1]))


def accepted(header: str | None) -> list[Accepted]:
    """Read an ``Accept`` header, what is wanted most first; what cannot be read counts as not wanted.

    >>> [a.type for a in accepted("text/csv;q=0.5, application/json")]
    ['application/json', 'text/csv']
    """
    entries = []
    for part in (header or "*/*").split(","):
        type, *parameters = (p.strip() for p in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    quality = float(parameter[2:])
                except ValueError:
                    quality = 0.0
        if type:
            entries.append(Accepted(type.lower(), quality))
    return sorted((e for e in entries if e.quality > 0), key=lambda e: -e.quality)


def choose(request: Request, media_types: Mapping[str, str]) -> str:
    """Choose the name of a format.

    Raises
    ------
    FormatError
        If no format that was asked for can be given.
    """
    listed = ", ".join(f"{name} ({media_type})" for name, media_type in media_types.items())
    wanted = request.query_params.get("format")
    if wanted is not None:
        if wanted not in media_types:
            raise FormatError(f"There is no format {wanted!r} of this answer. Formats: {listed}.")
        return wanted
    for entry in accepted(request.headers.get("accept")):
        for name, media_type in media_types.items():
            if entry.covers(media_type):
                return name
    raise FormatError(f"No format that Accept names can be given. Formats: {listed}.")


def tag(*parts: object) -> str:
    """Make a weak tag from what an answer depends on."""
    state = hashlib.sha256("\0".join(map(str, (chipgraph.__version__, *parts))).encode())
    return f'W/"{state.hexdigest()[:32]}"'


def _matches(request: Request, etag: str) -> bool:
    stated = request.headers.get("if-none-match", "")
    return stated.strip() == "*" or etag.removeprefix("W/") in (t.strip().removeprefix("W/") for t in stated.split(","))


def address(request: Request, **changes: str | None) -> str:
    """Give the path and query of a request with some parameters changed, or taken out (None)."""
    kept = [(k, v) for k, v in request.query_params.multi_items() if k not in changes]
    query = urlencode([*kept, *((k, v) for k, v in changes.items() if v is not None)])
    path = quote(request.url.path)
    return f"{path}?{query}" if query else path


def _links(request: Request, media_types: Mapping[str, str], chosen: str) -> list[str]:
    return [
        f'<{address(request, format=name)}>; rel="alternate"; type="{media_type.partition(";")[0]}"'
        for name, media_type in media_types.items()
        if name != chosen
    ]


def reply(
    request: Request,
    depends_on: Sequence[object],
    build: Callable[[], T],
    formats: Sequence[Format[T]],
    next_page: Callable[[T], str | None] | None = None,
) -> Response:
    """Answer a GET.

    Parameters
    ----------
    depends_on
        What the answer depends on beside the path and the query: digests, today.
    build
        Works out the answer; not called where the tag matches.
    next_page
        The cursor of the next part of the answer; None if there is none.
    """
    media_types = {format.name: format.media_type for format in formats}
    chosen = choose(request, media_types)
    asked = sorted((k, v) for k, v in request.query_params.multi_items() if k != "format")
    etag = tag(*depends_on, request.url.path, asked, chosen)
    links = _links(request, media_types, chosen)
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Accept"}
    if _matches(request, etag):
        return Response(status_code=304, headers=headers)
    answer = build()
    cursor = next_page(answer) if next_page is not None else None
    if cursor is not None:
        links.append(f'<{address(request, after=cursor)}>; rel="next"')
    if links:
        headers["Link"] = ", ".join(links)
    format = next(f for f in formats if f.name == chosen)
    return Response(format.write(answer), headers=headers, media_type=format.media_type)
