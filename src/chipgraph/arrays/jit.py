"""Compiling loops over arrays with numba; imported only where the engine *jit* is in use.

Every module of kernels imports its decorators from here, so that numba itself is loaded no sooner than the first kernel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., object])


def _compile(function: F, options: Mapping[str, bool]) -> F:
    decorate = cast(Callable[..., Callable[[F], F]], numba.njit)
    return decorate(**options)(function)


def compiled(function: F) -> F:
    """Compile a function that Python calls: at its first call, kept on disk, and other threads run beside it."""
    return _compile(function, {"cache": True, "nogil": True, "no_cfunc_wrapper": True})


def inner(function: F) -> F:
    """Compile a function that only compiled ones call.

    It needs no way in from Python, which halves the compiling, and counts no references, because it makes no array: counting
    them for the thirty arrays of a graph took longer than the work of most functions.
    """
    options = {"nogil": True, "no_cfunc_wrapper": True, "no_cpython_wrapper": True, "_nrt": False}
    return _compile(function, options)
