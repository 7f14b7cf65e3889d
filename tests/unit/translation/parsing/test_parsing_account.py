"""Statements about warehouses, roles, users and grants of roles."""

from __future__ import annotations

import pytest

from mockhaus.domain.account.objects import AccountKind
from mockhaus.domain.account.statements import (
    AbortAllQueries,
    AccountAction,
    AlterAccountObject,
    CommentOnAccountObject,
    CreateAccountObject,
    DescribeAccountObject,
    DropAccountObject,
    GrantRole,
    Properties,
    Rename,
    Resume,
    RevokeRole,
    SetAccountProperties,
    ShowGrants,
    Suspend,
    UnsetAccountProperties,
)
from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.identifiers import qualified
from mockhaus.domain.statements import CreateMode, Describe, Drop, Statement
from mockhaus.translation.parsing import parse

WAREHOUSE, ROLE, USER = AccountKind.WAREHOUSE, AccountKind.ROLE, AccountKind.USER


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("create warehouse w", CreateAccountObject(WAREHOUSE, "W")),
        (
            "create or replace warehouse \"w\" with warehouse_size = 'X-Large', auto_suspend = null comment 'c'",
            CreateAccountObject(
                WAREHOUSE,
                "w",
                CreateMode.OR_REPLACE,
                Properties((("WAREHOUSE_SIZE", "X-Large"), ("AUTO_SUSPEND", "NULL"), ("COMMENT", "c"))),
            ),
        ),
        ("create role if not exists r", CreateAccountObject(ROLE, "R", CreateMode.IF_NOT_EXISTS)),
        (
            "create user u default_role = analyst default_warehouse = 'wh' default_namespace = db.\"s\"",
            CreateAccountObject(
                USER,
                "U",
                properties=Properties(
                    (("DEFAULT_ROLE", "ANALYST"), ("DEFAULT_WAREHOUSE", "WH"), ("DEFAULT_NAMESPACE", 'DB."s"'))
                ),
            ),
        ),
        (
            "create user u password = 'a' disabled = true",
            CreateAccountObject(USER, "U", properties=Properties((("DISABLED", "TRUE"),), "a")),
        ),
        ("drop warehouse if exists w", DropAccountObject(WAREHOUSE, "W", if_exists=True)),
        ("drop role identifier('r')", DropAccountObject(ROLE, "R")),
        ("desc user u", DescribeAccountObject(USER, "U")),
        ("comment if exists on user u is 'c'", CommentOnAccountObject(USER, "U", "c", if_exists=True)),
        ("grant role a to role b", GrantRole("A", ROLE, "B")),
        ('grant role a to user "b"', GrantRole("A", USER, "b")),
        ("revoke role a from user b", RevokeRole("A", USER, "B")),
        ("show grants", ShowGrants()),
        ("show grants to user u limit 5", ShowGrants("TO", "USER", qualified("U"), 5)),
        ("show grants of role r", ShowGrants("OF", "ROLE", qualified("R"))),
        ("show grants on table d.s.t", ShowGrants("ON", "TABLE", qualified("D", "S", "T"))),
        ("show grants on warehouse w", ShowGrants("ON", "WAREHOUSE", qualified("W"))),
        ("show grants on account", ShowGrants("ON", "ACCOUNT")),
    ],
)
def test_a_statement_about_the_account_is_read(text: str, expected: Statement) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("text", "name", "action"),
    [
        ("alter warehouse w suspend", "W", Suspend()),
        ("alter warehouse suspend", None, Suspend()),
        ("alter warehouse resume if suspended", None, Resume(if_suspended=True)),
        ("alter warehouse suspend resume", "SUSPEND", Resume()),
        ("alter warehouse w abort all queries", "W", AbortAllQueries()),
        ("alter warehouse w rename to v", "W", Rename("V")),
        ("alter role r unset comment", "R", UnsetAccountProperties(("COMMENT",))),
        ("alter user set default_role = r", None, SetAccountProperties(Properties((("DEFAULT_ROLE", "R"),)))),
        ("alter user u set password = null", "U", SetAccountProperties(Properties((), ""))),
        ("alter user u unset email, password", "U", UnsetAccountProperties(("EMAIL", "PASSWORD"))),
    ],
)
def test_an_action_of_alter_is_read(text: str, name: str | None, action: AccountAction) -> None:
    found = parse(text)
    assert isinstance(found, AlterAccountObject)
    assert (found.name, found.action) == (name, action)


def test_a_table_may_be_called_as_a_kind_of_the_account() -> None:
    assert isinstance(parse("desc user"), Describe)
    assert isinstance(parse("drop table user"), Drop)


@pytest.mark.parametrize(
    "text",
    [
        "create user u password 'hunter2'",
        "create user u password = hunter2",
        "alter user u set password = (hunter2)",
        "alter user u set password",
    ],
)
def test_an_error_at_a_password_does_not_repeat_it(text: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        parse(text)
    assert caught.value.code == "001003"
    assert "hunter2" not in caught.value.message


def test_a_password_is_not_in_the_text_form_of_a_statement() -> None:
    assert "hunter2" not in repr(parse("create user u password = 'hunter2'"))


@pytest.mark.parametrize(
    "text",
    [
        "create warehouse",
        "create warehouse d.w",
        "create transient role r",
        "alter role suspend",
        "alter warehouse w",
        "alter user u set",
        "describe role r",
        "grant role r",
        "grant role r to warehouse w",
        "revoke role r to user u",
        "show grants to",
        "comment on role r",
    ],
)
def test_what_is_no_statement_is_a_syntax_error_or_refused(text: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        parse(text)
    assert caught.value.code in ("001003", "000002")
