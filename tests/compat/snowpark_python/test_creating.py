"""Frames that are made of what the program has."""

from __future__ import annotations

import datetime as dt
import decimal
import json
from typing import Any

import pandas as pd
import pytest
from snowflake.snowpark import Row, Session
from snowflake.snowpark import types as T  # noqa: N812 - as its guide writes it

MOMENT = dt.datetime.fromisoformat("2024-02-29T13:14:15.123456")


def rows(frame: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in frame.collect()]


def test_lists_of_values_are_frames(session: Session) -> None:
    frame = session.create_dataframe([[1, "a"], [2, None]], schema=["n", "s"])
    assert frame.columns == ["N", "S"]
    assert sorted(rows(frame)) == [(1, "a"), (2, None)]
    assert rows(session.create_dataframe([3, 4]).sort("_1")) == [(3,), (4,)]
    assert rows(session.create_dataframe([Row(a=1, b=2)])) == [(1, 2)]
    assert session.create_dataframe([{"x": 1, "y": "z"}]).columns == ["X", "Y"]
    assert rows(session.create_dataframe([], schema=T.StructType([T.StructField("n", T.IntegerType())]))) == []


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (T.IntegerType(), 42),
        (T.LongType(), 2**62),
        (T.ShortType(), -1),
        (T.ByteType(), 1),
        (T.FloatType(), 1.5),
        (T.DoubleType(), -1e100),
        (T.DecimalType(10, 2), decimal.Decimal("12.34")),
        (T.StringType(), "it's \\ grüß 🦆"),
        (T.StringType(5), "five"),
        (T.BooleanType(), True),
        (T.BinaryType(), b"\x00\xff"),
        (T.DateType(), dt.date(2024, 2, 29)),
        (T.TimeType(), dt.time(1, 2, 3, 456)),
        (T.TimestampType(T.TimestampTimeZone.NTZ), MOMENT),
        (T.TimestampType(T.TimestampTimeZone.TZ), MOMENT.replace(tzinfo=dt.timezone(dt.timedelta(hours=2)))),
        (T.TimestampType(T.TimestampTimeZone.LTZ), MOMENT.replace(tzinfo=dt.UTC)),
    ],
    ids=lambda found: str(found) if isinstance(found, T.DataType) else "",
)
def test_a_value_comes_back_as_it_went(session: Session, kind: T.DataType, value: Any) -> None:
    schema = T.StructType([T.StructField("id", T.IntegerType()), T.StructField("v", kind)])
    frame = session.create_dataframe([[1, value], [2, None]], schema=schema).sort("id")
    assert [row[1] for row in frame.collect()] == [value, None]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (T.VariantType(), {"a": [1, None, "x"]}),
        (T.ArrayType(), [1, "two", None]),
        (T.MapType(), {"k": "v"}),
    ],
    ids=str,
)
def test_a_semi_structured_value_comes_back_as_json(session: Session, kind: T.DataType, value: Any) -> None:
    frame = session.create_dataframe([[value]], schema=T.StructType([T.StructField("v", kind)]))
    assert json.loads(frame.collect()[0][0]) == value


def test_the_schema_of_a_frame_is_known(session: Session) -> None:
    frame = session.sql(
        "SELECT 1::NUMBER(5,0) AS n, 1.5::NUMBER(5,2) AS d, 1::FLOAT AS f, 'a'::VARCHAR(3) AS s, TRUE AS b, "
        "'2024-01-01'::DATE AS day, '01:02'::TIME AS t, '2024-01-01'::TIMESTAMP_NTZ AS ntz, PARSE_JSON('1') AS v, "
        "ARRAY_CONSTRUCT() AS a, OBJECT_CONSTRUCT() AS o, TO_BINARY('00') AS y"
    )
    kinds = {field.name: field.datatype for field in frame.schema.fields}
    assert kinds == {
        "N": T.LongType(),
        "D": T.DecimalType(5, 2),
        "F": T.DoubleType(),
        "S": T.StringType(3),
        "B": T.BooleanType(),
        "DAY": T.DateType(),
        "T": T.TimeType(),
        "NTZ": T.TimestampType(T.TimestampTimeZone.NTZ),
        "V": T.VariantType(),
        "A": T.ArrayType(T.StringType()),
        "O": T.MapType(T.StringType(), T.StringType()),
        "Y": T.BinaryType(),
    }


def test_a_frame_of_many_rows_is_bound(session: Session) -> None:
    frame = session.create_dataframe([[n, f"s{n}"] for n in range(2000)], schema=["n", "s"])
    assert frame.count() == 2000
    assert frame.filter("n >= 1998").sort("n").collect()[0]["S"] == "s1998"


def test_pandas_is_a_frame(session: Session) -> None:
    source = pd.DataFrame(
        {"N": [1, 2], "S": ["a", None], "F": [1.5, float("nan")], "D": pd.to_datetime(["2024-01-01"] * 2)}
    )
    found = session.create_dataframe(source).sort("N").to_pandas()
    assert found["N"].tolist() == [1, 2]
    assert found["S"].tolist() == ["a", None]
    assert found["F"][0] == 1.5
    assert pd.Timestamp(found["D"][0]) == pd.Timestamp("2024-01-01")


def test_pandas_is_written_to_a_table(session: Session) -> None:
    source = pd.DataFrame({"ID": [1, 2, 3], "NAME": ["a", "b", None]})
    table = session.write_pandas(source, "WRITTEN", auto_create_table=True, overwrite=True)
    assert table.count() == 3
    session.write_pandas(source, "WRITTEN")
    assert session.table("WRITTEN").count() == 6
    session.write_pandas(source.rename(columns=str.lower), "quoted", auto_create_table=True, table_type="temp")
    assert session.table('"quoted"').columns == ['"id"', '"name"']


def test_moments_of_pandas_are_written(session: Session) -> None:
    moments = pd.Series(pd.to_datetime(["2024-01-01 10:00"]))
    source = pd.DataFrame({"PLAIN": moments, "ZONED": moments.dt.tz_localize("UTC")})
    session.sql("CREATE OR REPLACE TABLE moments (plain TIMESTAMP_NTZ, zoned TIMESTAMP_LTZ)").collect()
    (found,) = rows(session.write_pandas(source, "MOMENTS", use_logical_type=True))
    assert found[0] == dt.datetime.fromisoformat("2024-01-01T10:00:00")
    assert found[1] == dt.datetime.fromisoformat("2024-01-01T10:00:00+00:00")


def test_ranges_and_generators_are_frames(session: Session) -> None:
    from snowflake.snowpark import functions as F  # noqa: N812 - as its guide writes it

    assert rows(session.range(3).sort("id")) == [(0,), (1,), (2,)]
    assert rows(session.range(1, 10, 4).sort("id")) == [(1,), (5,), (9,)]
    assert session.generator(F.seq4(0).as_("n"), F.uniform(1, 5, F.random()).as_("u"), rowcount=7).count() == 7


def test_a_table_function_is_a_frame(session: Session) -> None:
    from snowflake.snowpark.functions import lit, parse_json

    frame = session.table_function("split_to_table", lit("a,b"), lit(",")).select("value")
    assert rows(frame.sort("value")) == [("a",), ("b",)]
    flat = session.flatten(parse_json(lit("[10, 20]"))).select("index", "value")
    assert sorted(rows(flat)) == [(0, "10"), (1, "20")]
