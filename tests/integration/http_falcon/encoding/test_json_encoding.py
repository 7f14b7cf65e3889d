from __future__ import annotations

import datetime as dt
import decimal
import json

import pytest

from mockhaus.domain import types
from mockhaus.domain.results import Row, Value
from mockhaus.domain.types import DataType, Kind, ResultColumn, fractional, number
from mockhaus_adapters.http_falcon.encoding import json_rows, sql_api_rows

MOMENT = dt.datetime(2024, 2, 29, 12, 0, 0, 123456)  # noqa: DTZ001
BEFORE = dt.datetime(1969, 12, 31, 23, 59, 58, 500000)  # noqa: DTZ001
INSTANT = MOMENT.replace(tzinfo=dt.UTC)
WEST = dt.timezone(dt.timedelta(minutes=-90))

CASES: tuple[tuple[DataType, Value, str], ...] = (
    (types.INTEGER, -42, "-42"),
    (types.INTEGER, 10**38 - 1, "9" * 38),
    (number(10, 2), decimal.Decimal("12.50"), "12.50"),
    (number(38, 37), decimal.Decimal("1E-37"), "0." + "0" * 36 + "1"),
    (types.FLOAT, 1.5, "1.5"),
    (types.FLOAT, 2.0, "2"),
    (types.FLOAT, float("inf"), "inf"),
    (types.FLOAT, float("nan"), "NaN"),
    (types.VARCHAR, 'ünï "☃"', 'ünï "☃"'),
    (types.VARCHAR, "", ""),
    (types.BINARY, b"\x00\xff", "00FF"),
    (types.BOOLEAN, True, "1"),
    (types.BOOLEAN, False, "0"),
    (types.DATE, dt.date(1970, 1, 2), "1"),
    (types.DATE, dt.date(1, 1, 1), "-719162"),
    (types.TIME, dt.time(1, 2, 3, 4), "3723.000004000"),
    (fractional(Kind.TIME, 3), dt.time(1, 2, 3, 4000), "3723.004"),
    (fractional(Kind.TIME, 0), dt.time(1, 2, 3), "3723"),
    (types.TIMESTAMP_NTZ, MOMENT, "1709208000.123456000"),
    (types.TIMESTAMP_NTZ, BEFORE, "-1.500000000"),
    (types.TIMESTAMP_LTZ, INSTANT, "1709208000.123456000"),
    (fractional(Kind.TIMESTAMP_LTZ, 0), INSTANT.replace(microsecond=0), "1709208000"),
    (types.TIMESTAMP_TZ, INSTANT.astimezone(WEST), "1709208000.123456000 1350"),
    (fractional(Kind.TIMESTAMP_TZ, 3), dt.datetime(1970, 1, 1, tzinfo=dt.UTC), "0.000 1440"),
    (types.VARIANT, '{"a":[1,{}],"b":null}', '{\n  "a": [\n    1,\n    {}\n  ],\n  "b": null\n}'),
    (types.ARRAY, "[1,undefined]", "[\n  1,\n  undefined\n]"),
    (types.VARIANT, '"x"', '"x"'),
    (types.NULL, None, ""),
)


@pytest.mark.parametrize(("data_type", "value", "text"), CASES, ids=[f"{case[0]} {case[2]}" for case in CASES])
def test_a_value_is_text_and_null_is_null(data_type: DataType, value: Value, text: str) -> None:
    columns = (ResultColumn("X", data_type),)
    expected = (text if value is not None else None,)
    assert json_rows.rows(columns, [(value,), (None,)]) == [expected, (None,)]


def test_a_fraction_finer_than_the_type_is_cut_towards_the_past() -> None:
    columns = (ResultColumn("X", fractional(Kind.TIMESTAMP_NTZ, 0)),)
    assert json_rows.rows(columns, [(MOMENT,), (BEFORE,)]) == [("1709208000",), ("-2",)]


def test_documents_are_compact_where_the_session_says_so() -> None:
    assert json_rows.rows((ResultColumn("X", types.VARIANT),), [("[1]",)], indent=0) == [("[1]",)]


