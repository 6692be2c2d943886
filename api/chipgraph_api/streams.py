"""A search that runs beside the event loop: it tells how far it is, and ends when nobody waits for it any more (F65, F68)."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from fastapi import Request

from chipgraph.errors import OverloadedError
from chipgraph_api import limits

T = TypeVar("T")

_BETWEEN_REPORTS = 0.2
_BETWEEN_LOOKS = 0.25


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is: tried steps, and routes found."""

    explored: int
    found: int


class Watch:
    """What a search asks and tells while it runs, from its own thread."""

    def __init__(self, tell: Callable[[Progress], None]) -> None:
        self._tell = tell
        self._left = threading.Event()
        self._last = 0.0

    def leave(self) -> None:
        """Say that nobody waits any more."""
        self._left.set()

    def cancel(self) -> bool:
        """Whether the search shall stop."""
        return self._left.is_set()

    def progress(self, explored: int, found: int) -> None:
        """Tell how far the search is, not too often."""
        now = time.monotonic()
        if now - self._last >= _BETWEEN_REPORTS:
            self._last = now
            self._tell(Progress(explored, found))


class Searches:
    """All searches of an app: a few at once, the next is asked to come back (F65)."""

    def __init__(self, most: int = limits.OPEN_SEARCHES) -> None:
        self._most = most
        self._open = 0
        self._lock = threading.Lock()
        self._threads: ThreadPoolExecutor | None = None

    @contextmanager
    def place(self) -> Iterator[None]:
        """Take a place; it is given back at the end.

        Raises
        ------
        OverloadedError
            If all are taken.
        """
        with self._lock:
            if self._open >= self._most:
                raise OverloadedError(f"{self._most} searches run at this moment. Ask again in a few seconds.")
            self._open += 1
        try:
            yield
        finally:
            with self._lock:
                self._open -= 1

    @property
    def open(self) -> int:
        """How many run."""
        return self._open

    def _pool(self) -> ThreadPoolExecutor:
        """The threads, started when they are first needed, also after a close: an app can start again."""
        with self._lock:
            if self._threads is None:
                self._threads = ThreadPoolExecutor(self._most, thread_name_prefix="search")
            return self._threads

    async def run(self, request: Request, work: Callable[[Watch], T]) -> T:
        """Do a work and wait for it; it is told to stop when the client leaves."""
        with self.place():
            watch = Watch(lambda _: None)
            future = asyncio.get_running_loop().run_in_executor(self._pool(), work, watch)
            try:
                while not (await asyncio.wait([future], timeout=_BETWEEN_LOOKS))[0]:
                    if await request.is_disconnected():
                        watch.leave()
                return await future
            finally:
                watch.leave()

    def start(self, work: Callable[[Watch], T]) -> Running[T]:
        """Start a work whose progress is wanted.

        Raises
        ------
        OverloadedError
            If too many run.
        """
        place = self.place()
        place.__enter__()
        loop = asyncio.get_running_loop()
        told: asyncio.Queue[Progress | None] = asyncio.Queue()

        def tell(progress: Progress) -> None:
            loop.call_soon_threadsafe(told.put_nowait, progress)

        watch = Watch(tell)
        future = loop.run_in_executor(self._pool(), work, watch)

        def ended(_: asyncio.Future[T]) -> None:
            place.__exit__(None, None, None)
            told.put_nowait(None)

        future.add_done_callback(ended)
        return Running(future, told, watch)

    def close(self) -> None:
        """End the threads; work that runs is not waited for."""
        with self._lock:
            threads, self._threads = self._threads, None
        if threads is not None:
            threads.shutdown(wait=False, cancel_futures=True)


@dataclass(frozen=True, slots=True)
class Running(Generic[T]):
    """A work that runs: its progress as it comes, then its answer."""

    future: asyncio.Future[T]
    told: asyncio.Queue[Progress | None]
    watch: Watch

    async def first(self, request: Request) -> Progress | None:
        """Wait for the first report, or None at the end; an error of the work is raised here, before anything was sent.

        A client that leaves before it ends the work.
        """
        report = await self._told_or_left(request)
        if report is None:
            await self.future
        return report

    async def _told_or_left(self, request: Request) -> Progress | None:
        while True:
            try:
                return await asyncio.wait_for(self.told.get(), _BETWEEN_LOOKS)
            except TimeoutError:
                if await request.is_disconnected():
                    self.watch.leave()

    async def reports(self, first: Progress | None) -> AsyncIterator[Progress]:
        """Give the reports until the work ends."""
        report = first
        while report is not None:
            yield report
            report = await self.told.get()

    async def answer(self) -> T:
        """Wait for the answer."""
        return await self.future
