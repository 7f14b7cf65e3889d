"""POST /api/v1/query: statements, bound values, results and the session of a call."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import pytest

from tests.support.server import Client


def test_a_query_answers_rows_by_column_name(client: Client) -> None:
    document = client.run("SELECT 1 AS one, 'x' AS \"two\", NULL AS three")
    assert document["success"] is True
    assert document["data"] == [{"ONE": 1, "two": "x", "THREE": None}]
    assert document["row_count"] == 1
    assert document["statement_type"] == "SELECT"


def test_columns_are_described_with_snowflake_types(client: Client, shop: str) -> None:
    columns = client.run(
        "SELECT price, name, 1::FLOAT f, TRUE b, PARSE_JSON('1') j, CURRENT_DATE() d FROM SHOP.PUBLIC.ITEMS"
    )["columns"]
    described = [(column["type"], column["precision"], column["scale"], column["length"]) for column in columns]
    assert described == [
        ("NUMBER", 10, 2, None),
        ("VARCHAR", None, None, 20),
        ("FLOAT", None, None, None),
        ("BOOLEAN", None, None, None),
        ("VARIANT", None, None, None),
        ("DATE", None, None, None),
    ]


def test_a_repeated_column_name_gets_a_key_of_its_own(client: Client) -> None:
    document = client.run("SELECT 1 AS a, 2 AS a")
    assert document["data"] == [{"A": 1, "A_2": 2}]
    assert [(column["name"], column["key"]) for column in document["columns"]] == [("A", "A"), ("A", "A_2")]


def test_rows_come_as_arrays_on_request(client: Client) -> None:
    assert client.run("SELECT 1, 'x' UNION ALL SELECT 2, 'y' ORDER BY 1", row_format="arrays")["data"] == [
        [1, "x"],
        [2, "y"],
    ]


def test_a_number_keeps_all_its_digits(client: Client) -> None:
    value = client.value("SELECT 12345678901234567890123456789.123456789::NUMBER(38,9)")
    assert value == Decimal("12345678901234567890123456789.123456789")
    assert client.value("SELECT 99999999999999999999999999999999999999::NUMBER(38,0)") == 10**38 - 1


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("TRUE", True),
        ("1.5::FLOAT", Decimal("1.5")),
        ("'NaN'::FLOAT", "NaN"),
        ("'2024-02-29'::DATE", "2024-02-29"),
        ("'13:14:15'::TIME", "13:14:15"),
        ("'2024-02-29 13:14:15.5'::TIMESTAMP_NTZ", "2024-02-29 13:14:15.500"),
        ("'2024-02-29 13:14:15 +0200'::TIMESTAMP_TZ", "2024-02-29 13:14:15.000 +0200"),
        ("TO_BINARY('AB', 'HEX')", "AB"),
        ('PARSE_JSON(\'{"b": [1, null], "a": "x"}\')', {"a": "x", "b": [1, None]}),
        ("ARRAY_CONSTRUCT(1, 'a')", [1, "a"]),
        ("'äöü 日本 🦆'", "äöü 日本 🦆"),
    ],
)
def test_a_value_is_shown_as_json(client: Client, expression: str, shown: object) -> None:
    assert client.value(f"SELECT {expression}") == shown


def test_several_statements_answer_one_after_another(client: Client) -> None:
    document = client.run("SELECT 1 AS a; SELECT 'two' AS b; SELECT 3 AS c")
    assert [answer["data"] for answer in document["statements"]] == [[{"A": 1}], [{"B": "two"}], [{"C": 3}]]
    assert document["data"] == [{"C": 3}]
    assert len({answer["query_id"] for answer in document["statements"]}) == 3


def test_statements_share_the_session_of_their_call(client: Client) -> None:
    assert client.value("SET v = 41; SELECT $v + 1") == 42


def test_what_ran_before_a_failing_statement_stays_done(client: Client, shop: str) -> None:
    client.fail("CREATE TABLE SHOP.PUBLIC.HALF (A INT); INSERT INTO SHOP.PUBLIC.HALF VALUES (1); SELECT nothing")
    assert client.value("SELECT COUNT(*) FROM SHOP.PUBLIC.HALF") == 1
    client.run("DROP TABLE SHOP.PUBLIC.HALF")


def test_a_statement_count_that_fits_is_accepted(client: Client) -> None:
    assert client.value("SELECT 1; SELECT 2", statement_count=2) == 2
    assert client.value("SELECT 1; SELECT 2", statement_count=0) == 2


def test_a_statement_count_that_does_not_fit_is_refused_before_anything_runs(client: Client, shop: str) -> None:
    error = client.fail("CREATE TABLE SHOP.PUBLIC.MUST_NOT_BE (A INT); SELECT 1", statement_count=3)
    assert (error["code"], error["sqlstate"]) == ("000008", "0A000")
    assert client.fail("SELECT * FROM SHOP.PUBLIC.MUST_NOT_BE")["code"] == "002003"


def test_positional_values_are_bound_in_order(client: Client) -> None:
    assert client.rows("SELECT ?, ? || 'c', ?", params=[7, "ab", None]) == [[7, "abc", None]]
    assert client.rows("SELECT :2, :1, :2", params=["x", "y"]) == [["y", "x", "y"]]


def test_named_values_are_bound_without_regard_to_case(client: Client) -> None:
    assert client.rows("SELECT :low + 1, :HIGH", params={"low": 1, "high": "h"}) == [[2, "h"]]


def test_positional_values_are_shared_out_among_statements(client: Client) -> None:
    document = client.run("SELECT ? AS a; SELECT 0 AS b; SELECT ? + ? AS c", params=[1, 2, 3])
    assert [answer["data"] for answer in document["statements"]] == [[{"A": 1}], [{"B": 0}], [{"C": 5}]]


@pytest.mark.parametrize(
    "number", ["123456789012345678901234567890", "-9223372036854775809", "0.1234567890123456789", "1234567890123456.5"]
)
def test_a_bound_number_keeps_all_its_digits(client: Client, number: str) -> None:
    body = f'{{"sql": "SELECT ?::VARCHAR AS V", "params": [{number}], "timeout": 30.5}}'
    answer = client.call("POST", "/api/v1/query", body.encode())
    assert (answer.status, answer.document.get("data")) == (200, [{"V": number}])


def test_a_bound_text_is_never_read_as_sql(client: Client) -> None:
    text = "'; DROP TABLE x; --"
    assert client.value("SELECT ?", params=[text]) == text


def test_a_bound_fraction_is_an_exact_number(client: Client) -> None:
    assert client.value("SELECT ? + ?", params=[0.1, 0.2]) == Decimal("0.3")


@pytest.mark.parametrize(
    ("kind", "text", "expression", "shown"),
    [
        ("NUMBER", "12345678901234567890.12", "?", Decimal("12345678901234567890.12")),
        ("FIXED", "7", "? + 1", 8),
        ("REAL", "1.5", "? * 2", Decimal("3.0")),
        ("TEXT", "abc", "LENGTH(?)", 3),
        ("BOOLEAN", "true", "NOT ?", False),
        ("DATE", "2024-02-28", "DATEADD(day, 1, ?)", "2024-02-29"),
        ("TIME", "10:11:12", "?", "10:11:12"),
        ("TIMESTAMP_NTZ", "2024-02-29T10:11:12", "?", "2024-02-29 10:11:12.000"),
        ("TIMESTAMP_TZ", "2024-02-29T10:11:12+05:30", "?", "2024-02-29 10:11:12.000 +0530"),
        ("BINARY", "ABCD", "?", "ABCD"),
    ],
)
def test_a_typed_value_is_bound_with_its_type(
    client: Client, kind: str, text: str, expression: str, shown: object
) -> None:
    assert client.value(f"SELECT {expression}", params=[{"type": kind, "value": text}]) == shown


def test_a_typed_null_is_null(client: Client) -> None:
    assert client.value("SELECT ? IS NULL", params=[{"type": "DATE", "value": None}]) is True


def test_a_missing_bind_is_an_error(client: Client) -> None:
    error = client.fail("SELECT ?, ?", params=[1])
    assert (error["code"], error["sqlstate"]) == ("002049", "42601")


@pytest.mark.parametrize(
    "params",
    [
        [[1, 2]],
        [{"type": "DATE", "value": "not a date"}],
        [{"type": "GEOGRAPHY", "value": "POINT(1 1)"}],
        [{"type": "DATE"}],
        [{"type": "NUMBER", "value": "one"}],
        [{"type": "NUMBER", "value": "NaN"}],
        [{"type": "TIME", "value": "10:11:12.1234567891"}],
        [{"type": "TIMESTAMP_NTZ", "value": "2024-02-29T10:11:12.0000000001"}],
        [{"type": "TIMESTAMP_TZ", "value": "2024-02-29T10:11:12"}],
        [10**40],
    ],
    ids=str,
)
def test_a_value_that_cannot_be_bound_is_refused(client: Client, params: list[Any]) -> None:
    answer = client.query("SELECT ?", params=params)
    assert answer.status == 400
    assert answer.error["code"] in {"391900", "100039"}


@pytest.mark.parametrize(
    ("kind", "text", "fraction"),
    [
        ("TIME", "10:11:12.123456789", "123456789"),
        ("TIME", "10:11:12.1234567890", "123456789"),
        ("TIMESTAMP_NTZ", "2024-02-29T10:11:12.0000001", "000000100"),
        ("TIMESTAMP_TZ", "2024-02-29T10:11:12.000000001+01:00", "000000001"),
    ],
)
def test_a_bound_moment_keeps_nine_digits_of_a_second(client: Client, kind: str, text: str, fraction: str) -> None:
    assert client.value("SELECT TO_CHAR(?, 'FF9')", params=[{"type": kind, "value": text}]) == fraction


def test_the_context_of_a_call_can_be_overridden(client: Client, shop: str) -> None:
    document = client.run(
        "SELECT CURRENT_DATABASE() d, CURRENT_SCHEMA() s, CURRENT_ROLE() r, CURRENT_WAREHOUSE() w",
        database="shop",
        schema="archive",
        role="sysadmin",
        warehouse="compute_wh",
    )
    assert document["data"] == [{"D": "SHOP", "S": "ARCHIVE", "R": "SYSADMIN", "W": "COMPUTE_WH"}]
    assert document["session"] == {
        "database": "SHOP",
        "schema": "ARCHIVE",
        "role": "SYSADMIN",
        "warehouse": "COMPUTE_WH",
    }


def test_a_database_override_makes_its_tables_visible_by_short_name(client: Client, shop: str) -> None:
    assert client.value("SELECT COUNT(*) FROM items", database="SHOP") == 3


def test_an_override_holds_for_one_call_only(client: Client, shop: str) -> None:
    session = client.session()
    client.run("SELECT 1", session_id=session, database="SHOP", role="SYSADMIN")
    assert client.rows("SELECT CURRENT_DATABASE(), CURRENT_ROLE()", session_id=session) == [[None, "ACCOUNTADMIN"]]


@pytest.mark.parametrize(
    ("override", "code"),
    [
        ({"database": "nowhere"}, "002003"),
        ({"database": "SHOP", "schema": "nowhere"}, "002003"),
        ({"schema": "PUBLIC"}, "090105"),
        ({"role": "nobody"}, "003013"),
    ],
    ids=str,
)
def test_an_override_that_does_not_exist_is_refused(
    client: Client, shop: str, override: dict[str, str], code: str
) -> None:
    assert client.fail("SELECT 1", **override)["code"] == code


def test_changed_rows_are_counted(client: Client, shop: str) -> None:
    client.run("CREATE TABLE SHOP.PUBLIC.COUNTED (A INT)")
    inserted = client.run("INSERT INTO SHOP.PUBLIC.COUNTED VALUES (1), (2), (3)")
    assert inserted["rows_changed"] == 3
    assert inserted["data"] == [{"number of rows inserted": 3}]
    updated = client.run("UPDATE SHOP.PUBLIC.COUNTED SET A = A + 1 WHERE A > 1")
    assert updated["rows_changed"] == 2
    deleted = client.run("DELETE FROM SHOP.PUBLIC.COUNTED")
    assert deleted["rows_changed"] == 3
    client.run("DROP TABLE SHOP.PUBLIC.COUNTED")


ENDLESS = "SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 1000000)) a, TABLE(GENERATOR(ROWCOUNT => 1000000)) b"


def test_a_statement_beyond_its_time_is_stopped(client: Client) -> None:
    began = time.monotonic()
    answer = client.query(ENDLESS, timeout=0.3)
    assert time.monotonic() - began < 10
    assert answer.status == 408
    assert (answer.error["code"], answer.error["sqlstate"]) == ("000630", "57014")


def test_the_session_parameter_limits_a_statement_too(client: Client) -> None:
    error = client.fail(f"ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 1; {ENDLESS}")
    assert error["code"] == "000630"


def test_a_connection_serves_on_after_a_timeout(client: Client) -> None:
    client.query(ENDLESS, timeout=0.1)
    assert client.value("SELECT 1") == 1


def test_a_large_result_arrives_whole(client: Client) -> None:
    rows = client.rows("SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 50000)) ORDER BY 1")
    assert [row[0] for row in rows] == list(range(50_000))


def test_an_empty_result_has_its_columns(client: Client, shop: str) -> None:
    document = client.run("SELECT id, name FROM SHOP.PUBLIC.ITEMS WHERE FALSE")
    assert document["data"] == []
    assert [column["name"] for column in document["columns"]] == ["ID", "NAME"]


def test_the_absolute_value_of_the_smallest_64_bit_integer_is_exact(client: Client) -> None:
    assert client.value("SELECT ABS(-9223372036854775808)") == 9223372036854775808
