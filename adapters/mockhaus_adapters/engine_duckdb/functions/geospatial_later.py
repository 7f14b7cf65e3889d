"""Functions of a package that takes long to load, and so is loaded when one of them is first called."""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, Signature
from typing import Any

from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction

Loader = Callable[[], object]
"""Answers the module that has the functions."""


def columnar(load: Loader, name: str, python_name: str, arguments: tuple[str, ...], result: str) -> ScalarFunction:
    """A function of Arrow arrays."""

    def run(*columns: Any) -> Any:  # noqa: ANN401 - Arrow arrays
        return getattr(_loaded(load), python_name)(*columns)

    parameters = [Parameter(f"column_{place}", Parameter.POSITIONAL_ONLY) for place, _ in enumerate(arguments)]
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined] # the engine counts the parameters
    return ScalarFunction(name, run, arguments, result, columnar=True)


def _loaded(load: Loader) -> object:
    """The module; a whole Snowflake error where a library that it needs has no wheel for the machine."""
    try:
        return load()
    except ModuleNotFoundError as error:
        feature = f"this function of shapes without the Python package {error.name}"
        raise ValueError(f"000002 (0A000): Unsupported feature '{feature}'.") from error
