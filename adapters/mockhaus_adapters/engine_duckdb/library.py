"""Mockhaus's function library inside DuckDB: macros from `macros/*.sql` and Python functions from `functions`.

They live in an in-memory database of their own, attached beside the users'. A session reaches them through its
search path, which must hold `mockhaus.main`.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

import duckdb
from duckdb.func import FunctionNullHandling, PythonUDFType

from mockhaus_adapters.engine_duckdb.files import transaction
from mockhaus_adapters.engine_duckdb.functions import SCALAR_FUNCTIONS

SEARCH_PATH = "mockhaus.main"


def install(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the library; once for each DuckDB instance, before the first session."""
    connection.execute("ATTACH ':memory:' AS mockhaus")
    connection.execute(f"SET search_path = '{SEARCH_PATH}'")
    types = {name: connection.sqltype(name) for name in _type_names()}  # reading a name each time takes longer
    for function in SCALAR_FUNCTIONS:
        connection.create_function(
            function.name,
            function.implementation,
            [types[argument] for argument in function.arguments],
            types[function.result],
            type=PythonUDFType.ARROW if function.columnar else PythonUDFType.NATIVE,
            null_handling=FunctionNullHandling.SPECIAL,
            side_effects=function.volatile,
        )
    with transaction(connection):  # one for each statement takes longer
        for script in _scripts():
            for statement in connection.extract_statements(script):
                connection.execute(statement)


def _type_names() -> set[str]:
    return {name for function in SCALAR_FUNCTIONS for name in (*function.arguments, function.result)}


def _scripts() -> Iterator[str]:
    folder = files("mockhaus_adapters.engine_duckdb").joinpath("macros")
    for script in sorted(folder.iterdir(), key=lambda item: item.name):
        if script.name.endswith(".sql"):
            yield script.read_text(encoding="utf-8")