def test_a_rowset_is_a_list_of_rows_and_a_chunk_is_the_rows_alone() -> None:
    columns = (ResultColumn("A", types.INTEGER), ResultColumn("B", types.VARCHAR))
    rows: list[Row] = [(1, "a"), (2, None)]
    assert json.loads(json_rows.rowset(columns, rows)) == [["1", "a"], ["2", None]]
    assert json_rows.chunk(columns, rows) == b'["1","a"],["2",null]'


def test_a_result_without_rows_is_an_empty_list() -> None:
    columns = (ResultColumn("A", types.INTEGER),)
    assert (json_rows.rows(columns, []), json_rows.rowset(columns, []), json_rows.chunk(columns, [])) == (
        [],
        b"[]",
        b"",
    )


# -- the SQL API


@pytest.mark.parametrize(
    ("data_type", "value", "text"),
    [
        (types.BOOLEAN, True, "true"),
        (types.BOOLEAN, False, "false"),
        (types.INTEGER, 5, "5"),
        (types.BINARY, b"\x00\xff", "00FF"),
        (types.DATE, dt.date(1970, 1, 2), "1"),
        (fractional(Kind.TIME, 0), dt.time(1, 2, 3), "3723.000000000"),
        (fractional(Kind.TIMESTAMP_NTZ, 3), MOMENT.replace(microsecond=0), "1709208000.000000000"),
        (fractional(Kind.TIMESTAMP_TZ, 0), INSTANT.replace(microsecond=0), "1709208000.000000000 1440"),
    ],
    ids=str,
)
def test_the_sql_api_has_forms_of_its_own(data_type: DataType, value: Value, text: str) -> None:
    assert sql_api_rows.rows((ResultColumn("X", data_type),), [(value,), (None,)]) == [(text,), (None,)]


@pytest.mark.parametrize("data_type", [types.VARCHAR, types.INTEGER, types.TIMESTAMP_TZ, types.VARIANT], ids=str)
def test_the_sql_api_writes_null_as_text_where_asked(data_type: DataType) -> None:
    assert sql_api_rows.rows((ResultColumn("X", data_type),), [(None,)], nullable=False) == [("null",)]


@pytest.mark.parametrize(
    ("data_type", "value", "formats", "text"),
    [
        (types.DATE, dt.date(2024, 2, 29), {"DATE_OUTPUT_FORMAT": "DD.MM.YYYY"}, "29.02.2024"),
        (types.TIME, dt.time(1, 2, 3), {"TIME_OUTPUT_FORMAT": "HH24:MI"}, "01:02"),
        (types.TIMESTAMP_NTZ, MOMENT, {"TIMESTAMP_NTZ_OUTPUT_FORMAT": "YYYY-MM-DD HH24:MI:SS.FF3"},
         "2024-02-29 12:00:00.123"),
        (types.TIMESTAMP_NTZ, MOMENT, {"TIMESTAMP_OUTPUT_FORMAT": "YYYY"}, "2024"),
        (types.TIMESTAMP_NTZ, MOMENT, {"TIMESTAMP_NTZ_OUTPUT_FORMAT": "MM", "TIMESTAMP_OUTPUT_FORMAT": "YYYY"}, "02"),
        (types.TIMESTAMP_LTZ, INSTANT, {"TIMESTAMP_LTZ_OUTPUT_FORMAT": "HH24:MI TZHTZM"}, "13:00 +0100"),
        (types.TIMESTAMP_TZ, INSTANT.astimezone(WEST), {"TIMESTAMP_TZ_OUTPUT_FORMAT": "HH24:MI TZH:TZM"},
         "10:30 -01:30"),
        (types.BINARY, b"\x00\xff", {"BINARY_OUTPUT_FORMAT": "BASE64"}, "AP8="),
        (types.DATE, dt.date(1970, 1, 2), {"TIMESTAMP_OUTPUT_FORMAT": "YYYY"}, "1"),
    ],
)  # fmt: skip
def test_the_sql_api_formats_what_the_request_gives_a_format_for(
    data_type: DataType, value: Value, formats: dict[str, str], text: str
) -> None:
    columns = (ResultColumn("X", data_type),)
    found = sql_api_rows.rows(columns, [(value,), (None,)], formats=formats, time_zone="Europe/Berlin")
    assert found == [(text,), (None,)]
