"""Whatever a client sends to the REST API, the answer is an orderly one, and only what a body defines is made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.resource_api import ROOT, ResourceAnswer, ResourceApi, resource_api
from tests.support.server import LocalServer

_SETTINGS = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_ORDERLY = {200, 400, 401, 403, 404, 405, 409}
_DATABASE = "RA_FUZZED"
_TABLES = f"/databases/{_DATABASE}/schemas/PUBLIC/tables"

_TEXTS = st.text(max_size=20) | st.sampled_from(
    ("a", '"a b"', "x'; DROP DATABASE RA_FUZZED; --", "int", "int)", "1", "CURRENT_DATE", "(", "$$", "\\", "\x00", "é")
)
_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _TEXTS
_JSON = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_COLUMN_KEYS = ("name", "datatype", "nullable", "default", "collate", "comment", "autoincrement_start", "constraints")
_COLUMNS = st.lists(st.dictionaries(st.sampled_from(_COLUMN_KEYS), _TEXTS | _SCALARS | _JSON, max_size=5), max_size=3)
_TABLE_KEYS = ("name", "kind", "comment", "cluster_by", "constraints", "data_retention_time_in_days", "rows", "other")
_USER_KEYS = ("password", "email", "default_role", "default_namespace", "rsa_public_key", "disabled", "type", "owner")


@pytest.fixture
def api(server: LocalServer) -> Iterator[ResourceApi]:
    with resource_api(server.url) as found:
        yield found


@pytest.fixture(scope="module", autouse=True)
def _fuzzed(server: LocalServer) -> Iterator[None]:
    """A database that is still there at the end."""
    with resource_api(server.url) as found:
        found.create("/databases?createMode=orReplace", name=_DATABASE, comment="stays")
        yield
        assert found.get(f"/databases/{_DATABASE}")["comment"] == "stays"
        found.drop(f"/databases/{_DATABASE}")


def _check(answer: ResourceAnswer) -> None:
    assert answer.status in _ORDERLY, answer.document
    if answer.status != 200:
        assert {"message", "code", "error_code", "request_id"} == answer.document.keys()


@_SETTINGS
@given(columns=_COLUMNS | _JSON, others=st.dictionaries(st.sampled_from(_TABLE_KEYS), _SCALARS | _JSON, max_size=4))
def test_any_table_is_created_or_refused(api: ResourceApi, columns: Any, others: dict[str, Any]) -> None:
    body = {"name": "t", "columns": columns, **others}
    _check(api.call("POST", f"{_TABLES}?createMode=orReplace", body))
    _check(api.call("PUT", f"{_TABLES}/t", body))


@_SETTINGS
@given(body=st.dictionaries(st.sampled_from(_USER_KEYS), _SCALARS | _JSON, max_size=4))
def test_any_user_is_created_or_refused(api: ResourceApi, body: dict[str, Any]) -> None:
    answer = api.call("POST", "/users?createMode=orReplace", {"name": "ra_fuzzed", **body})
    _check(answer)
    if answer.status == 200:
        _check(api.call("GET", "/users/ra_fuzzed"))
        api.drop("/users/ra_fuzzed")


@_SETTINGS
@given(body=_JSON)
def test_any_body_is_answered(api: ResourceApi, body: Any) -> None:
    for path in ("/databases", "/warehouses", "/roles", "/roles/sysadmin/grants", f"{_TABLES}:as-select"):
        _check(api.call("POST", f"{path}?createMode=errorIfExists" if ":" not in path else path, body))


@_SETTINGS
@given(segments=st.lists(_TEXTS, min_size=1, max_size=6), method=st.sampled_from(("GET", "DELETE", "PUT", "POST")))
def test_any_path_is_answered(api: ResourceApi, segments: list[str], method: str) -> None:
    path = "/databases/" + "/".join(quote(item, safe="") for item in segments)
    if "statements" not in path:
        _check(_raw(api, method, path))


@_SETTINGS
@given(
    parameters=st.dictionaries(
        st.sampled_from(("like", "startsWith", "showLimit", "fromName", "history", "deep", "else")), _TEXTS, max_size=4
    )
)
def test_any_filter_is_answered(api: ResourceApi, parameters: dict[str, str]) -> None:
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in parameters.items())
    for path in ("/databases", "/users", "/warehouses", _TABLES):
        _check(_raw(api, "GET", f"{path}?{query}"))


def _raw(api: ResourceApi, method: str, path: str) -> ResourceAnswer:
    """A request whose path is quoted already."""
    connection = api._connection
    headers = {"Authorization": "Bearer any", "User-Agent": "tests/1.0", "Accept": "application/json"}
    connection.request(method, ROOT + path, json.dumps({"name": "x"}) if method in ("PUT", "POST") else None, headers)
    response = connection.getresponse()
    return ResourceAnswer(response.status, json.loads(response.read() or "null"))
