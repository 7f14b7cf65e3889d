"""Objects of the account come back from their documents as they were."""

from __future__ import annotations

import datetime as dt

import pytest

from mockhaus.domain.account.codec import decode, encode
from mockhaus.domain.account.objects import AccountObject, Role, RoleGrant, User, Warehouse, kind_of
from mockhaus.domain.errors import ErrorCode, SnowflakeError

NOON = dt.datetime(2024, 2, 29, 12, 0, 0, 123456, tzinfo=dt.UTC)
GRANTS = (RoleGrant("A", NOON), RoleGrant("b", NOON, "SECURITYADMIN"))
OBJECTS = [
    Warehouse(id=1, name="W", owner="R", created_at=NOON, resumed_at=NOON, updated_at=NOON),
    Warehouse(
        id=2,
        name="w",
        owner="R",
        created_at=NOON,
        resumed_at=NOON,
        updated_at=NOON,
        suspended=True,
        auto_suspend=None,
        generation=None,
        options=(("MAX_CONCURRENCY_LEVEL", "4"),),
    ),
    Role(id=3, name="R", owner="", created_at=NOON, comment="'\n", grants=GRANTS),
    User(id=4, name="U", owner="R", created_at=NOON, login_name="U", display_name="U"),
    User(
        id=5,
        name="V",
        owner="R",
        created_at=NOON,
        login_name="V",
        display_name="v",
        password="scrypt$…",
        password_set_at=NOON,
        disabled=True,
        default_secondary_roles=(),
        grants=GRANTS,
        parameters=(("TIMEZONE", "UTC"),),
    ),
]


@pytest.mark.parametrize("item", OBJECTS, ids=lambda item: item.name)
def test_an_object_comes_back_as_it_was(item: AccountObject) -> None:
    assert decode(kind_of(item).value, encode(item)) == item


@pytest.mark.parametrize(
    ("kind", "document"),
    [("WAREHOUSE", "{}"), ("ROLE", "["), ("GHOST", "{}"), ("ROLE", '{"id":1,"colour":"red"}')],
)
def test_what_is_no_document_of_this_release_is_refused(kind: str, document: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        decode(kind, document)
    assert caught.value.error is ErrorCode.STORAGE
