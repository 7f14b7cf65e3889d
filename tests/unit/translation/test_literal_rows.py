"""Long VALUES lists of plain literals: which ones are taken apart without tokens, and what is found in them."""

from __future__ import annotations

import pytest

from mockhaus.domain import types
from mockhaus.domain.statements import Insert, LiteralRows
from mockhaus.domain.types import DataType
from mockhaus.translation import literal_rows
from mockhaus.translation.parsing import parse

_MANY = 200


def literals(first: str, rest: str, head: str = "INSERT INTO t VALUES ") -> LiteralRows | None:
    found = literal_rows.cut(head + ", ".join([first, *([rest] * _MANY)]))
    return found[1] if found else None


@pytest.mark.parametrize(
    ("first", "rest", "expected"),
    [
        ("(1)", "( 200 )", types.number(3, nullable=False)),
        ("(-1.50)", "(007)", types.number(2, 1, nullable=False)),
        ("(0.25)", "(0)", types.number(3, 2, nullable=False)),
        ("(NULL)", "(12)", types.number(2)),
        ("('it''s')", "('')", types.varchar(4, nullable=False)),
        ("(null)", "('x')", types.varchar(types.MAX_VARCHAR)),
        ("(TRUE)", "(false)", types.BOOLEAN.with_nullable(False)),
        ("(NULL)", "(NULL)", types.NULL),
    ],
)
def test_a_column_has_the_type_that_its_literals_share(first: str, rest: str, expected: DataType) -> None:
    found = literals(first, rest + " " * 10)
    assert found is not None
    assert [column.type for column in found.columns] == [expected]


@pytest.mark.parametrize(
    ("first", "rest"),
    [
        ("(1)", "('x')"),
        ("(1)", "(TRUE)"),
        ("(1)", "(DEFAULT)"),
        ("(1)", "(1 + 1)"),
        ("(1)", "(1e2)"),
        ("(1)", "(.5)"),
        ("(1)", "(:1)"),
        ("('a')", r"('\n')"),
        ("('a')", "('\x1f')"),
        ("(1)", "(1, 2)"),
        ("(1)", "(1) -- comment\n"),
        ("(1)", "(99999999999999999999999999999999999999.5)"),
    ],
)
def test_other_lists_go_the_way_of_every_query(first: str, rest: str) -> None:
    assert literals(first, rest + " " * 10) is None


@pytest.mark.parametrize(
    "head",
    [
        "insert into t values ",
        'INSERT INTO db."s p".t$1 (a, "B") VALUES',
        "\n INSERT  OVERWRITE INTO t\n(a , b)\nVALUES\n",
    ],
)
def test_the_beginning_is_read_as_ever(head: str) -> None:
    row = "(1, 'a (b), ''c''')"
    statement = parse(head + ",".join([row] * _MANY) + ";")
    plain = parse(head + row)
    assert isinstance(statement, Insert)
    assert isinstance(plain, Insert)
    assert statement.literals is not None
    assert (statement.target, statement.columns, statement.overwrite) == (plain.target, plain.columns, plain.overwrite)
    assert statement.literals.columns[1].texts == "\x1f".join(["a (b), 'c'"] * _MANY)


@pytest.mark.parametrize("text", ["INSERT INTO t SELECT 1", "SELECT * FROM (VALUES {})", "INSERT INTO t VALUES {} x"])
def test_other_statements_are_left_alone(text: str) -> None:
    assert literal_rows.cut(text.replace("{}", ", ".join(["(1)"] * 1_000))) is None
