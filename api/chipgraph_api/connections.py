"""Connections on which no whole request comes in time are closed (F65): the server itself waits for a first one for ever."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

from chipgraph_api import limits


class PatientProtocol(H11Protocol):
    """HTTP on one connection; the head of a request must be whole within some seconds."""

    head_seconds = limits.HEAD_SECONDS
    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what came; wait on while the head of a request is not whole."""
        super().data_received(data)
        if self._busy():
            self._wait_no_more()
        elif self._waiting is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._wait_no_more()
        super().connection_lost(exc)

    def _busy(self) -> bool:
        """Whether a request is being answered; its body and its answer have limits of their own."""
        return self.cycle is not None and not self.cycle.response_complete

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(self.head_seconds, self._cut)

    def _wait_no_more(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _cut(self) -> None:
        self._waiting = None
        if not self._busy() and not self.transport.is_closing():
            self.transport.close()
