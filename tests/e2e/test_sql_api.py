"""Statements by the SQL API: rows, types, formats, bindings, parameters, context and errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.server import LocalServer
from tests.support.sql_api import SqlApi, sql_api

_COUNTED = "Actual statement count"


@pytest.fixture
def api(server: LocalServer) -> Iterator[SqlApi]:
    with sql_api(server.url) as found:
        yield found


@pytest.fixture(scope="module")
def table(server: LocalServer) -> str:
    """An empty table `TARGET`, with a database of its own for what is written."""
    with server.client() as setup:
        setup.run("CREATE DATABASE WRITTEN; CREATE TABLE WRITTEN.PUBLIC.TARGET (ID INT, NAME VARCHAR)")
    return "WRITTEN.PUBLIC.TARGET"


# -- results ------------------------------------------------------------------------------------------------------


def test_a_result_has_metadata_rows_and_a_handle(api: SqlApi) -> None:
    answer = api.submit("SELECT 1 AS a, 'x' AS b")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    document = answer.document
    assert document["resultSetMetaData"]["numRows"] == 1
    assert document["resultSetMetaData"]["format"] == "jsonv2"
    assert document["resultSetMetaData"]["partitionInfo"] == [{"rowCount": 1, "uncompressedSize": len('["1","x"]')}]
    assert document["data"] == [["1", "x"]]
    assert (document["code"], document["sqlState"]) == ("090001", "00000")
    assert document["message"] == "Statement executed successfully."
    handle, request_id = document["statementHandle"], document["requestId"]
    assert document["statementStatusUrl"] == f"/api/v2/statements/{handle}?requestId={request_id}"
    assert document["createdOn"] > 1_700_000_000_000


def test_columns_are_described_as_snowflake_does(api: SqlApi) -> None:
    answer = api.submit("SELECT 12.5::NUMBER(10,2) AS n, 'abc'::VARCHAR(5) AS \"t\", '10:00'::TIME(3) AS c")
    none = {"database": "", "schema": "", "table": "", "collation": None, "nullable": False}
    assert answer.document["resultSetMetaData"]["rowType"] == [
        {"name": "N", "type": "fixed", "precision": 10, "scale": 2, "length": None, "byteLength": None, **none},
        {"name": "t", "type": "text", "precision": None, "scale": None, "length": 5, "byteLength": 20, **none},
        {"name": "C", "type": "time", "precision": 0, "scale": 3, "length": None, "byteLength": None, **none},
    ]


def test_the_columns_of_statements_without_rows_are_snowflake_s(api: SqlApi, table: str) -> None:
    (status,) = api.submit("ALTER SESSION SET TIMEZONE = 'UTC'").document["resultSetMetaData"]["rowType"]
    assert (status["name"], status["type"], status["nullable"]) == ("status", "text", True)
    (count,) = api.submit(f"DELETE FROM {table}").document["resultSetMetaData"]["rowType"]
    assert (count["name"], count["precision"], count["nullable"]) == ("number of rows deleted", 19, False)


def test_the_columns_of_no_rows_are_told(api: SqlApi) -> None:
    document = api.submit("SELECT 1 AS a, 2 AS a WHERE FALSE").document
    assert document["data"] == []
    assert [column["name"] for column in document["resultSetMetaData"]["rowType"]] == ["A", "A"]
    assert document["resultSetMetaData"]["partitionInfo"] == [{"rowCount": 0, "uncompressedSize": 0}]


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("9223372036854775808::NUMBER(38,0)", "9223372036854775808"),
        ("12.50::NUMBER(10,4)", "12.5000"),
        ("1.5::FLOAT", "1.5"),
        ("'NaN'::FLOAT", "NaN"),
        ("'-inf'::FLOAT", "-inf"),
        ("'héllo'", "héllo"),
        ("TO_BINARY('DEADBEEF', 'HEX')", "DEADBEEF"),
        ("TRUE", "true"),
        ("1 > 2", "false"),
        ("'2026-10-09'::DATE", "20735"),
        ("'1900-01-01'::DATE", "-25567"),
        ("'12:34:56.123456'::TIME", "45296.123456000"),
        ("'2026-10-09 12:34:56.123456'::TIMESTAMP_NTZ", "1791549296.123456000"),
        ("'2026-10-09 12:34:56.123456 +0700'::TIMESTAMP_LTZ", "1791524096.123456000"),
        ("'2026-10-09 12:34:56.123456 +0700'::TIMESTAMP_TZ", "1791524096.123456000 1860"),
        ("PARSE_JSON('{\"a\": 1}')", '{\n  "a": 1\n}'),
        ("ARRAY_CONSTRUCT(1, 'x', NULL)", '[\n  1,\n  "x",\n  undefined\n]'),
        ("PARSE_JSON('null')", "null"),
        ("NULL", None),
    ],
)
def test_each_type_is_written_as_text(api: SqlApi, expression: str, text: str | None) -> None:
    assert api.value(f"SELECT {expression}") == text


def test_null_is_the_text_null_where_nullable_is_false(api: SqlApi) -> None:
    assert api.submit("SELECT NULL, 1", query="?nullable=false").data == [["null", "1"]]
    assert api.submit("SELECT NULL, 1", query="?nullable=true").data == [[None, "1"]]


def test_an_awaited_result_keeps_the_form_that_its_request_asked_for(api: SqlApi) -> None:
    parameters = {"date_output_format": "DD/MM/YYYY"}
    answer = api.submit("SELECT NULL, '2026-10-09'::DATE", query="?nullable=false&async=true", parameters=parameters)
    assert api.awaited(answer.handle).data == [["null", "09/10/2026"]]


def test_the_request_id_is_told_again(api: SqlApi) -> None:
    request_id = "ea7b46ed-bdc1-8c32-d593-764fcad64e83"
    assert api.submit("SELECT 1", query=f"?requestId={request_id}").document["requestId"] == request_id


def test_the_path_may_end_with_a_slash(api: SqlApi) -> None:
    assert api.submit("SELECT 1", query="/").data == [["1"]]


# -- statistics ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "inserted", "updated", "deleted"),
    [
        ("INSERT INTO {} VALUES (1, 'a'), (2, 'b')", 2, 0, 0),
        ("UPDATE {} SET name = 'z' WHERE id = 1", 0, 1, 0),
        (
            "MERGE INTO {} t USING (SELECT 2 AS id) s ON t.id = s.id WHEN MATCHED THEN DELETE",
            0,
            0,
            1,
        ),
        ("DELETE FROM {} WHERE id = 1", 0, 0, 1),
        ("DELETE FROM {}", 0, 0, 2),
        ("INSERT OVERWRITE INTO {} VALUES (1, 'o')", 1, 0, 2),
        ("TRUNCATE TABLE {}", 0, 0, 2),
    ],
)
def test_a_change_of_rows_is_counted(
    api: SqlApi, table: str, sql: str, inserted: int, updated: int, deleted: int
) -> None:
    api.data(f"INSERT OVERWRITE INTO {table} VALUES (1, 'a'), (2, 'b')")
    assert api.submit(sql.format(table)).document["stats"] == {
        "numRowsInserted": inserted,
        "numRowsUpdated": updated,
        "numRowsDeleted": deleted,
        "numDmlDuplicates": 0,
    }


def test_what_changes_no_row_has_no_statistics(api: SqlApi, table: str) -> None:
    assert "stats" not in api.submit(f"DELETE FROM {table} WHERE FALSE").document
    api.submit(f"TRUNCATE TABLE {table}")
    assert "stats" not in api.submit(f"TRUNCATE TABLE {table}").document
    assert "stats" not in api.submit("SELECT 1").document
    assert "stats" not in api.submit("CREATE OR REPLACE TABLE written.public.other (a INT)").document


# -- output formats and parameters --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameters", "expression", "text"),
    [
        ({"DATE_OUTPUT_FORMAT": "DD/MM/YYYY"}, "'2026-10-09'::DATE", "09/10/2026"),
        ({"time_output_format": "HH24:MI"}, "'12:34:56'::TIME", "12:34"),
        ({"timestamp_ntz_output_format": "YYYY/MM/DD HH24"}, "'2026-10-09 01:02'::TIMESTAMP_NTZ", "2026/10/09 01"),
        ({"timestamp_output_format": "YYYY"}, "'2026-10-09 01:02 +0000'::TIMESTAMP_TZ", "2026"),
        (
            {"timestamp_ltz_output_format": "HH24 TZHTZM", "timezone": "Asia/Tokyo"},
            "'2026-10-09 01:02 +0000'::TIMESTAMP_LTZ",
            "10 +0900",
        ),
        ({"binary_output_format": "BASE64"}, "TO_BINARY('DEADBEEF', 'HEX')", "3q2+7w=="),
        ({"date_output_format": "AUTO"}, "'2026-10-09'::DATE", "20735"),
        ({"date_output_format": None}, "'2026-10-09'::DATE", "20735"),
    ],
)
def test_an_output_format_of_the_request_formats_rows(
    api: SqlApi, parameters: dict[str, Any], expression: str, text: str
) -> None:
    assert api.value(f"SELECT {expression}", parameters=parameters) == text


def test_an_output_format_formats_texts_that_statements_make(api: SqlApi) -> None:
    parameters = {"date_output_format": "DD/MM/YYYY"}
    assert api.value("SELECT '2026-10-09'::DATE::VARCHAR", parameters=parameters) == "09/10/2026"


def test_parameters_are_those_of_the_session_of_the_request(api: SqlApi) -> None:
    parameters = {"timezone": "Asia/Tokyo", "query_tag": "mine", "use_cached_result": "true"}
    sql = "SHOW PARAMETERS LIKE '{}' IN SESSION"
    shown = {name: api.data(sql.format(name), parameters=parameters)[0][1] for name in parameters}
    assert shown == parameters
    assert api.data(sql.format("query_tag"))[0][1] == ""


def test_no_more_rows_are_given_than_are_asked_for(api: SqlApi) -> None:
    sql = "SELECT seq4() FROM TABLE(GENERATOR(ROWCOUNT => 500)) ORDER BY 1"
    answer = api.submit(sql, parameters={"rows_per_resultset": 200, "client_result_chunk_size": 16})
    assert answer.document["resultSetMetaData"]["numRows"] == 200


def test_a_parameter_that_the_api_does_not_have_is_refused_by_name(api: SqlApi) -> None:
    answer = api.submit("SELECT 1", parameters={"WEEK_START": 1})
    assert answer.refusal == (422, "000002")
    assert "WEEK_START" in answer.document["message"]


def test_a_value_that_a_parameter_cannot_have_is_refused(api: SqlApi) -> None:
    assert api.submit("SELECT 1", parameters={"timezone": "Nowhere/Land"}).status == 422
    assert api.submit("SELECT 1", parameters={"multi_statement_count": "-1"}).refusal == (422, "001008")


# -- bindings -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("FIXED", "42", "42"),
        ("REAL", "1.5", "1.5"),
        ("TEXT", "hé", "hé"),
        ("BOOLEAN", "true", "true"),
        ("BINARY", "DEADBEEF", "DEADBEEF"),
        ("DATE", "1791504000000", "20735"),
        ("TIME", "45296123456000", "45296.123456000"),
        ("TIMESTAMP_NTZ", "1791549296123456000", "1791549296.123456000"),
        ("TIMESTAMP_LTZ", "1791524096123456000", "1791524096.123456000"),
        ("TIMESTAMP_TZ", "1791524096123456000 1860", "1791524096.123456000 1860"),
        ("TEXT", None, None),
    ],
)
def test_a_value_of_each_type_is_bound(api: SqlApi, kind: str, value: str | None, text: str | None) -> None:
    assert api.value("SELECT ?", bindings={"1": {"type": kind, "value": value}}) == text


def test_values_are_bound_by_number_and_by_name(api: SqlApi) -> None:
    one, two = ({"type": "FIXED", "value": value} for value in ("1", "2"))
    assert api.data("SELECT :2, :1, :2", bindings={"1": one, "2": two}) == [["2", "1", "2"]]
    assert api.value("SELECT :a", bindings={"a": one}) == "1"


def test_a_statement_runs_for_each_of_many_rows_of_values(api: SqlApi, table: str) -> None:
    api.data(f"DELETE FROM {table}")
    bindings = {"1": {"type": "FIXED", "value": ["11", "12"]}, "2": {"type": "TEXT", "value": ["a", None]}}
    answer = api.submit(f"INSERT INTO {table} VALUES (?, ?)", bindings=bindings)
    assert answer.document["stats"]["numRowsInserted"] == 2
    assert api.data(f"SELECT * FROM {table} ORDER BY id") == [["11", "a"], ["12", None]]


@pytest.mark.parametrize(
    ("bindings", "code"),
    [
        ({"1": {"type": "FIXED", "value": "abc"}}, "002086"),
        ({"1": {"type": "VARIANT", "value": "{}"}}, "002040"),
        ({"1": {"type": "MAP", "value": "{}"}}, "000002"),
        ({"1": {"type": "DECFLOAT", "value": "1e99999"}}, "100046"),
        (None, "002049"),
    ],
)
def test_a_value_that_cannot_be_bound_is_an_error_of_the_statement(
    api: SqlApi, bindings: dict[str, Any] | None, code: str
) -> None:
    assert api.submit("SELECT ?", bindings=bindings).refusal == (422, code)


# -- context ------------------------------------------------------------------------------------------------------


def test_a_statement_runs_in_the_place_that_the_body_names(api: SqlApi, shop: str) -> None:
    sql = "SELECT CURRENT_DATABASE(), CURRENT_SCHEMA(), CURRENT_ROLE(), CURRENT_WAREHOUSE()"
    place = {"database": shop, "schema": "ARCHIVE", "role": "SYSADMIN", "warehouse": "COMPUTE_WH"}
    assert api.data(sql, **place) == [[shop, "ARCHIVE", "SYSADMIN", "COMPUTE_WH"]]


def test_the_case_of_names_counts(api: SqlApi, shop: str) -> None:
    assert api.value("SELECT CURRENT_DATABASE()", database=shop.lower()) is None
    api.data('CREATE OR REPLACE DATABASE "Mixed Case"')
    assert api.value("SELECT CURRENT_DATABASE()", database="Mixed Case") == "Mixed Case"


def test_a_place_that_is_not_there_matters_only_to_what_needs_it(api: SqlApi) -> None:
    assert api.value("SELECT 1", database="NOWHERE", schema="NONE", warehouse="NOTHING") == "1"
    assert api.submit("SELECT * FROM items", database="NOWHERE").refusal == (422, "090105")


def test_a_role_that_is_not_there_is_refused(api: SqlApi) -> None:
    assert api.submit("SELECT 1", role="NOBODY").refusal == (400, "390189")


def test_nothing_of_a_request_s_session_is_left(api: SqlApi) -> None:
    assert api.submit("ALTER SESSION SET TIMEZONE = 'Asia/Tokyo'").status == 200
    assert api.value("SELECT CURRENT_TIMESTAMP()::VARCHAR LIKE '% +0900'") == "false"


@pytest.mark.parametrize("sql", ["BEGIN", "COMMIT", "ROLLBACK", "USE DATABASE d", "PUT file:///tmp/x @~"])
def test_what_needs_a_session_of_its_own_is_refused(api: SqlApi, sql: str) -> None:
    answer = api.submit(sql)
    assert answer.refusal == (422, "391911")
    assert answer.document["message"].startswith("Command not supported by SQL API: ")
    assert answer.document["sqlState"] == "0A000"


def test_a_statement_is_in_the_history_with_its_program(api: SqlApi, server: LocalServer) -> None:
    handle = api.submit("SELECT 'of the SQL API'").handle
    record = server.use_cases.history.get(handle)
    assert (record.text, record.user) == ("SELECT 'of the SQL API'", "MOCKHAUS")


# -- errors -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "code", "state", "message"),
    [
        ("SELEC 1", "001003", "42000", "SQL compilation error:\nsyntax error line 1 at position 0 unexpected 'SELEC'."),
        (
            "SELECT nope",
            "000904",
            "42000",
            "SQL compilation error: error line 1 at position 7\ninvalid identifier 'NOPE'",
        ),
        ("SELECT 1/0", "100051", "22012", "Division by zero"),
        (
            "SELECT 1; SELECT 2",
            "000008",
            "0A000",
            "Actual statement count 2 did not match the desired statement count 1.",
        ),
    ],
)
def test_an_error_of_a_statement_has_status_422(api: SqlApi, sql: str, code: str, state: str, message: str) -> None:
    answer = api.submit(sql)
    assert answer.status == 422
    handle = answer.document.pop("statementHandle")
    assert answer.document == {"code": code, "message": message, "sqlState": state, "statementHandle": handle}
    assert api.look(handle).document == answer.document


@pytest.mark.parametrize("statement", [None, ""])
def test_no_statement_is_a_bad_request(api: SqlApi, statement: str | None) -> None:
    assert api.submit(statement).document == {
        "code": "000900",
        "message": "SQL compilation error:\nEmpty SQL statement.",
        "sqlState": "42601",
        "statementHandle": None,
    }
    assert api.submit(statement).status == 400


def test_a_statement_that_takes_too_long_is_cancelled_with_status_408(api: SqlApi) -> None:
    answer = api.submit("SELECT SYSTEM$WAIT(60)", timeout=1)
    assert answer.refusal == (408, "000630")
    assert answer.document["message"] == (
        "Statement reached its statement or warehouse timeout of 1 second(s) and was canceled."
    )
    assert answer.document["sqlState"] == "57014"


def test_a_time_of_0_is_the_longest_there_is(api: SqlApi) -> None:
    assert api.value("SELECT 1", timeout=0) == "1"
