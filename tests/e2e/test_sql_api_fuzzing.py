"""Whatever a client sends to the SQL API, the answer is documented, never a 5xx status, and nothing runs by mistake."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.key_pairs import encoded
from tests.support.server import LocalServer
from tests.support.sql_api import STATEMENTS, SqlApi, SqlApiAnswer, sql_api

_SETTINGS = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_DOCUMENTED = {200, 202, 400, 401, 404, 405, 408, 413, 415, 422, 429}

_SCALAR = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
_JSON = st.recursive(
    _SCALAR,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_KEYS = st.sampled_from(("timeout", "database", "schema", "warehouse", "role", "bindings", "parameters", "extra"))
_WRITES = "INSERT INTO FUZZED.PUBLIC.WRITTEN SELECT 1"
_SQL = ("SELECT 1", "SELECT ?", "SELECT :a", "SELECT '2026-10-09'::DATE, NULL", "SELECT 1; SELECT 2")
_TYPE_NAMES = "FIXED REAL TEXT BOOLEAN BINARY DATE TIME TIMESTAMP_NTZ TIMESTAMP_LTZ TIMESTAMP_TZ VARIANT DECFLOAT fixed"
_STATEMENTS = st.sampled_from(_SQL)
_TYPES = st.sampled_from(_TYPE_NAMES.split())
_VALUES = st.text(max_size=30) | st.integers().map(str) | st.floats().map(str) | _JSON
_BINDINGS = st.dictionaries(
    st.sampled_from(("1", "2", "a", "0", "-1", "99999999999", "")),
    st.fixed_dictionaries({"type": _TYPES, "value": _VALUES}) | _JSON,
    max_size=3,
)
_NAMES = """date_output_format TIMEZONE multi_statement_count rows_per_resultset query_tag timestamp_output_format
    binary_output_format use_cached_result client_result_chunk_size MAGIC"""
_PARAMETERS = st.dictionaries(
    st.sampled_from(_NAMES.split()),
    _SCALAR,
    max_size=3,
)
_HEADERS = """Accept Authorization Content-Type User-Agent X-Snowflake-Authorization-Token-Type Content-Encoding
    Accept-Encoding Origin"""
_HEADER = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60)


@pytest.fixture
def api(server: LocalServer) -> Iterator[SqlApi]:
    with sql_api(server.url) as found:
        yield found


@pytest.fixture(scope="module", autouse=True)
def written(server: LocalServer) -> Iterator[None]:
    """A table that nothing writes to; at the end of all tests it is empty."""
    with server.client() as setup:
        setup.run("CREATE OR REPLACE DATABASE FUZZED; CREATE TABLE FUZZED.PUBLIC.WRITTEN (A INT)")
    yield
    with server.client() as last:
        assert last.value("SELECT COUNT(*) FROM FUZZED.PUBLIC.WRITTEN") == 0


def check(answer: SqlApiAnswer) -> None:
    """A status that the documentation has, and JSON with code and message where something is refused."""
    assert answer.status in _DOCUMENTED, answer.content
    if answer.status == 405:
        assert answer.content == b""
        return
    assert answer.headers["content-type"] == "application/json"
    assert re.fullmatch(r"\d{6}", answer.document["code"])
    assert answer.document["code"] != "300002", answer.content
    assert answer.document["message"]


@_SETTINGS
@given(body=st.binary(max_size=200) | _JSON.map(lambda value: json.dumps(value).encode()))
def test_any_body_is_answered(api: SqlApi, body: bytes) -> None:
    check(api.call("POST", STATEMENTS, body))


@_SETTINGS
@given(sql=_STATEMENTS, document=st.dictionaries(_KEYS, _JSON, max_size=5))
def test_any_document_is_answered(api: SqlApi, sql: str, document: dict[str, Any]) -> None:
    check(api.submit(sql, **document))


@_SETTINGS
@given(sql=_STATEMENTS, bindings=_BINDINGS)
def test_any_bindings_are_answered(api: SqlApi, sql: str, bindings: dict[str, Any]) -> None:
    check(api.submit(sql, bindings=bindings))


@_SETTINGS
@given(sql=_STATEMENTS, parameters=_PARAMETERS)
def test_any_parameters_are_answered(api: SqlApi, sql: str, parameters: dict[str, Any]) -> None:
    check(api.submit(sql, parameters=parameters))


@_SETTINGS
@given(sql=st.text(max_size=60))
def test_any_text_is_answered(api: SqlApi, sql: str) -> None:
    check(api.submit(sql, timeout=10))


@_SETTINGS
@given(
    name=st.sampled_from(("requestId", "retry", "async", "nullable", "partition", "x")),
    value=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
def test_any_query_is_answered(api: SqlApi, name: str, value: str) -> None:
    answer = api.submit("SELECT 1", query=f"?{name}={quote(value)}")
    check(answer)
    if answer.status == 200:
        check(api.look(answer.handle, f"?{name}={quote(value)}"))


@_SETTINGS
@given(
    name=st.sampled_from(_HEADERS.split()),
    value=_HEADER,
)
def test_any_header_is_answered(api: SqlApi, name: str, value: str) -> None:
    check(api.call("POST", STATEMENTS, b'{"statement": "SELECT 1"}', {name: value}))


@_SETTINGS
@given(header=_JSON, payload=_JSON, signature=st.binary(max_size=20))
def test_any_token_is_answered(api: SqlApi, header: object, payload: object, signature: bytes) -> None:
    parts = (json.dumps(header).encode(), json.dumps(payload).encode(), signature)
    token = f"Bearer {'.'.join(map(encoded, parts))}"
    check(api.call("POST", STATEMENTS, b'{"statement": "SELECT 1"}', {"Authorization": token}))


@_SETTINGS
@given(handle=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_any_handle_is_answered(api: SqlApi, handle: str) -> None:
    check(api.look(quote(handle, safe="")))
    check(api.cancel(quote(handle, safe="")))


@pytest.mark.parametrize(
    ("headers", "query", "document"),
    [
        ({"Content-Type": "text/plain"}, "", {}),
        ({"Authorization": None}, "", {}),
        ({"Accept": None}, "", {}),
        ({"User-Agent": None}, "", {}),
        ({"X-Snowflake-Authorization-Token-Type": "MAGIC"}, "", {}),
        ({"Origin": "https://example.org"}, "", {}),
        ({}, "?async=perhaps", {}),
        ({}, "?retry=perhaps", {}),
        ({}, "?nullable=perhaps", {}),
        ({}, "", {"timeout": -1}),
        ({}, "", {"role": "NOBODY"}),
        ({}, "", {"parameters": {"MAGIC": 1}}),
        ({}, "", {"parameters": {"timezone": "Nowhere"}}),
        ({}, "", {"parameters": {"date_output_format": ["x"]}}),
        ({}, "", {"parameters": {"multi_statement_count": "2"}}),
        ({}, "", {"bindings": {"1": {"type": "FIXED", "value": "x"}}}),
        ({}, "", {"bindings": {"1": 1}}),
    ],
)
def test_what_is_refused_is_not_run(
    api: SqlApi, headers: dict[str, str | None], query: str, document: dict[str, Any]
) -> None:
    body = json.dumps({"statement": _WRITES, **document}).encode()
    answer = api.call("POST", STATEMENTS + query, body, headers)
    check(answer)
    assert answer.status >= 400


def test_a_body_that_is_too_large_is_refused(api: SqlApi) -> None:
    answer = api.call("POST", STATEMENTS, b'{"statement": "' + b" " * (64 * 2**20) + b'"}')
    check(answer)
    assert answer.status == 413


@pytest.mark.parametrize("depth", [100, 100_000])
def test_any_depth_of_a_body_is_answered(api: SqlApi, depth: int) -> None:
    check(api.call("POST", STATEMENTS, b'{"statement": "SELECT 1", "bindings": ' + b"[" * depth + b"]" * depth + b"}"))
    check(api.call("POST", STATEMENTS, b'{"x":' * depth + b"1" + b"}" * depth))
