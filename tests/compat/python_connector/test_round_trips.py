"""Whatever value goes in by way of the connector comes out the same, in either format of results."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from conftest import MAJOR
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

Connect = Callable[..., Any]
_SETTINGS = settings(
    phases=[Phase.explicit, Phase.generate],
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
_ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))
# The connector binds a moment as a fraction of 64 bits: far ones lose a microsecond on their way to the server.
_MOMENTS = st.datetimes(
    dt.datetime.fromisoformat("1700-01-01"), dt.datetime.fromisoformat("2200-01-01")
) | st.datetimes(dt.datetime.fromisoformat("0001-01-02"), dt.datetime.fromisoformat("9999-12-30")).map(
    lambda moment: moment.replace(microsecond=0)
)
_INTEGERS = st.integers(1 - 10**38, 10**38 - 1) | st.integers(-300, 300) | st.integers(-(2**64), 2**64)
_DECIMALS = st.integers(1 - 10**38, 10**38 - 1).map(
    lambda number: Decimal((int(number < 0), tuple(map(int, str(abs(number)))), -10))
)
_FLOATS = st.floats(allow_nan=False, allow_infinity=False)
_TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "NUMBER(38, 0)": _INTEGERS,
    "NUMBER(38, 10)": _DECIMALS,
    "FLOAT": _FLOATS,
    "VARCHAR": _TEXTS,
    "BOOLEAN": st.booleans(),
    "BINARY": st.binary(max_size=20),
    "DATE": st.dates(),
    "TIME": st.times(),
    "TIMESTAMP_NTZ": _MOMENTS,
}
_COLUMNS = ", ".join(f"c{place} {name}" for place, name in enumerate(_VALUES))
_MARKS = ", ".join("?" * len(_VALUES))
_ROW = st.tuples(*(st.none() | values for values in _VALUES.values()))
# Version 4 binds a column of many rows as text where some of them are NULL: counts of time are then read by their size.
_TIMES = ("DATE", "TIME", "TIMESTAMP_NTZ")
_ROW_AT_ONCE = st.tuples(*(values if name in _TIMES else st.none() | values for name, values in _VALUES.items()))
_ZONED = st.builds(lambda moment, zone: moment.replace(tzinfo=zone), _MOMENTS, _ZONES)


@pytest.fixture(scope="module", params=["ARROW", "JSON"])
def cursor(connect: Connect, database: str, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A cursor whose values are bound by the server, and whose results have one format."""
    parameters = {"PYTHON_CONNECTOR_QUERY_RESULT_FORMAT": request.param, "TIMEZONE": "Asia/Kathmandu"}
    options = {"database": database, "schema": "PUBLIC", "paramstyle": "qmark"}
    with connect(**options, session_parameters=parameters) as connection, connection.cursor() as found:
        yield found


@pytest.fixture(scope="module", params=["ARROW", "JSON"])
def literal_cursor(connect: Connect, database: str, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A cursor whose values are written into the text by the connector."""
    parameters = {"PYTHON_CONNECTOR_QUERY_RESULT_FORMAT": request.param}
    with connect(database=database, schema="PUBLIC", session_parameters=parameters) as connection:
        yield connection.cursor()


def rows(cursor: Any, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    return list(cursor.execute(sql, *values).fetchall())


@_SETTINGS
@given(given_rows=st.lists(_ROW, min_size=1, max_size=20))
def test_rows_bound_one_by_one_come_back(cursor: Any, given_rows: list[tuple[Any, ...]]) -> None:
    cursor.execute(f"CREATE OR REPLACE TEMPORARY TABLE bound (place INT, {_COLUMNS})")
    for place, row in enumerate(given_rows[:4]):
        cursor.execute(f"INSERT INTO bound VALUES (?, {_MARKS})", (place, *row))
    assert [row[1:] for row in rows(cursor, "SELECT * FROM bound ORDER BY place")] == given_rows[:4]


@_SETTINGS
@given(given_rows=st.lists(_ROW_AT_ONCE, min_size=1, max_size=30))
def test_rows_bound_at_once_come_back(cursor: Any, given_rows: list[tuple[Any, ...]]) -> None:
    cursor.execute(f"CREATE OR REPLACE TEMPORARY TABLE bound (place INT, {_COLUMNS})")
    cursor.executemany(
        f"INSERT INTO bound VALUES (?, {_MARKS})", [(place, *row) for place, row in enumerate(given_rows)]
    )
    assert [row[1:] for row in rows(cursor, "SELECT * FROM bound ORDER BY place")] == given_rows


@_SETTINGS
@given(moments=st.lists(_ZONED, min_size=1, max_size=5))
def test_zoned_moments_come_back_with_their_offsets(cursor: Any, moments: list[dt.datetime]) -> None:
    for moment in moments:
        bound = ("TIMESTAMP_TZ", moment)
        ((found, local),) = rows(cursor, "SELECT ?::TIMESTAMP_TZ, ?::TIMESTAMP_TZ::TIMESTAMP_LTZ", (bound, bound))
        assert found == local == moment
        assert MAJOR > 4 or found.utcoffset() == moment.utcoffset()  # version 5 binds no offset
        ((written,),) = rows(cursor, "SELECT ?::TIMESTAMP_TZ", (moment.isoformat(" "),))
        assert (written, written.utcoffset()) == (moment, moment.utcoffset())


@_SETTINGS
@given(given_rows=st.lists(_ROW, min_size=1, max_size=10))
def test_rows_written_as_literals_come_back(literal_cursor: Any, given_rows: list[tuple[Any, ...]]) -> None:
    literal_cursor.execute(f"CREATE OR REPLACE TEMPORARY TABLE written (place INT, {_COLUMNS})")
    marks = ", ".join(["%s"] * (len(_VALUES) + 1))
    literal_cursor.executemany(
        f"INSERT INTO written VALUES ({marks})", [(place, *row) for place, row in enumerate(given_rows)]
    )
    assert [row[1:] for row in rows(literal_cursor, "SELECT * FROM written ORDER BY place")] == given_rows


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan, 5e-324, -0.0])
def test_the_ends_of_floats_come_back(cursor: Any, value: float) -> None:
    ((found,),) = rows(cursor, "SELECT ?::FLOAT", (value,))
    assert repr(found) == repr(value) or (found == value == 0)


_DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=6,
)


@_SETTINGS
@given(documents=st.lists(_DOCUMENTS, min_size=1, max_size=6))
def test_documents_come_back(cursor: Any, documents: list[Any]) -> None:
    for document in documents:
        ((found,),) = rows(cursor, "SELECT TO_VARIANT(PARSE_JSON(?))", (json.dumps(document),))
        assert json.loads(found) == document
