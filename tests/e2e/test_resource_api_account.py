"""The REST API of warehouses, roles and users."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.resource_api import ResourceApi, resource_api
from tests.support.server import Client, LocalServer


@pytest.fixture
def api(server: LocalServer) -> Iterator[ResourceApi]:
    with resource_api(server.url) as found:
        yield found
        for plural in ("warehouses", "users", "roles"):
            for name in found.names(f"/{plural}", like="RA\\_%"):
                found.drop(f"/{plural}/{name}")


def test_a_warehouse_is_told_as_it_was_created(api: ResourceApi) -> None:
    api.create(
        "/warehouses",
        name="ra_w",
        warehouse_size="xlarge",
        auto_suspend=60,
        auto_resume="false",
        comment="x",
        initially_suspended="true",
        max_cluster_count=3,
        statement_timeout_in_seconds=9,
    )
    found = api.get("/warehouses/ra_w")
    assert (found["name"], found["warehouse_size"], found["size"]) == ("RA_W", "X-Large", "X-Large")
    assert (found["auto_suspend"], found["auto_resume"], found["comment"]) == (60, "false", "x")
    assert (found["state"], found["started_clusters"], found["max_cluster_count"]) == ("SUSPENDED", 0, 3)
    assert (found["statement_timeout_in_seconds"], found["max_concurrency_level"]) == (9, None)


def test_a_warehouse_is_resumed_and_suspended(api: ResourceApi) -> None:
    api.create("/warehouses", name="ra_w", initially_suspended="true")
    api.act("/warehouses/ra_w:resume")
    assert api.get("/warehouses/ra_w")["state"] == "STARTED"
    api.act("/warehouses/ra_w:suspend")
    assert api.get("/warehouses/ra_w")["state"] == "SUSPENDED"
    api.act("/warehouses/ra_w:abort")
    assert api.call("POST", "/warehouses/ra_nobody:suspend").status == 404
    api.act("/warehouses/ra_nobody:suspend?ifExists=true")


def test_a_warehouse_is_renamed(api: ResourceApi) -> None:
    api.create("/warehouses", name="ra_w")
    api.act("/warehouses/ra_w:rename", name="ra_v")
    assert api.names("/warehouses", like="ra\\_%") == ["RA_V"]


def test_a_warehouse_is_altered_to_a_definition(api: ResourceApi) -> None:
    api.create("/warehouses", name="ra_w", warehouse_size="LARGE", comment="x")
    found = api.get("/warehouses/ra_w")
    api.define("/warehouses/ra_w", **{**found, "comment": None, "auto_suspend": 30})
    altered = api.get("/warehouses/ra_w")
    assert (altered["warehouse_size"], altered["comment"], altered["auto_suspend"]) == ("Large", "", 30)


@pytest.mark.parametrize("body", [{"resource_monitor": "m"}, {"query_throughput_multiplier": 3}])
def test_what_warehouses_have_not_is_refused_by_name(api: ResourceApi, body: dict[str, object]) -> None:
    assert api.call("POST", "/warehouses", {"name": "ra_w", **body}).refusal == (400, "000002")


def test_a_warehouse_is_used_in_a_session_alone(api: ResourceApi) -> None:
    assert api.call("POST", "/warehouses/compute_wh:use").refusal == (400, "000002")


def test_a_role_is_told_as_it_was_created(api: ResourceApi) -> None:
    api.create("/roles", name="ra_r", comment="x")
    found = api.get("/roles/ra_r")
    assert (found["name"], found["comment"], found["owner"]) == ("RA_R", "x", "ACCOUNTADMIN")
    assert (found["is_current"], found["granted_roles"]) == (False, 0)
    api.define("/roles/ra_r", name="ra_r")
    assert api.get("/roles/ra_r")["comment"] == ""
    assert api.names("/roles", like="ra\\_%", showLimit=1) == ["RA_R"]


def test_a_user_is_told_as_it_was_created(api: ResourceApi) -> None:
    api.create(
        "/users",
        name="ra_anne",
        password="p'\\w",
        first_name="Anne",
        email="a@b.example",
        disabled=True,
        default_role="sysadmin",
        default_warehouse='"w"',
        default_namespace="d.s",
        default_secondary_roles="NONE",
        middle_name="M",
        must_change_password=False,
    )
    found = api.get("/users/ra_anne")
    assert (found["name"], found["login_name"], found["first_name"]) == ("RA_ANNE", "RA_ANNE", "Anne")
    assert (found["middle_name"], found["email"], found["disabled"]) == ("M", "a@b.example", True)
    assert (found["default_role"], found["default_warehouse"]) == ("SYSADMIN", '"w"')
    assert (found["default_namespace"], found["default_secondary_roles"]) == ("D.S", "NONE")
    assert (found["has_password"], "password" in found) == (True, False)


def test_no_password_comes_into_the_history(api: ResourceApi, client: Client) -> None:
    api.create("/users", name="ra_anne", password="hush-hush")
    texts = [item["query_text"] for item in client.get("/api/v1/query/history").document["data"]]
    assert any("RA_ANNE" in text for text in texts)
    assert not any("hush" in text for text in texts)


def test_a_user_is_altered_to_a_definition(api: ResourceApi) -> None:
    api.create("/users", name="ra_anne", first_name="Anne", comment="x", password="secret")
    found = api.get("/users/ra_anne")
    api.define("/users/ra_anne", **{**found, "comment": None, "last_name": "B"})
    altered = api.get("/users/ra_anne")
    assert (altered["first_name"], altered["last_name"], altered["comment"]) == ("Anne", "B", "")
    assert (altered["login_name"], altered["has_password"]) == ("RA_ANNE", True)


def test_a_definition_creates_the_user_that_is_not_there(api: ResourceApi) -> None:
    api.define("/users/ra_anne", name="ra_anne", comment="x")
    assert api.get("/users/ra_anne")["comment"] == "x"


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({"days_to_expiry": 3}, (400, "000002")),
        ({"network_policy": "p"}, (400, "000002")),
        ({"default_secondary_roles": "SOME"}, (400, "391900")),
        ({"rsa_public_key": "no key"}, (400, "001008")),
    ],
)
def test_what_users_have_not_is_refused(api: ResourceApi, body: dict[str, object], refusal: tuple[int, str]) -> None:
    assert api.call("POST", "/users", {"name": "ra_anne", **body}).refusal == refusal


def test_a_role_is_granted_and_revoked(api: ResourceApi) -> None:
    api.create("/roles", name="ra_r")
    api.create("/users", name="ra_anne")
    grant = {"securable_type": "role", "securable": {"name": "ra_r"}}
    api.act("/users/ra_anne/grants", **grant)
    (found,) = api.get("/users/ra_anne/grants")
    assert (found["securable_type"], found["securable"], found["privileges"]) == ("ROLE", {"name": "RA_R"}, ["USAGE"])
    (holder,) = api.get("/roles/ra_r/grants-of")
    assert (holder["role"], holder["granted_to"], holder["grantee_name"]) == ("RA_R", "USER", "RA_ANNE")
    api.act("/users/ra_anne/grants:revoke", **grant)
    assert api.get("/users/ra_anne/grants") == []


def test_a_role_has_what_it_owns_and_what_is_granted_to_it(api: ResourceApi) -> None:
    api.create("/roles", name="ra_r")
    api.act("/roles/ra_r/grants", securable_type="ROLE", securable={"name": "sysadmin"})
    (found,) = api.get("/roles/ra_r/grants")
    assert (found["securable"]["name"], found["grant_option"]) == ("SYSADMIN", False)
    (owned,) = api.get("/roles/ra_r/grants-on")
    assert (owned["privileges"], owned["securable"]["name"]) == (["OWNERSHIP"], "RA_R")


def test_other_privileges_are_refused_by_name(api: ResourceApi) -> None:
    body = {"securable_type": "DATABASE", "securable": {"name": "d"}, "privileges": ["USAGE"]}
    answer = api.call("POST", "/roles/sysadmin/grants", body)
    assert answer.refusal == (400, "000002")
    assert answer.document["message"] == "Unsupported feature 'GRANT USAGE ON DATABASE'."
