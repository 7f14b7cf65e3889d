"""Columns of every type: made by SQLAlchemy, filled, read, and described."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import json
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from conftest import MAJOR
from snowflake.sqlalchemy import (
    ARRAY,
    BYTEINT,
    DOUBLE,
    OBJECT,
    STRING,
    TIMESTAMP_LTZ,
    TIMESTAMP_NTZ,
    TIMESTAMP_TZ,
    TINYINT,
    VARBINARY,
    VARIANT,
)
from sqlalchemy import Column, Connection, Engine, MetaData, Table, func, insert, inspect, select

MOMENT = dt.datetime.fromisoformat("2024-02-29T13:14:15.123456")


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (sa.Integer(), 42),
        (sa.SmallInteger(), -5),
        (sa.BigInteger(), 2**63 - 1),
        (TINYINT(), 1),
        (BYTEINT(), 1),
        (sa.Numeric(10, 2), decimal.Decimal("12345678.90")),
        (sa.Numeric(18, 0), -(10**17)),
        pytest.param(
            sa.Numeric(30, 0),
            10**29,
            marks=pytest.mark.xfail(strict=True, reason="a transaction does not widen the integers of a table"),
        ),
        (sa.Float(), 1.5),
        (DOUBLE(), -1e100),
        (sa.REAL(), 0.25),
        (sa.Boolean(), True),
        (sa.String(), "grüß 🦆 'dich'"),
        (sa.String(10), "ten signs"),
        (STRING(20), "twenty"),
        (sa.Text(), "a\nb\\c%"),
        (sa.Unicode(30), "ñandú"),
        (sa.CHAR(3), "abc"),
        (sa.LargeBinary(), b"\x00\xff"),
        (VARBINARY(), b"abc"),
        (sa.Date(), dt.date(1582, 10, 15)),
        (sa.Time(), dt.time(23, 59, 59, 999999)),
        (sa.DateTime(), MOMENT),
        (sa.TIMESTAMP(), MOMENT),
        (TIMESTAMP_NTZ(), MOMENT),
        (TIMESTAMP_LTZ(), MOMENT.replace(tzinfo=dt.UTC)),
        (TIMESTAMP_TZ(), MOMENT.replace(tzinfo=dt.timezone(dt.timedelta(hours=5, minutes=30)))),
        (sa.Enum(Colour), Colour.BLUE),
        (sa.Uuid(), uuid.UUID("12345678-1234-5678-1234-567812345678")),
    ],
    ids=lambda found: repr(found) if isinstance(found, sa.types.TypeEngine) else "",
)
def test_a_value_comes_back_as_it_went(connection: Connection, metadata: MetaData, kind: Any, value: Any) -> None:
    table = Table("held", metadata, Column("id", sa.Integer), Column("v", kind))
    metadata.create_all(connection)
    connection.execute(insert(table), [{"id": 1, "v": value}, {"id": 2, "v": None}])
    assert connection.scalars(select(table.c.v).order_by(table.c.id)).all() == [value, None]
    assert connection.scalar(select(table.c.id).where(table.c.v == value)) == 1
    connection.commit()


def test_semi_structured_values_are_made_by_selects(connection: Connection, metadata: MetaData) -> None:
    table = Table("documents", metadata, Column("v", VARIANT), Column("o", OBJECT), Column("a", ARRAY))
    metadata.create_all(connection)
    made = select(
        func.parse_json('{"a": [1, 2.5, null]}'), func.object_construct("k", 1), func.array_construct(1, "two")
    )
    connection.execute(table.insert().from_select(["v", "o", "a"], made))
    found = connection.execute(select(table.c.v, table.c.o, table.c.a)).one()
    assert [each if not isinstance(each, str) else json.loads(each) for each in found] == [
        {"a": [1, 2.5, None]},
        {"k": 1},
        [1, "two"],
    ]


def test_parts_of_a_variant_are_selected(connection: Connection, metadata: MetaData) -> None:
    table = Table("parts", metadata, Column("v", VARIANT))
    metadata.create_all(connection)
    connection.execute(table.insert().from_select(["v"], select(func.parse_json('{"a": {"b": [10, 20]}}'))))
    path = table.c.v["a"]["b"][1] if MAJOR > 1 else func.get_path(table.c.v, "a.b[1]")
    assert connection.scalar(select(sa.cast(path, sa.Integer))) == 20


def test_types_are_declared_as_snowflake_names_them(engine: Engine, metadata: MetaData) -> None:
    Table(
        "declared",
        metadata,
        Column("i", sa.Integer),
        Column("n", sa.Numeric(12, 3)),
        Column("s", sa.String(7)),
        Column("f", sa.Float),
        Column("b", sa.Boolean),
        Column("d", sa.Date),
        Column("t", sa.Time),
        Column("ntz", TIMESTAMP_NTZ),
        Column("tz", TIMESTAMP_TZ),
        Column("ltz", TIMESTAMP_LTZ),
        Column("y", sa.LargeBinary),
        Column("v", VARIANT),
        Column("o", OBJECT),
        Column("a", ARRAY),
    )
    metadata.create_all(engine)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("DESCRIBE TABLE declared").all()
    assert [row[1] for row in rows] == [
        "NUMBER(38,0)",
        "NUMBER(12,3)",
        "VARCHAR(7)",
        "FLOAT",
        "BOOLEAN",
        "DATE",
        "TIME(9)",
        "TIMESTAMP_NTZ(9)",
        "TIMESTAMP_TZ(9)",
        "TIMESTAMP_LTZ(9)",
        "BINARY(8388608)",
        "VARIANT",
        "OBJECT",
        "ARRAY",
    ]
    kinds = [type(each["type"]).__name__ for each in inspect(engine).get_columns("declared")]
    assert kinds == [
        "_CUSTOM_DECIMAL",
        "_CUSTOM_DECIMAL",
        "VARCHAR",
        "FLOAT",
        "BOOLEAN",
        "DATE",
        "TIME",
        "TIMESTAMP_NTZ",
        "TIMESTAMP_TZ",
        "TIMESTAMP_LTZ",
        "BINARY",
        "VARIANT",
        "OBJECT",
        "ARRAY",
    ]


def test_a_decimal_keeps_its_scale(connection: Connection) -> None:
    assert connection.scalar(select(sa.cast("1.10", sa.Numeric(5, 2)))) == decimal.Decimal("1.10")
    assert str(connection.scalar(select(sa.cast("1.1", sa.Numeric(5, 2))))) == "1.10"


def test_division_of_integers_is_true_division(connection: Connection) -> None:
    table = sa.values(Column("n", sa.Integer), name="v").data([(7,)])
    assert float(connection.scalar(select(table.c.n / 2))) == 3.5
    assert connection.scalar(select(table.c.n // 2)) == 3
