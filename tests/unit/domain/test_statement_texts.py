"""Statements as text: what is written reads back to the statement, whatever names and texts hold."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockhaus.domain.account.objects import AccountKind
from mockhaus.domain.account.statements import (
    AbortAllQueries,
    AlterAccountObject,
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
from mockhaus.domain.catalog.objects import ConstraintKind, ObjectKind, Persistence
from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.identifiers import qualified
from mockhaus.domain.statements import (
    AlterObject,
    ColumnDefinition,
    Commit,
    ConstraintDefinition,
    CreateDatabase,
    CreateMode,
    CreateSchema,
    CreateSequence,
    CreateTable,
    CreateView,
    Describe,
    Drop,
    IdentityDefinition,
    PointInTime,
    RenameTo,
    Show,
    Statement,
    SwapWith,
    Undrop,
    Use,
)
from mockhaus.domain.types import BOOLEAN, INTEGER, TIMESTAMP_TZ, VARIANT, number, varchar
from mockhaus.domain.writing import text_of
from mockhaus.translation.definitions import parse_clustering_key, parse_default, parse_query, parse_view
from mockhaus.translation.parsing import parse

_TABLE = qualified("D", "s 1", 'T"x')
_COLUMNS = (
    ColumnDefinition(name="A", type=number(10, 2, nullable=False), comment="it's"),
    ColumnDefinition(name="b c", type=varchar(7), default=parse_default("'x' || 1"), collation="utf8"),
    ColumnDefinition(name="SELECT", type=INTEGER, identity=IdentityDefinition(10, 5, ordered=True)),
    ColumnDefinition(name="F", type=BOOLEAN, default=parse_default("FALSE -- no")),
    ColumnDefinition(name="T", type=TIMESTAMP_TZ),
    ColumnDefinition(name="V", type=VARIANT),
)
_CONSTRAINTS = (
    ConstraintDefinition(name="PK", kind=ConstraintKind.PRIMARY_KEY, columns=("A", "b c")),
    ConstraintDefinition(name=None, kind=ConstraintKind.UNIQUE, columns=("A",)),
    ConstraintDefinition(
        name="fk",
        kind=ConstraintKind.FOREIGN_KEY,
        columns=("A",),
        referenced_table=qualified("OTHER"),
        referenced_columns=("x",),
    ),
)
_STATEMENTS: tuple[Statement, ...] = (
    CreateDatabase(name=qualified("D"), mode=CreateMode.OR_REPLACE, transient=True, comment="a\\n'b'"),
    CreateDatabase(name=qualified("table"), mode=CreateMode.OR_ALTER, options=(("DATA_RETENTION_TIME_IN_DAYS", "3"),)),
    CreateDatabase(name=qualified("D"), clone=qualified("E"), mode=CreateMode.IF_NOT_EXISTS),
    CreateSchema(name=qualified("D", "S"), managed_access=True, transient=True, options=(("LOG_LEVEL", "INFO"),)),
    CreateSchema(name=qualified("D", "S"), clone=qualified("D", "R"), comment="x"),
    CreateTable(
        name=_TABLE,
        mode=CreateMode.OR_ALTER,
        persistence=Persistence.TRANSIENT,
        columns=_COLUMNS,
        constraints=_CONSTRAINTS,
        cluster_by=parse_clustering_key(["A", 'UPPER("b c")']),
        comment="c",
        options=(("CHANGE_TRACKING", "TRUE"),),
    ),
    CreateTable(name=_TABLE, like=qualified("D", "S", "U"), copy_grants=True),
    CreateTable(name=_TABLE, clone=qualified("U"), persistence=Persistence.TEMPORARY),
    CreateTable(
        name=_TABLE, clone=qualified("U"), clone_at=PointInTime("BEFORE", "STATEMENT", parse_default("'01ab-'"))
    ),
    CreateDatabase(
        name=qualified("D"),
        clone=qualified("E"),
        clone_at=PointInTime("AT", "OFFSET", parse_default("-60 * 5"), skips_forgotten=True),
    ),
    CreateTable(name=_TABLE, query=parse_query("SELECT 1 AS a UNION ALL SELECT 2")),
    CreateSequence(name=qualified("D", "S", "q"), start=-3, increment=-2, ordered=True, comment="x"),
    AlterObject(ObjectKind.TABLE, _TABLE, True, (SwapWith(qualified("D", "S", "U")),)),
    AlterObject(ObjectKind.SCHEMA, qualified("D", "S"), False, (RenameTo(qualified("D", "R")),)),
    Drop(ObjectKind.TABLE, _TABLE, if_exists=True),
    Drop(ObjectKind.DATABASE, qualified("D"), restrict=True),
    Undrop(ObjectKind.SCHEMA, qualified("D", "S")),
    Describe(ObjectKind.TABLE, _TABLE),
    Show(kind="TABLES", terse=True, history=True, like="a\\_b%", scope_kind="SCHEMA", scope=qualified("D", "S")),
    Show(kind="DATABASES", starts_with="D'", limit=3, from_name='"'),
    Show(kind="SCHEMAS", scope_kind="ACCOUNT"),
    Use("WAREHOUSE", qualified("w h")),
    CreateAccountObject(
        AccountKind.USER,
        "it is",
        CreateMode.OR_REPLACE,
        Properties((("DEFAULT_ROLE", "r"), ("LAST_NAME", "O'Hara"), ("DEFAULT_NAMESPACE", 'D."s"')), "p'w\\"),
    ),
    CreateAccountObject(
        AccountKind.WAREHOUSE, "W", properties=Properties((("AUTO_SUSPEND", "NULL"), ("COMMENT", "NULL")))
    ),
    CreateAccountObject(
        AccountKind.USER, "U", properties=Properties((("DEFAULT_SECONDARY_ROLES", '["ALL"]'), ("DISABLED", "TRUE")))
    ),
    AlterAccountObject(AccountKind.WAREHOUSE, "set", Rename("b"), if_exists=True),
    AlterAccountObject(AccountKind.WAREHOUSE, "W", Suspend()),
    AlterAccountObject(AccountKind.WAREHOUSE, "W", Resume(if_suspended=True)),
    AlterAccountObject(AccountKind.USER, "U", AbortAllQueries()),
    AlterAccountObject(AccountKind.USER, "U", UnsetAccountProperties(("EMAIL", "PASSWORD"))),
    AlterAccountObject(AccountKind.ROLE, "R", SetAccountProperties(Properties((("COMMENT", ""),)))),
    DropAccountObject(AccountKind.ROLE, "r", if_exists=True),
    DescribeAccountObject(AccountKind.USER, "u"),
    GrantRole("r", AccountKind.USER, "u"),
    RevokeRole("R", AccountKind.ROLE, "S"),
    ShowGrants("OF", "ROLE", qualified("r")),
    ShowGrants("TO", "USER", qualified("U"), 5),
)


@pytest.mark.parametrize("statement", _STATEMENTS, ids=lambda item: type(item).__name__)
def test_what_is_written_reads_back(statement: Statement) -> None:
    assert parse(text_of(statement)) == statement


def test_a_view_is_written_with_its_columns_and_query() -> None:
    columns = (ColumnDefinition(name="a b", type=None, comment="it's"), ColumnDefinition(name="C", type=None))
    query = parse_query("SELECT 1, 2 -- two")
    statement = CreateView(
        name=qualified("D", "V"), query=query, text="", secure=True, temporary=True, columns=columns, comment="x"
    )
    text = text_of(statement)
    assert parse(text) == replace(statement, text=text)
    assert parse_view(text) == parse(text)


@given(name=st.text(min_size=1), comment=st.text())
def test_no_name_or_text_leaves_its_place(name: str, comment: str) -> None:
    statement = CreateDatabase(name=qualified(name), comment=comment)
    assert parse(text_of(statement)) == statement


@given(password=st.text())
def test_no_password_leaves_its_place(password: str) -> None:
    statement = CreateAccountObject(AccountKind.USER, "U", properties=Properties((), password))
    assert parse(text_of(statement)) == statement


@pytest.mark.parametrize("text", ["1, b INT", "1) AS SELECT 1", "1 NOT NULL", "", "1; SELECT 2", "(1"])
def test_a_default_is_one_expression(text: str) -> None:
    with pytest.raises(SnowflakeError):
        parse_default(text)


@pytest.mark.parametrize("expressions", [["a) COMMENT = 'x' --"], ["a", ""], [], ["a), (b"]])
def test_a_clustering_key_is_a_list_of_expressions(expressions: list[str]) -> None:
    with pytest.raises(SnowflakeError):
        parse_clustering_key(expressions)


@pytest.mark.parametrize("text", ["SELECT 1; SELECT 2", "DROP TABLE t", "", "SELECT 1) x"])
def test_a_query_is_one_query(text: str) -> None:
    with pytest.raises(SnowflakeError):
        parse_query(text)


def test_other_families_are_not_given_as_values() -> None:
    with pytest.raises(SnowflakeError, match="Internal error"):
        text_of(Commit())
