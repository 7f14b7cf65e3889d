"""What a Python function in the engine is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ScalarFunction:
    """A Python function in the engine: engine types in, one out. NULLs reach it as None."""

    name: str
    implementation: Callable[..., Any]
    arguments: tuple[str, ...]
    result: str
    volatile: bool = False
    """Whether it answers something else each time, so that it must be called for each row."""
    columnar: bool = False
    """Whether it is called with Arrow arrays, a whole chunk of rows at once, and answers one of the same length."""
