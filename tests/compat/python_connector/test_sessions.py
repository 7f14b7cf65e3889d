"""Logging in, the state of a session, and its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from snowflake.connector.errors import DatabaseError, ProgrammingError

Connect = Callable[..., Any]


def row(cursor: Any, sql: str) -> tuple[Any, ...]:
    found = cursor.execute(sql).fetchone()
    assert isinstance(found, tuple)
    return found


def test_a_connection_tells_where_it_is(connect: Connect, database: str) -> None:
    with connect(database=database, schema="PUBLIC", warehouse="COMPUTE_WH", role="SYSADMIN") as connection:
        assert connection.database == database
        assert connection.schema == "PUBLIC"
        assert connection.warehouse == "COMPUTE_WH"
        assert connection.role == "SYSADMIN"
        assert connection.account == "mockhaus"
        assert connection.user.upper() == "TESTER"
        assert row(connection.cursor(), "SELECT CURRENT_USER(), CURRENT_ROLE(), CURRENT_SESSION()") == (
            "TESTER",
            "SYSADMIN",
            str(connection.session_id),
        )


def test_use_changes_where_a_connection_is(connect: Connect, database: str) -> None:
    with connect() as connection:
        cursor = connection.cursor()
        cursor.execute(f"USE DATABASE {database}")
        assert (connection.database, connection.schema) == (database, "PUBLIC")
        cursor.execute('CREATE OR REPLACE SCHEMA "a schema"')
        assert connection.schema == "a schema"
        cursor.execute("USE SCHEMA PUBLIC")
        assert connection.schema == "PUBLIC"
        cursor.execute("USE ROLE PUBLIC")
        assert connection.role == "PUBLIC"
        cursor.execute("USE ROLE ACCOUNTADMIN")
        cursor.execute("CREATE WAREHOUSE IF NOT EXISTS other_wh")
        cursor.execute("USE WAREHOUSE other_wh")
        assert connection.warehouse == "OTHER_WH"
        cursor.execute(f'DROP SCHEMA {database}."a schema"')


def test_a_database_that_is_not_there_is_no_place(connect: Connect) -> None:
    with connect(database="no_such_database", schema="nowhere") as connection:
        assert row(connection.cursor(), "SELECT CURRENT_DATABASE(), CURRENT_SCHEMA()") == (None, None)
        with pytest.raises(ProgrammingError) as raised:
            connection.cursor().execute("CREATE TABLE t (n INT)")
        assert raised.value.errno == 90105


def test_parameters_are_given_when_connecting(connect: Connect) -> None:
    options = {"QUERY_TAG": "suite", "DATE_OUTPUT_FORMAT": "DD.MM.YYYY", "WEEK_START": 1}
    with connect(session_parameters=options, timezone="Asia/Tokyo") as connection:
        cursor = connection.cursor()
        assert row(cursor, "SELECT '2024-02-29'::DATE::VARCHAR")[0] == "29.02.2024"
        assert row(cursor, "SHOW PARAMETERS LIKE 'QUERY_TAG'")[1] == "suite"
        moment = row(cursor, "SELECT '2024-01-01 00:00:00 +0000'::TIMESTAMP_LTZ")[0]
        assert moment.utcoffset() == dt.timedelta(hours=9)


def test_parameters_change_what_the_client_makes_of_values(cursor: Any) -> None:
    sql = "SELECT '2024-01-01 00:00:00 +0000'::TIMESTAMP_LTZ"
    hours = {"America/New_York": -5, "Asia/Kolkata": 5.5, "UTC": 0}
    for name, offset in hours.items():
        cursor.execute(f"ALTER SESSION SET TIMEZONE = '{name}'")
        moment = row(cursor, sql)[0]
        assert moment.utcoffset() == dt.timedelta(hours=offset)
        assert moment == dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


def test_formats_are_followed(cursor: Any) -> None:
    cursor.execute("ALTER SESSION SET TIMESTAMP_NTZ_OUTPUT_FORMAT = 'DD/MM/YYYY HH24', BINARY_OUTPUT_FORMAT = 'BASE64'")
    assert row(cursor, "SELECT '2024-02-29 13:00:00'::TIMESTAMP_NTZ::VARCHAR, TO_BINARY('00FF')::VARCHAR") == (
        "29/02/2024 13",
        "AP8=",
    )
    cursor.execute("ALTER SESSION UNSET TIMESTAMP_NTZ_OUTPUT_FORMAT, BINARY_OUTPUT_FORMAT")
    assert row(cursor, "SELECT '2024-02-29 13:00:00'::TIMESTAMP_NTZ::VARCHAR")[0] == "2024-02-29 13:00:00.000"


def test_a_tag_is_a_parameter(cursor: Any) -> None:
    cursor.execute("ALTER SESSION SET QUERY_TAG = 'tagged here'")
    assert row(cursor, "SHOW PARAMETERS LIKE 'QUERY_TAG' IN SESSION")[:4] == ("QUERY_TAG", "tagged here", "", "SESSION")
    cursor.execute("ALTER SESSION UNSET QUERY_TAG")
    assert row(cursor, "SHOW PARAMETERS LIKE 'QUERY_TAG'")[1] == ""


def test_a_parameter_that_is_not_known_is_refused(cursor: Any) -> None:
    with pytest.raises(ProgrammingError):
        cursor.execute("ALTER SESSION SET NO_SUCH_PARAMETER = 1")


def test_a_connection_tells_whether_it_lives(connect: Connect) -> None:
    connection = connect()
    assert connection.is_valid()
    connection.close()
    assert not connection.is_valid()
    connection.close()


def test_a_connection_may_be_kept_alive(connect: Connect) -> None:
    with connect(client_session_keep_alive=True) as connection:
        assert row(connection.cursor(), "SELECT 1") == (1,)


def test_a_closed_session_has_lost_its_tables(connect: Connect, database: str) -> None:
    with connect(database=database, schema="PUBLIC") as connection:
        connection.cursor().execute("CREATE OR REPLACE TEMPORARY TABLE passing (n INT)")
    with connect(database=database, schema="PUBLIC") as connection, pytest.raises(ProgrammingError) as raised:
        connection.cursor().execute("SELECT * FROM passing")
    assert raised.value.errno == 2003


def test_temporary_tables_are_their_sessions(connection: Any, connect: Connect, database: str) -> None:
    connection.cursor().execute("CREATE OR REPLACE TEMPORARY TABLE mine (n INT)")
    with connect(database=database, schema="PUBLIC") as other, pytest.raises(ProgrammingError):
        other.cursor().execute("SELECT * FROM mine")


def test_other_ways_to_prove_who_one_is_are_refused_by_name(connect: Connect) -> None:
    with pytest.raises(DatabaseError) as raised:
        connect(authenticator="oauth", token="abc")
    assert "authenticator" in str(raised.value).lower()


def test_the_server_tells_its_release(cursor: Any) -> None:
    version = row(cursor, "SELECT CURRENT_VERSION()")[0]
    assert len(version.split(".")) >= 3
