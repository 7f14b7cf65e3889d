"""Functions of a package that takes long to load, and so is loaded when one of them is first called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction

Loader = Callable[[], object]
"""Answers the module that has the functions."""

_Function = Callable[..., Any]


def columnar(load: Loader, name: str, python_name: str, arguments: tuple[str, ...], result: str) -> ScalarFunction:
    """A function of Arrow arrays, up to three of them."""

    def run(*columns: Any) -> Any:  # noqa: ANN401 - Arrow arrays
        return getattr(load(), python_name)(*columns)

    return ScalarFunction(name, _with_parameters(run, len(arguments)), arguments, result, columnar=True)


def _with_parameters(run: _Function, number: int) -> _Function:
    """The function with so many parameters, which the engine counts."""

    def of_one(first: Any) -> Any:  # noqa: ANN401 - as above
        return run(first)

    def of_two(first: Any, second: Any) -> Any:  # noqa: ANN401 - as above
        return run(first, second)

    def of_three(first: Any, second: Any, third: Any) -> Any:  # noqa: ANN401 - as above
        return run(first, second, third)

    return (of_one, of_two, of_three)[number - 1]
