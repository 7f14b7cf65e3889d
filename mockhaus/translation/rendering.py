"""The text of engine SQL."""

from __future__ import annotations

from sqlglot import ErrorLevel, exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import UnsupportedError

from mockhaus.domain.errors import unsupported

_ENGINE = DuckDB()


def engine_sql(node: exp.Expr) -> str:
    """A translated tree as text. The tree may be changed by it; comments are left out."""
    try:
        return str(
            _ENGINE.generate(
                node,
                copy=False,
                comments=False,
                normalize_functions=False,
                unsupported_level=ErrorLevel.RAISE,
            )
        )
    except UnsupportedError as error:
        raise unsupported("this form of expression") from error
