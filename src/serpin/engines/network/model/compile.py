"""Compiles functions on numbers to machine code, once for each machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Return the machine code of a function; it is kept beside the module and runs without the interpreter lock."""
    return cast(Function, njit(cache=True, nogil=True)(function))
