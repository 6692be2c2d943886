"""The machine that a comparison ran on: what it is, how busy it was, and how fast its memory is."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

import numpy as np

SIZE = 1 << 28
"""Bytes of the arrays: far more than any cache."""
LINES = 1 << 22
PACKAGES = ("numpy", "numba", "networkx", "rustworkx", "duckdb", "pyoxigraph", "neo4j")


def machine() -> dict[str, object]:
    """Describe it."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return {
        "cpu": next((line.split(":")[1].strip() for line in lines if "model name" in line), ""),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "load_at_start": round(os.getloadavg()[0], 1),
    }


def limits() -> dict[str, float]:
    """Measure one thread: reading in order, copying, and independent random lines of 64 bytes; the best of three."""
    values = np.ones(SIZE // 8)
    copy = np.empty_like(values)
    at = np.random.default_rng(0).integers(0, SIZE // 64, LINES) * 8
    spent: dict[str, list[float]] = {"read": [], "copy": [], "lines": []}
    for _ in range(3):
        for name, work in (
            ("read", lambda: values.sum()),
            ("copy", lambda: np.copyto(copy, values)),
            ("lines", lambda: values[at].sum()),
        ):
            began = perf_counter()
            work()
            spent[name].append(perf_counter() - began)
    return {
        "read_gb_per_s": round(SIZE / min(spent["read"]) / 1e9, 1),
        "copy_gb_per_s": round(2 * SIZE / min(spent["copy"]) / 1e9, 1),
        "random_lines_per_us": round(LINES / min(spent["lines"]) / 1e6, 1),
    }
