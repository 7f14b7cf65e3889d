"""The REST API's requests: whose they are, what they may say, and how refusals are told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.resource_api import ResourceApi, resource_api
from tests.support.server import Client, LocalServer


@pytest.fixture
def api(server: LocalServer) -> Iterator[ResourceApi]:
    with resource_api(server.url) as found:
        yield found


@pytest.fixture
def logged_in(server: LocalServer, client: Client) -> Iterator[ResourceApi]:
    """A connection by the token of a driver's session."""
    login = {"data": {"LOGIN_NAME": "tester", "PASSWORD": "x", "ACCOUNT_NAME": "a", "CLIENT_APP_ID": "tests"}}
    token = client.post("/session/v1/login-request", login).document["data"]["token"]
    with resource_api(server.url, f'Snowflake Token="{token}"') as found:
        yield found


def test_a_refusal_is_told_with_its_code_and_the_id_of_the_request(api: ResourceApi) -> None:
    answer = api.call("GET", "/databases/nobody", X_Request_ID="mine")
    message = "SQL compilation error:\nDatabase 'NOBODY' does not exist or not authorized."
    assert answer.status == 404
    assert answer.document == {"message": message, "code": "002003", "error_code": "002003", "request_id": "mine"}


@pytest.mark.parametrize(
    ("authorization", "code"),
    [("", "390146"), ("Basic x", "390146"), ("Bearer ", "390146"), ('Snowflake Token="nobody\'s"', "390104")],
)
def test_a_request_without_a_good_token_is_refused(api: ResourceApi, authorization: str, code: str) -> None:
    assert api.call("GET", "/databases", Authorization=authorization).refusal == (401, code)


def test_a_session_s_requests_change_its_context(logged_in: ResourceApi) -> None:
    logged_in.create("/databases?createMode=orReplace", name="request_one")
    assert logged_in.get("/databases/request_one")["is_current"] is True
    logged_in.act("/warehouses/compute_wh:use")
    assert logged_in.get("/warehouses/compute_wh")["is_current"] is True
    logged_in.drop("/databases/request_one")


def test_a_temporary_table_lives_in_a_session(logged_in: ResourceApi) -> None:
    logged_in.create("/databases?createMode=orReplace", name="request_one")
    tables = "/databases/request_one/schemas/public/tables"
    logged_in.create(tables, name="t", kind="TEMPORARY", columns=[{"name": "a", "datatype": "int"}])
    assert logged_in.get(f"{tables}/t")["kind"] == "TEMPORARY"
    logged_in.drop("/databases/request_one")


def test_a_request_may_name_its_role(api: ResourceApi) -> None:
    api.call("POST", "/databases?createMode=orReplace", {"name": "request_two"}, X_Snowflake_Role="sysadmin")
    assert api.get("/databases/request_two")["owner"] == "SYSADMIN"
    assert api.call("DELETE", "/databases/request_two", X_Snowflake_Role='"PUBLIC"').refusal == (403, "003001")
    assert api.call("GET", "/databases", X_Snowflake_Role="nobody_s").status == 403
    api.drop("/databases/request_two")


def test_a_request_is_in_the_history_as_a_statement(api: ResourceApi, client: Client) -> None:
    api.drop("/databases/request_three", ifExists="true")
    texts = [item["query_text"] for item in client.get("/api/v1/query/history").document["data"]]
    assert 'DROP DATABASE IF EXISTS "REQUEST_THREE"' in texts


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/databases/no-name", None),
        ("GET", '/databases/""', None),
        ("GET", "/databases/1a", None),
        ("GET", "/databases/a.b", None),
        ("GET", "/databases/a:undrop", None),
        ("GET", "/databases?showLimit=0", None),
        ("GET", "/databases?showLimit=many", None),
        ("GET", "/databases?history=perhaps", None),
        ("GET", "/databases?colour=red", None),
        ("POST", "/databases?createMode=sometimes", {"name": "x"}),
        ("POST", "/databases", {"name": "x; DROP DATABASE y"}),
        ("POST", "/databases", {"name": None}),
        ("POST", "/databases", {"comment": "x"}),
        ("POST", "/databases", ["x"]),
        ("POST", "/databases", {"name": "x", "colour": "red"}),
        ("POST", "/databases", {"name": "x", "data_retention_time_in_days": "soon"}),
        ("POST", "/databases", None),
        ("PUT", "/databases/one", {"name": "other"}),
        ("PUT", "/users/one", {"name": "other"}),
        ("PUT", "/roles/one?createMode=orReplace", {"name": "one"}),
        ("POST", "/databases/one:undrop?ifExists=true", None),
        ("POST", "/databases", {"name": "x", "kind": "HYBRID"}),
    ],
)
def test_a_request_that_is_not_well_formed_is_refused(api: ResourceApi, method: str, path: str, body: Any) -> None:
    assert api.call(method, path, body).refusal == (400, "391900")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/tasks"),
        ("GET", "/databases/d/schemas/s/stages"),
        ("POST", "/databases/d/replication:enable"),
        ("POST", "/databases:from-share"),
        ("POST", "/databases/d/schemas/s/tables:using-template"),
        ("GET", "/roles/sysadmin/future-grants"),
        ("GET", "/accounts"),
    ],
)
def test_resources_that_are_not_served_are_refused_by_name(api: ResourceApi, method: str, path: str) -> None:
    answer = api.call(method, path, {} if method == "POST" else None)
    assert answer.refusal == (404, "000002")
    assert path in answer.document["message"]


def test_the_path_of_a_collection_may_end_with_a_slash(api: ResourceApi) -> None:
    assert api.get("/databases/") == api.get("/databases")


def test_a_body_that_is_not_gzip_is_told_as_such(api: ResourceApi) -> None:
    answer = api.call("POST", "/databases", {"name": "x"}, Content_Encoding="gzip")
    assert answer.refusal == (400, "391900")


def test_a_method_that_a_resource_has_not_is_told_in_the_api_s_own_way(api: ResourceApi) -> None:
    assert api.call("PATCH", "/databases/x", {}).refusal == (405, "391900")
