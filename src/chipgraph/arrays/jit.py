"""Compiling loops over arrays with numba; imported only where the engine *jit* is in use.

Every module of kernels imports ``compiled`` from here, so that numba itself is loaded no sooner than the first kernel.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., object])


def compiled(function: F) -> F:
    """Compile a function at its first call, keep the code on disk, and let other threads run beside it."""
    return cast(F, numba.njit(cache=True, nogil=True, boundscheck=False)(function))


def inlined(function: F) -> F:
    """Compile a small function into its callers."""
    return cast(F, numba.njit(nogil=True, inline="always", boundscheck=False)(function))
