"""A plain engine connection with the function library, and queries run on it through the translation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pytest

from mockhaus.domain.catalog.physical import ROW_ID, relation, table_name
from mockhaus.translation.engine_types import storage_type
from mockhaus_adapters.engine_duckdb.library import install
from tests.fakes.names import DATABASE, StaticNames
from tests.unit.translation.translating import plan

Rows = list[tuple[Any, ...]]
Run = Callable[..., Rows]

TABLES = {
    "N": {"I": "INT", "D": "NUMBER(10,2)", "T": "VARCHAR", "W": "NUMBER(20,10)"},
    "L": {"ID": "INT", "NAME": "VARCHAR", "X": "INT"},
    "R": {"ID": "INT", "VALUE": "VARCHAR", "X": "INT"},
    "SALES": {"REGION": "VARCHAR", "QUARTER": "VARCHAR", "AMOUNT": "INT"},
    "WIDE": {"ID": "INT", "JAN": "INT", "FEB": "INT"},
    "DOCS": {"ID": "INT", "V": "VARIANT"},
    "CASES": {'"a"': "INT", "A": "INT"},
}
ROWS = {
    "N": "(1, 10.00, 'b', 1.5), (2, 2.50, 'a', 2.25), (NULL, NULL, NULL, NULL)",
    "L": "(1, 'one', 7), (2, 'two', 8), (3, 'three', 9)",
    "R": "(2, 'zwei', 8), (3, 'drei', 0), (4, 'vier', 1)",
    "SALES": "('N', 'Q1', 10), ('N', 'Q2', 20), ('S', 'Q1', 5), ('N', 'Q1', 1)",
    "WIDE": "(1, 10, 20), (2, NULL, 40)",
    "DOCS": "(1, '[1,2,3]'), (2, '[]'), (3, NULL)",
    "CASES": "(1, 2)",
}
NAMES = StaticNames(TABLES, {"EVENS": ("select id as n, name from l where id = 2", {"N": "INT", "NAME": "VARCHAR"})})


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        made.execute(f"ATTACH ':memory:' AS {DATABASE.attachment}")
        install(made)
        ids = f"{DATABASE.attachment}.main.row_ids"
        made.execute(f"CREATE SEQUENCE {ids}")
        for found in NAMES.tables():
            source = relation(DATABASE.attachment, table_name(found))
            columns = ", ".join(f'"{item.engine_name}" {storage_type(item.type)}' for item in found.columns)
            names = ", ".join(f'"{item.engine_name}"' for item in found.columns)
            made.execute(f"CREATE TABLE {source} ({ROW_ID} BIGINT DEFAULT nextval('{ids}'), {columns})")
            made.execute(f"INSERT INTO {source} ({names}) VALUES {ROWS[found.name]}")
        yield made


@pytest.fixture
def run(connection: duckdb.DuckDBPyConnection) -> Run:
    def execute(text: str, *, wide: bool = False) -> Rows:
        return connection.execute(plan(text, wide=wide, names=NAMES).sql).fetchall()

    return execute
