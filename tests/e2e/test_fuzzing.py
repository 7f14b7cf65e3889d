"""Whatever a client sends, the answer is the envelope, never a 5xx status, and no word of the engine's."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.server import Answer, Client

_ENGINE_WORDS = re.compile(
    r"duckdb|\b(binder|catalog|parser|conversion|invalid input|out of range|constraint|transaction) error\b"
    r"|\bmh_|\b[dD][bB]_\d|\bt_\d+\b|_row_id|sqlglot|traceback|candidate bindings|LINE \d+:|<class |0x[0-9a-f]{6,}",
    re.IGNORECASE,
)
_SETTINGS = settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def _vocabulary(name: str) -> st.SearchStrategy[str]:
    """One of the lines of a file."""
    lines = Path(__file__).with_name("vocabulary").joinpath(name).read_text(encoding="utf-8").split("\n")
    return st.sampled_from([line for line in lines if line])


_WORDS = _vocabulary("words.txt")
_SQL = st.lists(_WORDS, max_size=25).map(" ".join)

_ARGUMENT = _vocabulary("arguments.txt")
_FUNCTION = _vocabulary("functions.txt")
_CALL = st.builds(
    lambda function, arguments: f"{function}({', '.join(arguments)})",
    _FUNCTION,
    st.lists(_ARGUMENT, max_size=4),
)
_PATTERNS = st.sampled_from(
    (
        "SELECT {0} FROM SHOP.PUBLIC.ITEMS",
        "SELECT {0}, {1} FROM SHOP.PUBLIC.ITEMS ORDER BY {1}",
        "SELECT COUNT(*) FROM SHOP.PUBLIC.ITEMS WHERE {0} = {1}",
        "SELECT {0} AS a FROM SHOP.PUBLIC.ITEMS GROUP BY {1} HAVING {0} > 0",
        "SELECT MAX({0}) OVER (PARTITION BY {1} ORDER BY id) FROM SHOP.PUBLIC.ITEMS",
        "SELECT CASE WHEN {0} THEN {1} END FROM SHOP.PUBLIC.ITEMS",
        "SELECT {0}::VARCHAR || {1}::NUMBER(5,2) FROM SHOP.PUBLIC.ITEMS",
        "SELECT * FROM SHOP.PUBLIC.ITEMS QUALIFY {0} = {1}",
        "SELECT * FROM TABLE(FLATTEN({0})) f, LATERAL FLATTEN(INPUT => {1}) g",
        "CREATE OR REPLACE TEMPORARY TABLE SHOP.PUBLIC.FUZZ AS SELECT {0} AS a, {1} AS b FROM SHOP.PUBLIC.ITEMS",
    )
)
_STATEMENT = st.builds(lambda pattern, one, two: pattern.format(one, two), _PATTERNS, _CALL, _CALL)

_SCALAR = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
_JSON = st.recursive(
    _SCALAR,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_KEYS = st.sampled_from(
    (
        "sql",
        "database",
        "schema",
        "role",
        "warehouse",
        "params",
        "session_id",
        "timeout",
        "statement_count",
        "row_format",
        "schema_",
        "extra",
    )
)


def check(answer: Answer, sent: str = "") -> None:
    """The answer is an envelope without a 5xx status; an error has a code and no engine word that was not sent."""
    assert answer.status < 500, answer.body
    assert answer.media_type == "application/json"
    document = answer.document
    if answer.status < 400:
        assert document["success"] is True
        return
    error = document["error"]
    assert re.fullmatch(r"\d{6}", error["code"])
    assert re.fullmatch(r"[0-9A-Z]{5}", error["sqlstate"])
    assert error["code"] != "300002", error
    leaked = [found[0] for found in _ENGINE_WORDS.finditer(error["message"]) if found[0].upper() not in sent.upper()]
    assert leaked == [], error["message"]


@_SETTINGS
@given(body=st.binary(max_size=200) | _JSON.map(lambda value: json.dumps(value).encode()))
def test_any_body_is_answered(client: Client, body: bytes) -> None:
    check(client.call("POST", "/api/v1/query", body))
    check(client.call("POST", "/api/v1/sessions", body))


@_SETTINGS
@given(
    document=st.dictionaries(_KEYS, _JSON, max_size=5), sql=st.sampled_from(("SELECT ?", "SELECT :a", "SELECT 1", None))
)
def test_any_query_document_is_answered(client: Client, document: dict[str, Any], sql: str | None) -> None:
    check(client.post("/api/v1/query", document if sql is None else {**document, "sql": sql}))


@_SETTINGS
@given(params=st.lists(_JSON, max_size=3) | st.dictionaries(st.text(max_size=3), _JSON, max_size=3))
def test_any_bound_values_are_answered(client: Client, params: object) -> None:
    check(client.query("SELECT ?, :a, ? || 'x'", params=params))


@_SETTINGS
@given(sql=st.text(max_size=60))
def test_any_text_is_answered(client: Client, shop: str, sql: str) -> None:
    check(client.query(sql, database="SHOP", timeout=10), sql)


@_SETTINGS
@given(sql=_SQL)
def test_any_words_of_sql_are_answered(client: Client, shop: str, sql: str) -> None:
    check(client.query(sql, schema="PUBLIC", database="SHOP", timeout=10), sql)


@_SETTINGS
@given(sql=_STATEMENT)
def test_any_function_on_any_arguments_is_answered(client: Client, shop: str, sql: str) -> None:
    check(client.query(sql, database="SHOP", timeout=10), sql)


@_SETTINGS
@given(
    method=st.sampled_from(("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")),
    parts=st.lists(
        st.sampled_from(("api", "v1", "query", "sessions", "databases", "tables", "history", "x", "%00", "..")),
        max_size=6,
    ),
)
def test_any_path_is_answered(client: Client, method: str, parts: list[str]) -> None:
    answer = client.call(method, "/" + "/".join(parts), b"")
    assert answer.status < 500


@pytest.mark.parametrize("depth", [100, 1_000, 20_000])
def test_any_depth_is_answered(client: Client, depth: int) -> None:
    for text in (
        f"SELECT {'(' * depth}1{')' * depth}",
        f"SELECT {'-' * 1}{'ABS(' * depth}1{')' * depth}",
        f"SELECT 1 {'+ 1 ' * depth}",
        f"SELECT 'x' {'OR TRUE ' * depth}",
        f"SELECT 1 {'UNION ALL SELECT 1 ' * min(depth, 2_000)}",
        f"SELECT * FROM {'(SELECT * FROM ' * depth}(SELECT 1){')' * depth}",
        f"SELECT LENGTH(TO_JSON(PARSE_JSON('{'[' * depth}{']' * depth}')))",
        f"SELECT CASE {'WHEN 1=0 THEN 1 ' * depth} END",
        f"SELECT 1 IN ({', '.join('1' * min(depth, 5_000))})",
    ):
        check(client.query(text, timeout=20), text)


def test_a_scalar_function_with_over_is_refused_by_its_own_name(client: Client) -> None:
    answer = client.query("SELECT SQRT(4) OVER (ORDER BY 1)")
    check(answer)
    assert "Invalid function type [SQRT] for window function." in answer.error["message"]


def test_a_precision_that_cannot_be_is_refused(client: Client) -> None:
    check(client.query("SELECT CURRENT_TIMESTAMP(99999999999999999999)"))


@pytest.mark.parametrize(
    "call",
    [
        "TIME()",
        "LIKE('a', 'b', 'c', 'd')",
        "'a' LIKE 'b' ESCAPE 'cd'",
        "TO_NUMBER('1', 38, -1)",
        "TO_CHAR(1, '2024-02-29'::DATE)",
        "GROUPING(-1)",
        "GROUPING(id)",
        "GROUPING_ID(TRUE, PARSE_JSON('1'))",
        "AS_TIMESTAMP_TZ(NULL)::VARCHAR(3)",
        "SHA2_HEX('a', 1e300::FLOAT)",
        "POSITION('a', 'ba', 99999999999999999999999999999999999999)",
        "APPROX_PERCENTILE(NULL, 2) OVER (PARTITION BY name)",
        "APPROX_PERCENTILE(NULL, 0.5)",
        "PERCENTILE_DISC('x') WITHIN GROUP (ORDER BY id)",
        "MONTHS_BETWEEN('2024-01-01'::DATE, '10:00'::TIME)",
        "LISTAGG(name, name || 'x')",
        "TO_NUMBER('1', '2024-02-29'::DATE)",
    ],
)
def test_arguments_that_cannot_be_are_refused(client: Client, shop: str, call: str) -> None:
    check(client.query(f"SELECT {call} FROM SHOP.PUBLIC.ITEMS"))
