"""Which INSERTs take many rows of values at once, and the types that their values are for."""

from __future__ import annotations

import pytest

from mockhaus.domain.statements import Insert
from mockhaus.domain.types import VARCHAR, number, varchar
from mockhaus.translation.dml.array_rows import bind_types, takes_rows
from mockhaus.translation.parsing import parse
from tests.unit.translation.translating import context


def insert(text: str) -> Insert:
    statement = parse(text)
    assert isinstance(statement, Insert)
    return statement


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO t VALUES (?, ?)",
        "INSERT INTO t (a, c) VALUES (:1 + 1, UPPER(:2))",
        "INSERT INTO t (a, b) VALUES (?, DEFAULT)",
        "INSERT INTO t (a) SELECT column1 FROM VALUES (?)",
        "INSERT INTO t (a, b) SELECT * FROM VALUES (?, ?)",
        "INSERT INTO t (a, b) VALUES (?, RANDOM())",
    ],
)
def test_a_run_that_adds_one_row_is_done_at_once(text: str) -> None:
    assert takes_rows(insert(text))


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO t (a) VALUES (1)",
        "INSERT INTO t (a) VALUES (?), (?)",
        "INSERT OVERWRITE INTO t (a) VALUES (?)",
        "INSERT INTO t (a) SELECT a FROM u WHERE a = ?",
        "INSERT INTO t (a) SELECT ? WHERE ? > 0",
        "INSERT INTO t (a, v) SELECT ?, PARSE_JSON(?)",
        "INSERT INTO t (a) SELECT (SELECT ?)",
        "INSERT INTO t (a) SELECT DISTINCT ?",
        "INSERT INTO t (a) SELECT ? LIMIT 1",
        "INSERT INTO t (a) SELECT ? UNION ALL SELECT ?",
        "INSERT INTO t (a) SELECT column1 FROM VALUES (?), (?)",
        "INSERT INTO t (a) SELECT column1 + ? FROM VALUES (?)",
        "INSERT INTO t (a) SELECT COUNT(column1) FROM VALUES (?)",
        "INSERT INTO t (a, b) VALUES (?, SEQ4())",
        "INSERT INTO t (a, b) SELECT ?, SEQ8()",
        "INSERT INTO t (a, b) VALUES (?, RANDOM(7))",
        "INSERT INTO t (a) SELECT ? + column1 FROM VALUES (1)",
        "INSERT INTO t SELECT *, ? FROM VALUES (1)",
    ],
)
def test_any_other_insert_has_to_run_row_by_row(text: str) -> None:
    assert not takes_rows(insert(text))


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO t (b, c, a) VALUES (?, ?, ? + 1)",
        "INSERT INTO t (b, c, a) VALUES (:1, :2, UPPER(:3))",
        "INSERT INTO t (b, c, a) SELECT ?, ? AS x, TO_NUMBER(?)",
    ],
)
def test_a_value_s_type_is_its_column_s_or_that_of_a_text(text: str) -> None:
    assert bind_types(insert(text), context(), 3) == (number(10, 2), varchar(10), VARCHAR)


def test_without_a_list_the_columns_are_the_table_s() -> None:
    assert bind_types(insert("INSERT INTO t VALUES (?, ?)"), context(), 2) == (number(38), number(10, 2))
