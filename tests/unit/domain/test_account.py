"""The account as one picture: who has which role, and what becomes of grants and owners."""

from __future__ import annotations

import datetime as dt

from mockhaus.domain.account import beginning
from mockhaus.domain.account.account import Account
from mockhaus.domain.account.objects import AccountObject, Role, RoleGrant, User, Warehouse

NOON = dt.datetime(2024, 2, 29, 12, tzinfo=dt.UTC)


def role(name: str, *held: str, owner: str = "USERADMIN") -> Role:
    """A role that holds others."""
    grants = tuple(RoleGrant(item, NOON, "SECURITYADMIN") for item in held)
    return Role(id=100, name=name, owner=owner, created_at=NOON, grants=grants)


def user(name: str, *granted: str, login_name: str = "") -> User:
    """A user with roles."""
    grants = tuple(RoleGrant(item, NOON, "SECURITYADMIN") for item in granted)
    login_name = login_name or name.upper()
    return User(id=200, name=name, owner="R", created_at=NOON, login_name=login_name, display_name=name, grants=grants)


def account(*items: AccountObject) -> Account:
    """An account as from the first start, with more objects."""
    return Account().with_changes([*beginning.objects(NOON, "MOCKHAUS", ["COMPUTE_WH"]), *items])


def test_an_account_begins_with_system_roles_a_warehouse_and_a_user() -> None:
    found = account()
    names = [item.name for item in found.roles]
    assert names == ["ACCOUNTADMIN", "ORGADMIN", "PUBLIC", "SECURITYADMIN", "SYSADMIN", "USERADMIN"]
    assert [item.name for item in found.warehouses] == ["COMPUTE_WH"]
    assert found.granted_to("MOCKHAUS") == ("ACCOUNTADMIN", "ORGADMIN")


def test_ids_are_different() -> None:
    ids = [item.id for item in account().objects.values()]
    assert len(set(ids)) == len(ids)


def test_a_user_may_activate_what_granted_roles_inherit() -> None:
    found = account(role("A", "B"), role("B"), role("C"), user("ANNE", "A"))
    assert found.available_to("ANNE") == {"A", "B", "PUBLIC"}
    assert [item for item in ("A", "B", "C", "PUBLIC", "NONE") if found.may_activate("ANNE", item)] == [
        "A",
        "B",
        "PUBLIC",
    ]


def test_a_user_who_is_not_kept_may_activate_every_role() -> None:
    found = account(role("A"))
    assert found.available_to("NOBODY") == {item.name for item in found.roles}
    assert found.may_activate("NOBODY", "A")
    assert not found.may_activate("NOBODY", "B")


def test_an_account_that_is_not_open_gives_unknown_users_no_role() -> None:
    found = Account(open=False).with_changes([role("A"), user("ANNE", "A")])
    assert found.available_to("NOBODY") == {"PUBLIC"}
    assert found.available_to("ANNE") == {"A", "PUBLIC"}


def test_every_role_inherits_public() -> None:
    assert "PUBLIC" in account(role("A")).graph.reach("A")


def test_a_role_granted_to_sysadmin_is_inherited_by_accountadmin() -> None:
    found = account(role("A"), role("SYSADMIN", "A"))
    assert "A" in found.graph.reach("ACCOUNTADMIN")
    assert "A" not in found.graph.reach("SECURITYADMIN")


def test_secondary_roles_follow_what_is_granted() -> None:
    found = account(role("A"), role("B"), user("ANNE", "A"))
    assert found.secondary("ANNE", ("ALL",)) == ("A",)
    assert found.secondary("ANNE", ("A", "B")) == ("A",)
    assert found.secondary("ANNE", ()) == ()


def test_a_login_name_is_found_in_any_case() -> None:
    found = account(user("anne", login_name="ANNE@EXAMPLE.COM"))
    known = found.user_of_login("Anne@example.com")
    assert known is not None
    assert known.name == "anne"
    assert found.user_of_login("anne") is None


def test_without_a_role_its_grants_are_gone_and_what_it_owned_is_another_s() -> None:
    found = account(role("A"), role("B", "A", owner="A"), user("ANNE", "A", "B"))
    changed = {item.name: item for item in found.without_role("A", "HEIR")}
    assert changed == {
        "B": role("B", owner="HEIR"),
        "ANNE": user("ANNE", "B"),
    }


def test_a_renamed_role_is_renamed_wherever_it_stands() -> None:
    given = RoleGrant("B", NOON, "A")
    found = account(
        role("A"),
        role("B", "A", owner="A"),
        user("ANNE", "A"),
        Role(id=1, name="C", owner="X", created_at=NOON, grants=(given,)),
    )
    changed = {item.name: item for item in found.with_renamed_role("A", "Z")}
    assert changed["B"] == role("B", "Z", owner="Z")
    assert changed["ANNE"] == user("ANNE", "Z")
    assert changed["C"] == Role(id=1, name="C", owner="X", created_at=NOON, grants=(RoleGrant("B", NOON, "Z"),))


def test_the_roles_version_grows_only_with_changes_of_grants() -> None:
    before = account(user("ANNE"))
    warehouse = before.warehouse("COMPUTE_WH")
    assert isinstance(warehouse, Warehouse)
    assert before.with_changes([warehouse, user("ANNE")]).roles_version == before.roles_version
    assert before.with_changes([user("ANNE", "PUBLIC")]).roles_version > before.roles_version
    assert before.with_changes([], [user("ANNE")]).roles_version > before.roles_version
