"""The DB-API: cursors, rows, descriptions, binds and errors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
import snowflake.connector
from conftest import MAJOR
from snowflake.connector import DictCursor
from snowflake.connector.errors import DatabaseError, IntegrityError, ProgrammingError

Connect = Callable[..., Any]


def rows(cursor: Any, sql: str, *arguments: Any) -> list[tuple[Any, ...]]:
    return list(cursor.execute(sql, *arguments).fetchall())


@pytest.fixture
def numbers(cursor: Any) -> str:
    cursor.execute("CREATE OR REPLACE TEMPORARY TABLE numbers (n INT, s VARCHAR(10))")
    cursor.execute(
        "INSERT INTO numbers SELECT ROW_NUMBER() OVER (ORDER BY SEQ4()), 'x' FROM TABLE(GENERATOR(ROWCOUNT => 10))"
    )
    return "SELECT n FROM numbers ORDER BY n"


@pytest.fixture(params=["qmark", "numeric"])
def style(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def bound(connect: Connect, database: str, style: str) -> Iterator[Any]:
    """A cursor of a connection whose parameters are bound by the server."""
    with connect(database=database, schema="PUBLIC", paramstyle=style) as connection:
        yield connection.cursor()


def marked(style: str, sql: str) -> str:
    """A text with the placeholders `{1}`, `{2}` … in a style."""
    places = range(1, 6)
    return sql.format("", *("?" if style == "qmark" else f":{place}" for place in places))


def test_rows_are_fetched_one_by_one_in_parts_and_all(cursor: Any, numbers: str) -> None:
    cursor.execute(numbers)

    assert cursor.fetchone() == (1,)
    assert cursor.fetchmany(3) == [(2,), (3,), (4,)]
    cursor.arraysize = 2
    assert cursor.fetchmany() == [(5,), (6,)]
    assert cursor.fetchall() == [(7,), (8,), (9,), (10,)]
    assert cursor.fetchone() is None
    assert cursor.fetchall() == []


def test_cursors_are_iterated(cursor: Any, numbers: str) -> None:
    assert [row[0] for row in cursor.execute(numbers)] == list(range(1, 11))


def test_rows_may_be_dictionaries(connection: Any) -> None:
    with connection.cursor(DictCursor) as cursor:
        cursor.execute('SELECT 1 AS one, NULL AS "None", \'x\' AS "Two words"')
        assert cursor.fetchall() == [{"ONE": 1, "None": None, "Two words": "x"}]


def test_rowcount_tells_rows_found_or_changed(cursor: Any, numbers: str) -> None:
    assert cursor.execute(numbers).rowcount == 10
    assert cursor.execute("SELECT 1 WHERE FALSE").rowcount == 0
    assert cursor.execute("INSERT INTO numbers VALUES (11, 'a'), (12, 'b')").rowcount == 2
    assert cursor.execute("UPDATE numbers SET s = 'y' WHERE n > 10").rowcount == 2
    assert cursor.execute("DELETE FROM numbers WHERE n > 9").rowcount == 3
    merge = (
        "MERGE INTO numbers USING (SELECT 9 AS n UNION ALL SELECT 20) AS given ON numbers.n = given.n"
        " WHEN MATCHED THEN UPDATE SET s = 'z' WHEN NOT MATCHED THEN INSERT VALUES (given.n, 'new')"
    )
    assert cursor.execute(merge).rowcount == 2
    assert rows(cursor, "SELECT * FROM numbers WHERE n > 8 ORDER BY n") == [(9, "z"), (20, "new")]


def test_a_changed_table_answers_the_counts(cursor: Any, numbers: str) -> None:
    assert rows(cursor, "UPDATE numbers SET s = 'y' WHERE n > 7") == [(3, 0)]
    assert [column.name for column in cursor.description] == [
        "number of rows updated",
        "number of multi-joined rows updated",
    ]
    assert rows(cursor, "DELETE FROM numbers WHERE n = 1") == [(1,)]
    assert rows(cursor, "INSERT INTO numbers VALUES (1, 'x')") == [(1,)]


def test_description_tells_the_columns(cursor: Any) -> None:
    cursor.execute(
        """CREATE OR REPLACE TEMPORARY TABLE typed (
            n NUMBER(10, 2) NOT NULL, f FLOAT, s VARCHAR(7), d DATE, v VARIANT, l TIMESTAMP_LTZ(3), z TIMESTAMP_TZ,
            t TIMESTAMP_NTZ(0), o OBJECT, a ARRAY, b BINARY(5), c TIME(6), q BOOLEAN)"""
    )

    cursor.execute("SELECT * FROM typed")

    codes = {column.name: column.type_code for column in cursor.description}
    assert codes == dict(zip("NFSDVLZTOABCQ", (0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13), strict=True))
    found = {column.name: column for column in cursor.description}
    assert (found["N"].precision, found["N"].scale, found["N"].is_nullable) == (10, 2, False)
    assert (found["S"].internal_size, found["S"].is_nullable) == (7, True)
    assert (found["L"].scale, found["Z"].scale, found["T"].scale, found["C"].scale) == (3, 9, 0, 6)
    assert found["B"].internal_size == 5


def test_describe_runs_nothing(cursor: Any, numbers: str) -> None:
    (column,) = cursor.describe(numbers)
    assert (column.name, column.type_code, column.is_nullable) == ("N", 0, True)

    cursor.describe("DELETE FROM numbers")
    assert cursor.execute(numbers).rowcount == 10


def test_each_statement_has_an_id(cursor: Any) -> None:
    first = cursor.execute("SELECT 1").sfqid
    second = cursor.execute("SELECT 1").sfqid
    assert first != second
    assert rows(cursor, "SELECT LAST_QUERY_ID()") == [(second,)]
    assert cursor.query.upper().startswith("SELECT LAST_QUERY_ID")


@pytest.mark.parametrize("result_format", ["ARROW", "JSON"])
def test_every_type_comes_as_the_type_of_python_that_it_is(cursor: Any, result_format: str) -> None:
    cursor.execute(f"ALTER SESSION SET PYTHON_CONNECTOR_QUERY_RESULT_FORMAT = '{result_format}', TIMEZONE = 'UTC'")
    cursor.execute(
        """SELECT 1, 1.50, 99999999999999999999999999999999999999, 1.5::FLOAT, 'naïve 中', TRUE, NULL,
            '2024-02-29'::DATE, '23:59:59.123456'::TIME, '2024-02-29 12:34:56.789'::TIMESTAMP_NTZ,
            '2024-02-29 12:34:56 +0200'::TIMESTAMP_TZ, '2024-02-29 12:34:56'::TIMESTAMP_LTZ, TO_BINARY('00FF'),
            'inf'::FLOAT, '0001-01-01'::DATE, '9999-12-31'::DATE"""
    )

    east = dt.timezone(dt.timedelta(hours=2))
    assert cursor.fetchone() == (
        1,
        Decimal("1.50"),
        99999999999999999999999999999999999999,
        1.5,
        "naïve 中",
        True,
        None,
        dt.date(2024, 2, 29),
        dt.time(23, 59, 59, 123456),
        dt.datetime.fromisoformat("2024-02-29 12:34:56.789000"),
        dt.datetime(2024, 2, 29, 12, 34, 56, tzinfo=east),
        dt.datetime(2024, 2, 29, 12, 34, 56, tzinfo=dt.UTC),
        b"\x00\xff",
        float("inf"),
        dt.date(1, 1, 1),
        dt.date(9999, 12, 31),
    )


@pytest.mark.parametrize("result_format", ["ARROW", "JSON"])
def test_semi_structured_values_come_as_json(cursor: Any, result_format: str) -> None:
    cursor.execute(f"ALTER SESSION SET PYTHON_CONNECTOR_QUERY_RESULT_FORMAT = '{result_format}'")
    (row,) = rows(
        cursor, """SELECT PARSE_JSON('{"a": [1, null]}'), ARRAY_CONSTRUCT(1, 'x'), OBJECT_CONSTRUCT('k', 2)"""
    )
    assert row == ('{\n  "a": [\n    1,\n    null\n  ]\n}', '[\n  1,\n  "x"\n]', '{\n  "k": 2\n}')


def test_pyformat_parameters_become_literals(cursor: Any) -> None:
    given = (1, -2.5, "it's a \\ and %", None, True, b"\x01\xfe")
    marks = ", ".join(["%s"] * len(given))
    assert rows(cursor, f"SELECT {marks}", given) == [given]
    decimal = Decimal("3.25")
    assert rows(cursor, "SELECT %s, %s", (dt.date(2024, 1, 2), decimal)) == [
        ("2024-01-02", decimal if MAJOR > 4 else "3.25")
    ]
    named = {"a": 1, "b": "x", "c": dt.datetime.fromisoformat("2024-01-02 03:04:05.678000")}
    assert rows(cursor, "SELECT %(a)s, %(b)s, %(c)s::TIMESTAMP_NTZ", named) == [tuple(named.values())]
    assert rows(cursor, "SELECT 2 WHERE 2 IN (%s)", ([1, 2, 3],)) == [(2,)]


def test_values_are_bound_by_place(bound: Any, style: str) -> None:
    given = (7, "x'; DROP TABLE x; --", None, dt.date(2024, 1, 2), b"\x00\x01")
    assert rows(bound, marked(style, "SELECT {1}, {2}, {3}, {4}, {5}"), given) == [given]


def test_values_of_every_type_are_bound(bound: Any, style: str) -> None:
    bound.execute(
        """CREATE OR REPLACE TEMPORARY TABLE bound (
            a NUMBER(38, 0), b NUMBER(38, 5), c FLOAT, d VARCHAR, e BOOLEAN)"""
    )
    first = (10**37, Decimal("12345678901234.56789"), 1e300, "ä", True)
    second = (None, None, None, None, None)
    for row in (first, second):
        bound.execute(marked(style, "INSERT INTO bound VALUES ({1}, {2}, {3}, {4}, {5})"), row)
    assert rows(bound, "SELECT * FROM bound ORDER BY a NULLS LAST") == [first, second]

    bound.execute(
        "CREATE OR REPLACE TEMPORARY TABLE moments (a DATE, b TIME, c TIMESTAMP_NTZ, d TIMESTAMP_TZ, e BINARY)"
    )
    east = dt.timezone(dt.timedelta(hours=5, minutes=30))
    moments = (
        dt.date(1900, 1, 1),
        dt.time(1, 2, 3, 4),
        dt.datetime.fromisoformat("2024-01-02 03:04:05.000006"),
        ("TIMESTAMP_TZ", dt.datetime(2024, 1, 2, 3, 4, 5, 6, tzinfo=east)),
        b"\xff",
    )
    bound.execute(marked(style, "INSERT INTO moments VALUES ({1}, {2}, {3}, {4}, {5})"), moments)
    ((*found,),) = rows(bound, "SELECT * FROM moments")
    assert found == [*moments[:3], moments[3][1], moments[4]]


def test_rows_are_inserted_at_once(cursor: Any, connect: Connect, database: str) -> None:
    cursor.execute("CREATE OR REPLACE TABLE many_rows (n INT, s VARCHAR)")
    given = [(number, None if number % 3 == 0 else f"it's {number}") for number in range(50)]
    cursor.executemany("INSERT INTO many_rows VALUES (%s, %s)", given)
    assert cursor.rowcount == 50
    for style in ("qmark", "numeric"):
        with connect(database=database, schema="PUBLIC", paramstyle=style) as connection:
            other = connection.cursor()
            other.executemany(marked(style, "INSERT INTO many_rows VALUES ({1}, {2})"), given)
            assert other.rowcount == 50
    cursor.executemany("INSERT INTO many_rows VALUES (%(n)s, %(s)s)", [{"n": 1, "s": "a"}, {"n": 2, "s": "b"}])

    assert rows(cursor, "SELECT COUNT(*), COUNT(s), SUM(n) FROM many_rows") == [(152, 101, 3 * 1225 + 3)]


def test_other_statements_run_for_each_row(bound: Any, style: str) -> None:
    bound.execute(
        "CREATE OR REPLACE TEMPORARY TABLE counted AS SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 9))"
    )
    bound.executemany(marked(style, "DELETE FROM counted WHERE n = {1}"), [(1,), (2,), (100,)])
    assert rows(bound, "SELECT COUNT(*) FROM counted") == [(7,)]


def test_too_few_values_are_an_error(bound: Any, style: str) -> None:
    with pytest.raises(DatabaseError):
        bound.execute(marked(style, "SELECT {1}, {2}"), (1,))


def test_errors_tell_code_state_and_query(cursor: Any) -> None:
    with pytest.raises(ProgrammingError) as raised:
        cursor.execute("SELECT * FROM no_such_table")
    error = raised.value
    assert (error.errno, error.sqlstate) == (2003, "42S02")
    assert error.sfqid == cursor.sfqid
    assert "Object 'NO_SUCH_TABLE' does not exist or not authorized." in error.msg
    assert error.msg.startswith("002003 (42S02): ")


@pytest.mark.parametrize(
    ("sql", "errno", "state"),
    [
        ("SELEC 1", 1003, "42000"),
        ("SELECT no_such_column", 904, "42000"),
        ("SELECT no_such_function(1)", 2140, "42601"),
        ("SELECT 1 / 0", 100051, "22012"),
        ("SELECT 'x'::INT", 100038, "22018"),
        ("SELECT 'x'::DATE", 100040, "22007"),
        ("CREATE TABLE no_such_schema.t (n INT)", 2003, "02000"),
        ("DROP TABLE no_such_table", 2003, "42S02"),
    ],
)
def test_errors_are_those_of_snowflake(cursor: Any, sql: str, errno: int, state: str) -> None:
    with pytest.raises(ProgrammingError) as raised:
        cursor.execute(sql)
    assert (raised.value.errno, raised.value.sqlstate) == (errno, state)


def test_nulls_where_none_may_be_break_integrity(cursor: Any) -> None:
    cursor.execute("CREATE OR REPLACE TEMPORARY TABLE strict (n INT NOT NULL)")
    with pytest.raises(IntegrityError) as raised:
        cursor.execute("INSERT INTO strict VALUES (NULL)")
    assert (raised.value.errno, raised.value.sqlstate) == (100072, "22000")


def test_closed_cursors_and_connections_refuse(connect: Connect) -> None:
    connection = connect()
    cursor = connection.cursor()
    assert cursor.close()
    assert cursor.is_closed()
    with pytest.raises(snowflake.connector.errors.Error):
        cursor.execute("SELECT 1")
    open_one = connection.cursor()
    connection.close()
    assert connection.is_closed()
    with pytest.raises(snowflake.connector.errors.Error):
        open_one.execute("SELECT 1")
    with pytest.raises(snowflake.connector.errors.Error):
        connection.cursor()


def test_empty_and_commented_statements(cursor: Any) -> None:
    assert rows(cursor, "-- a comment\nSELECT /* another */ 1; -- and one more") == [(1,)]


def test_a_result_is_read_again_by_its_query(cursor: Any, connection: Any) -> None:
    query = cursor.execute("SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2, 'y' ORDER BY 1").sfqid

    other = connection.cursor()
    assert rows(other, f"SELECT a + 1, b FROM TABLE(RESULT_SCAN('{query}')) ORDER BY a") == [(2, "x"), (3, "y")]
    another = connection.cursor()
    another.query_result(query)
    assert another.fetchall() == [(1, "x"), (2, "y")]


def test_changed_rows_are_counted_by_what_happened(cursor: Any, numbers: str) -> None:
    assert cursor.execute(numbers).stats.num_rows_inserted is None
    merge = (
        "MERGE INTO numbers USING (SELECT 9 AS n UNION ALL SELECT 20) AS given ON numbers.n = given.n"
        " WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (given.n, 'new')"
    )
    stats = cursor.execute(merge).stats
    assert (stats.num_rows_inserted, stats.num_rows_updated, stats.num_rows_deleted) == (1, 0, 1)


def test_a_cursor_begins_anew_with_each_statement(cursor: Any, numbers: str) -> None:
    cursor.execute(numbers)
    assert cursor.fetchone() == (1,)
    cursor.execute("SELECT 'other' AS word")
    assert cursor.fetchall() == [("other",)]
    assert [column.name for column in cursor.description] == ["WORD"]


def test_procedures_are_refused_by_name(cursor: Any) -> None:
    with pytest.raises(ProgrammingError) as raised:
        cursor.callproc("no_such_procedure", (1,))
    assert raised.value.errno in (2, 2140)
