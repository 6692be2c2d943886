"""The guard before every request: who may ask, from where, and the headers of every answer (F60, F61, F64 to F66)."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Awaitable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chipgraph_api import limits, problems

T = TypeVar("T")

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}

GUARDED = ("/api", "/sparql", "/reconcile", "/readyz")
"""What gives data: asked from other sites it is refused, and with keys it needs one. The page itself holds none."""

access_log = logging.getLogger("chipgraph.access")
"""One line a request: method, path, status, milliseconds. Never the query: it says what is being investigated (F66)."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What is asked of a request.

    Attributes
    ----------
    keys
        Hashes of the keys that open the service; without any it is open.
    origins
        Other sites that may ask, as ``http://127.0.0.1:3333``.
    """

    keys: Collection[str] = ()
    origins: Collection[str] = ()

    def refusal(self, scope: Scope) -> Mapping[str, object] | None:
        """Say why a request is refused; None if it is not."""
        headers = Headers(scope=scope)
        stated = headers.get("content-length", "0")
        if stated.isdecimal() and int(stated) > limits.BODY_BYTES:
            return problems.of_status(413)
        if not scope["path"].startswith(GUARDED):
            return None
        if self._foreign(scope, headers):
            detail = "Requests from other sites are refused. Open the page of this service."
            return problems.problem("refused", 403, detail)
        if self.keys and not self._known(_key(headers)):
            return problems.of_status(401)
        return None

    def _foreign(self, scope: Scope, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is not None and origin in self.origins:
            return False
        own = f"{scope['scheme']}://{headers.get('host', '')}"
        foreign = origin is not None and origin.rstrip("/") != own
        return foreign or headers.get("sec-fetch-site") == "cross-site"

    def _known(self, key: str | None) -> bool:
        return key is not None and any(hmac.compare_digest(hashed(key), known) for known in self.keys)


def _key(headers: Headers) -> str | None:
    bearer = headers.get("authorization", "")
    if bearer.lower().startswith("bearer "):
        return bearer[7:].strip()
    return headers.get("x-api-key")


def new_key() -> str:
    """Make a key that nobody can guess."""
    return secrets.token_urlsafe(32)


def hashed(key: str) -> str:
    """Hash a key as the settings keep it. A key is random and long, so that a fast hash is enough.

    >>> hashed("x")[:14]
    'sha256:2d71164'
    """
    return f"sha256:{hashlib.sha256(key.encode()).hexdigest()}"


class GuardMiddleware:
    """Refuses what the guard refuses, sets the headers of F61, cuts slow clients, writes the line of the access log."""

    def __init__(
        self,
        app: ASGIApp,
        guard: Guard,
        body_seconds: float = limits.BODY_SECONDS,
        send_seconds: float = limits.SEND_SECONDS,
    ) -> None:
        self._app = app
        self._guard = guard
        self._body_seconds = body_seconds
        self._send_seconds = send_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(receive, send, self._body_seconds, self._send_seconds)
        refusal = self._guard.refusal(scope)
        try:
            if refusal is not None:
                await problems.response(refusal)(scope, exchange.receive, exchange.send)
            else:
                await self._app(scope, exchange.receive, exchange.send)
        except _TooSlowError:
            if not exchange.started:
                await problems.response(problems.of_status(408))(scope, exchange.receive, exchange.send)
        finally:
            spent = (time.monotonic() - exchange.began) * 1000
            path = "".join(c if c.isprintable() else "?" for c in scope["path"])
            access_log.info("%s %s %s %.0f ms", scope["method"], path, exchange.status, spent)


class _TooSlowError(Exception):
    """The client does not send its body, or does not take the answer."""


class _Exchange:
    """One request and its answer, with their times."""

    def __init__(self, receive: Receive, send: Send, body_seconds: float, send_seconds: float) -> None:
        self.began = time.monotonic()
        self.status = 0
        self._receive, self._send = receive, send
        self._body_seconds, self._send_seconds = body_seconds, send_seconds
        self._whole = False
        self._taken = 0

    @property
    def started(self) -> bool:
        """Whether the answer has begun."""
        return self.status != 0

    async def receive(self) -> Message:
        """Take the next part of the body; once it is whole, wait for the client to leave as long as it stays."""
        if self._whole:
            return await self._receive()
        left = self.began + self._body_seconds - time.monotonic()
        message = await _within(self._receive(), left)
        self._whole = message["type"] != "http.request" or not message.get("more_body", False)
        self._taken += len(message.get("body", b""))
        if self._taken > limits.BODY_BYTES:
            raise HTTPException(413)
        return message

    async def send(self, message: Message) -> None:
        """Send the next part of the answer."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await _within(self._send(message), self._send_seconds)


async def _within(work: Awaitable[T], seconds: float) -> T:
    try:
        return await asyncio.wait_for(work, max(0.0, seconds))
    except TimeoutError:
        raise _TooSlowError from None


SUFFIXES: Sequence[str] = ("json", "csv", "ttl", "turtle", "gexf", "graphml", "geojson", "cytoscape", "jgf")
_NAMES = {"ttl": "turtle"}
_ENDS = ("/claims", "/view", "/expand", "/search", "/links", "/catalog", "/manifest", "/examples", "/sparql")


class SuffixMiddleware:
    """Reads ``/claims.csv`` as ``/claims?format=csv`` (F72); a name with a dot elsewhere is left alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one request."""
        if scope["type"] == "http":
            stem, dot, suffix = scope["path"].rpartition(".")
            if dot and suffix in SUFFIXES and stem.endswith(_ENDS) and scope["path"].startswith(GUARDED):
                format = f"format={_NAMES.get(suffix, suffix)}".encode()
                query = scope.get("query_string", b"")
                scope = {
                    **scope,
                    "path": stem,
                    "raw_path": stem.encode(),
                    "query_string": b"&".join(q for q in (query, format) if q),
                }
        await self._app(scope, receive, send)
