"""Whether the API stands a crowd. Run: python benchmarks/api_load.py [--home DIR] [--seconds N] [--rate N] [--out FILE].

A mix of questions goes to a ``chipgraph serve`` process of its own, at a steady rate: a question starts when it is due, whether or not
earlier ones are answered, so that a service that falls behind shows it in its times. The goal is 200 requests a second for ten
minutes without an error; the short form takes 30 seconds. The client shares the processors with the service.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import httpx2 as httpx

PROGRAM = str(Path(sys.executable).with_name("chipgraph"))
TRACE: dict[str, object] = {"start": ["firm-tsmc"], "end": ["firm-huawei"]}
QUESTIONS: tuple[tuple[str, str, str, dict[str, object] | None], ...] = (
    ("search", "GET", "/api/v1/search?q=Huawei&limit=12", None),
    ("search", "GET", "/api/v1/search?q=TSM&limit=12", None),
    ("search", "GET", "/api/v1/search?q=%E5%8D%8E%E4%B8%BA", None),
    ("expand", "GET", "/api/v1/entities/firm-huawei/expand?limit=25", None),
    ("expand", "GET", "/api/v1/entities/firm-tsmc/expand?limit=25", None),
    ("entity", "GET", "/api/v1/entities/firm-huawei", None),
    ("routes", "POST", "/api/v1/routes", TRACE),
)
WARM_ROUNDS = 3

Times = dict[str, list[float]]


def percentile(times: Sequence[float], share: float) -> float:
    """The time within which this share of the answers came, in ms."""
    ordered = sorted(times)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)


async def ask(client: httpx.AsyncClient, number: int, times: Times, errors: list[str], due: float) -> None:
    """Ask one question of the mix; its time counts from when it was due."""
    kind, method, path, body = QUESTIONS[number % len(QUESTIONS)]
    try:
        answer = await client.request(method, path, json=body)
    except httpx.HTTPError as error:
        errors.append(f"{kind}: {type(error).__name__}")
        return
    if answer.status_code != httpx.codes.OK:
        errors.append(f"{kind}: {answer.status_code}")
        return
    times[kind].append(1000 * (time.perf_counter() - due))


async def load(origin: str, rate: float, seconds: float) -> dict[str, object]:
    """Ask at a steady rate for so long; what came back, and how soon."""
    times: Times = defaultdict(list)
    errors: list[str] = []
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
    async with httpx.AsyncClient(base_url=origin, timeout=60, limits=limits) as client:
        for number in range(WARM_ROUNDS * len(QUESTIONS)):
            await ask(client, number, defaultdict(list), errors, time.perf_counter())
        begun = time.perf_counter()
        tasks = []
        for number in range(int(rate * seconds)):
            due = begun + number / rate
            if (rest := due - time.perf_counter()) > 0:
                await asyncio.sleep(rest)
            tasks.append(asyncio.create_task(ask(client, number, times, errors, due)))
        await asyncio.gather(*tasks)
        took = time.perf_counter() - begun
    answered = sum(map(len, times.values()))
    by_kind = {
        kind: {"answers": len(all_), "median_ms": round(statistics.median(all_), 1), "p95_ms": percentile(all_, 0.95)}
        for kind, all_ in sorted(times.items())
    }
    return {
        "asked_per_second": rate,
        "seconds": round(took, 1),
        "answered_per_second": round(answered / took, 1),
        "errors": sorted(set(errors)),
        "error_count": len(errors),
        "kinds": by_kind,
    }


def measure(home: str | None, rate: float, seconds: float) -> dict[str, object]:
    """Start the service, load it, stop it."""
    where = ["--home", home] if home else []
    command = [PROGRAM, *where, "serve", "--port", "0", "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://\S+(?=/ )", process.stdout.readline())
            assert found, "The service says no address. Load a graph first: chipgraph ingest"
            before = os.getloadavg()[0]
            return {**asyncio.run(load(found[0], rate, seconds)), "load_before": round(before, 1)}
        finally:
            process.kill()


def main() -> None:
    """Measure; print, and write where it is wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", help="the graph to serve; the default is that of chipgraph")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--rate", type=float, default=200)
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    told = {"processors": os.cpu_count(), "machine": platform.machine(), "python": platform.python_version()}
    text = json.dumps({**told, **measure(chosen.home, chosen.rate, chosen.seconds)}, indent=2)
    print(text)
    if chosen.out:
        chosen.out.write_text(f"{text}\n")


if __name__ == "__main__":
    main()
