"""The REST API of databases and schemas: what it creates, tells, alters and drops."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from tests.support.resource_api import ResourceApi, resource_api
from tests.support.server import LocalServer


@pytest.fixture
def api(server: LocalServer) -> Iterator[ResourceApi]:
    with resource_api(server.url) as found:
        yield found
        for name in found.names("/databases", startsWith="RA_"):
            found.drop(f"/databases/{name}")


def test_a_database_is_told_as_it_was_created(api: ResourceApi) -> None:
    status = api.create("/databases", name="ra_one", comment="it's", data_retention_time_in_days="3")
    found = api.get("/databases/ra_one")
    assert status == "Database RA_ONE successfully created."
    assert dt.datetime.fromisoformat(found.pop("created_on")).tzinfo is not None
    assert {key: value for key, value in found.items() if value is not None} == {
        "name": "RA_ONE",
        "kind": "PERMANENT",
        "is_default": False,
        "is_current": False,
        "origin": "",
        "owner": "ACCOUNTADMIN",
        "owner_role_type": "ROLE",
        "comment": "it's",
        "options": "",
        "retention_time": 3,
        "data_retention_time_in_days": 3,
    }


def test_a_creation_says_what_becomes_of_what_exists(api: ResourceApi) -> None:
    api.create("/databases", name="RA_ONE", comment="first")
    assert api.call("POST", "/databases", {"name": "ra_one"}).refusal == (409, "002002")
    api.create("/databases?createMode=ifNotExists", name="ra_one", comment="second")
    assert api.get("/databases/RA_ONE")["comment"] == "first"
    api.create("/databases?createMode=orReplace", name="ra_one", comment="third")
    assert api.get("/databases/RA_ONE")["comment"] == "third"


@pytest.mark.parametrize(("query", "kind"), [("", "PERMANENT"), ("?kind=transient", "TRANSIENT")])
def test_a_database_may_be_transient(api: ResourceApi, query: str, kind: str) -> None:
    api.create("/databases" + query, name="RA_ONE")
    assert api.get("/databases/RA_ONE")["kind"] == kind


def test_a_quoted_name_is_kept_as_it_is(api: ResourceApi) -> None:
    api.create("/databases", name='"RA_a :""b"')
    assert api.get('/databases/"RA_a :""b"')["name"] == '"RA_a :""b"'
    assert api.drop('/databases/"RA_a :""b"') == 'RA_a :"b successfully dropped.'


def test_a_listing_is_filtered(api: ResourceApi) -> None:
    for name in ("RA_A", "RA_B", "RA_C"):
        api.create("/databases", name=name)
    assert api.names("/databases", like="ra~_b".replace("~", "\\")) == ["RA_B"]
    assert api.names("/databases", startsWith="RA_", showLimit=2) == ["RA_A", "RA_B"]
    assert api.names("/databases", startsWith="RA_", fromName="RA_A") == ["RA_B", "RA_C"]
    assert api.names("/databases", startsWith="ra_") == []


def test_what_a_definition_leaves_out_is_unset(api: ResourceApi) -> None:
    api.create("/databases", name="RA_ONE", comment="x", log_level="INFO")
    api.define("/databases/RA_ONE", name="RA_ONE", data_retention_time_in_days=2)
    found = api.get("/databases/RA_ONE")
    assert (found["comment"], found["log_level"], found["data_retention_time_in_days"]) == ("", None, 2)


def test_a_definition_creates_what_is_not_there(api: ResourceApi) -> None:
    api.define("/databases/RA_ONE", name="RA_ONE", comment="x")
    assert api.get("/databases/RA_ONE")["comment"] == "x"


def test_what_is_fetched_defines_the_same(api: ResourceApi) -> None:
    api.create("/databases", name="RA_ONE", comment="x", data_retention_time_in_days=4, log_level="INFO")
    before = api.get("/databases/RA_ONE")
    api.define("/databases/RA_ONE", **before)
    assert api.get("/databases/RA_ONE") == before


def test_a_dropped_database_comes_back(api: ResourceApi) -> None:
    api.create("/databases", name="RA_ONE", comment="x")
    assert api.drop("/databases/RA_ONE") == "RA_ONE successfully dropped."
    assert api.call("GET", "/databases/RA_ONE").refusal == (404, "002003")
    dropped = [item["dropped_on"] for item in api.get("/databases", history="true", startsWith="RA_ONE")]
    assert dropped
    assert None not in dropped
    api.act("/databases/RA_ONE:undrop")
    assert api.get("/databases/RA_ONE")["comment"] == "x"


def test_a_database_that_is_not_there_is_dropped_if_it_exists(api: ResourceApi) -> None:
    assert api.call("DELETE", "/databases/RA_NOBODY").refusal == (404, "002003")
    assert api.drop("/databases/RA_NOBODY", ifExists="true").startswith("Drop statement executed successfully")


def test_a_database_is_cloned(api: ResourceApi) -> None:
    api.create("/databases", name="RA_ONE")
    api.create("/databases/RA_ONE/schemas", name="inside")
    api.act("/databases/RA_ONE:clone?createMode=orReplace", name="RA_TWO", comment="copy")
    assert api.get("/databases/RA_TWO")["comment"] == "copy"
    assert "INSIDE" in api.names("/databases/RA_TWO/schemas")


def test_a_schema_is_told_as_it_was_created(api: ResourceApi) -> None:
    api.create("/databases", name="RA_ONE")
    api.create("/databases/ra_one/schemas", name='"inside"', kind="TRANSIENT", managed_access=True, comment="x")
    found = api.get('/databases/ra_one/schemas/"inside"')
    assert (found["name"], found["database_name"], found["comment"]) == ('"inside"', "RA_ONE", "x")
    assert (found["kind"], found["managed_access"], found["options"]) == (
        "TRANSIENT",
        True,
        "TRANSIENT, MANAGED ACCESS",
    )


def test_the_schemas_of_a_database_are_listed(api: ResourceApi) -> None:
    api.create("/databases", name="RA_ONE")
    api.create("/databases/RA_ONE/schemas", name="more")
    assert api.names("/databases/RA_ONE/schemas") == ["INFORMATION_SCHEMA", "MORE", "PUBLIC"]
    assert api.names("/databases/RA_ONE/schemas", like="m%") == ["MORE"]
    assert api.get("/databases/RA_ONE/schemas/INFORMATION_SCHEMA")["owner"] == ""


def test_a_schema_is_altered_to_a_definition(api: ResourceApi) -> None:
    api.create("/databases", name="RA_ONE")
    api.create("/databases/RA_ONE/schemas", name="S", comment="x", managed_access=True)
    api.define("/databases/RA_ONE/schemas/S", name="S", data_retention_time_in_days=2)
    found = api.get("/databases/RA_ONE/schemas/S")
    assert (found["comment"], found["managed_access"], found["retention_time"]) == ("", False, 2)


def test_a_schema_is_dropped_undropped_and_cloned(api: ResourceApi) -> None:
    for name in ("RA_ONE", "RA_TWO"):
        api.create("/databases", name=name)
    api.create("/databases/RA_ONE/schemas", name="S", comment="x")
    api.drop("/databases/RA_ONE/schemas/S")
    api.act("/databases/RA_ONE/schemas/S:undrop")
    api.act("/databases/RA_ONE/schemas/S:clone?targetDatabase=RA_TWO", name="copy")
    assert api.names("/databases/RA_TWO/schemas", startsWith="C") == ["COPY"]


def test_schemas_of_no_database_are_not_found(api: ResourceApi) -> None:
    assert api.call("GET", "/databases/RA_NOBODY/schemas").status == 404
    assert api.call("POST", "/databases/RA_NOBODY/schemas", {"name": "s"}).status == 404
    assert api.call("GET", "/databases/RA_NOBODY/schemas/s").status == 404


@pytest.mark.parametrize(
    "body", [{"name": "RA_X", "point_of_time": {"point_of_time_type": "offset"}}, {"name": "RA_X", "kind": "TRANSIENT"}]
)
def test_what_a_definition_cannot_have_is_refused_by_name(api: ResourceApi, body: dict[str, object]) -> None:
    api.create("/databases", name="RA_X")
    assert api.call("PUT", "/databases/RA_X", body).refusal == (400, "000002")
