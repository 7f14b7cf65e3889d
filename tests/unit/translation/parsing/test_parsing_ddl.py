"""DDL: what the statements say."""

from __future__ import annotations

from typing import TypeVar

import pytest

from mockhaus.domain import types
from mockhaus.domain.catalog.objects import ConstraintKind, ObjectKind, Persistence
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import qualified
from mockhaus.domain.statements import (
    AddColumns,
    AddConstraint,
    AlterColumn,
    AlterObject,
    ClusterBy,
    ColumnDefinition,
    CommentOn,
    ConstraintDefinition,
    CreateDatabase,
    CreateMode,
    CreateSchema,
    CreateSequence,
    CreateTable,
    CreateView,
    Describe,
    Drop,
    DropColumns,
    DropConstraint,
    IdentityDefinition,
    RenameColumn,
    RenameTo,
    SetProperties,
    Statement,
    SwapWith,
    TableAction,
    Undrop,
    UnsetProperties,
)
from mockhaus.domain.types import DataType
from mockhaus.translation.parsing import parse, parse_data_type

S = TypeVar("S", bound=Statement)


def parsed(text: str, kind: type[S]) -> S:
    statement = parse(text)
    assert isinstance(statement, kind)
    return statement


def column(definition: str) -> ColumnDefinition:
    return parsed(f"create table t ({definition})", CreateTable).columns[0]


def failure(text: str) -> SnowflakeError:
    with pytest.raises(SnowflakeError) as caught:
        parse(text)
    return caught.value


# -- databases and schemas ----------------------------------------------------------------------------------------


def test_create_database() -> None:
    assert parse(
        "create or replace transient database d comment = 'c' data_retention_time_in_days = 0"
    ) == CreateDatabase(
        name=qualified("D"),
        mode=CreateMode.OR_REPLACE,
        transient=True,
        comment="c",
        options=(("DATA_RETENTION_TIME_IN_DAYS", "0"),),
    )


def test_create_database_as_a_clone() -> None:
    assert parsed("create database if not exists d clone e", CreateDatabase).clone == qualified("E")


def test_create_schema() -> None:
    assert parse("create schema if not exists d.\"s\" with managed access comment = 'c'") == CreateSchema(
        name=qualified("D", "s"), mode=CreateMode.IF_NOT_EXISTS, managed_access=True, comment="c"
    )


def test_or_replace_and_if_not_exists_exclude_each_other() -> None:
    assert failure("create or replace schema if not exists s").error is ErrorCode.SEMANTIC


# -- tables -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "persistence"),
    [
        ("", Persistence.PERMANENT),
        ("temp", Persistence.TEMPORARY),
        ("local temporary", Persistence.TEMPORARY),
        ("global temporary", Persistence.TEMPORARY),
        ("volatile", Persistence.TEMPORARY),
        ("transient", Persistence.TRANSIENT),
    ],
)
def test_the_lifetime_of_a_table(words: str, persistence: Persistence) -> None:
    assert parsed(f"create {words} table t (a int)", CreateTable).persistence is persistence


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("create table t (a int)", CreateMode.PLAIN),
        ("create or replace table t (a int)", CreateMode.OR_REPLACE),
        ("create or alter table t (a int)", CreateMode.OR_ALTER),
        ("create table if not exists t (a int)", CreateMode.IF_NOT_EXISTS),
        ("create table t if not exists (a int)", CreateMode.IF_NOT_EXISTS),
    ],
)
def test_the_mode_of_create_table(text: str, mode: CreateMode) -> None:
    assert parsed(text, CreateTable).mode is mode


def test_a_column_has_type_and_nullability() -> None:
    assert column('"a" number(10, 2) not null') == ColumnDefinition(name="a", type=types.number(10, 2, nullable=False))


@pytest.mark.parametrize(
    "definition",
    [
        "a varchar(10) collate 'en-ci' not null default 'x' comment 'c'",
        "a varchar(10) default 'x' not null comment = 'c' collate 'en-ci'",
    ],
)
def test_the_attributes_of_a_column_come_in_any_order(definition: str) -> None:
    found = column(definition)
    assert found.default is not None
    assert found.default.text == "'x'"
    assert (found.comment, found.collation, found.type) == ("c", "en-ci", types.varchar(10, nullable=False))


@pytest.mark.parametrize(
    ("definition", "text"),
    [
        ("a timestamp default current_timestamp() not null", "current_timestamp()"),
        ("a int default s.nextval", "s.nextval"),
        ("a int default (1 + 2) * 3 unique", "(1 + 2) * 3"),
        ("a int default null", "null"),
        ("a int default -1", "-1"),
        ("a varchar default 'x'::varchar", "'x'::varchar"),
    ],
)
def test_the_default_of_a_column_is_an_expression(definition: str, text: str) -> None:
    default = column(definition).default
    assert default is not None
    assert default.text == text


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("autoincrement", IdentityDefinition(1, 1)),
        ("identity", IdentityDefinition(1, 1)),
        ("identity(10, 5)", IdentityDefinition(10, 5)),
        ("autoincrement start 10 increment 5 order", IdentityDefinition(10, 5, ordered=True)),
        ("autoincrement start with 10 increment by -5 noorder", IdentityDefinition(10, -5)),
    ],
)
def test_the_identity_of_a_column(words: str, expected: IdentityDefinition) -> None:
    assert column(f"a int {words}").identity == expected


def test_constraints_inside_and_outside_of_columns() -> None:
    statement = parsed(
        "create table t (a int primary key, b int constraint u unique, c int references x (y), "
        "constraint pk primary key (a, b) not enforced rely, unique (c), "
        "foreign key (a, b) references d.s.x (y, z) match full on update set null on delete no action)",
        CreateTable,
    )
    assert [item.constraints for item in statement.columns] == [
        (ConstraintDefinition(name=None, kind=ConstraintKind.PRIMARY_KEY, columns=("A",)),),
        (ConstraintDefinition(name="U", kind=ConstraintKind.UNIQUE, columns=("B",)),),
        (
            ConstraintDefinition(
                name=None,
                kind=ConstraintKind.FOREIGN_KEY,
                columns=("C",),
                referenced_table=qualified("X"),
                referenced_columns=("Y",),
            ),
        ),
    ]
    assert statement.constraints == (
        ConstraintDefinition(
            name="PK",
            kind=ConstraintKind.PRIMARY_KEY,
            columns=("A", "B"),
            options=(("ENFORCED", "FALSE"), ("RELY", "TRUE")),
        ),
        ConstraintDefinition(name=None, kind=ConstraintKind.UNIQUE, columns=("C",)),
        ConstraintDefinition(
            name=None,
            kind=ConstraintKind.FOREIGN_KEY,
            columns=("A", "B"),
            referenced_table=qualified("D", "S", "X"),
            referenced_columns=("Y", "Z"),
            options=(("MATCH", "FULL"), ("ON UPDATE", "SET NULL"), ("ON DELETE", "NO ACTION")),
        ),
    )


def test_the_properties_of_a_table() -> None:
    statement = parsed(
        "create table t (a int, b date) cluster by (a, to_date(b)) comment = 'c' change_tracking = true "
        "data_retention_time_in_days = 3 copy grants",
        CreateTable,
    )
    assert statement.cluster_by == "(a, to_date(b))"
    assert statement.comment == "c"
    assert statement.copy_grants
    assert statement.options == (("CHANGE_TRACKING", "TRUE"), ("DATA_RETENTION_TIME_IN_DAYS", "3"))


def test_an_unknown_property_of_a_table_is_invalid() -> None:
    error = failure("create table t (a int) colour = 'red'")
    assert error.message == "SQL compilation error:\ninvalid property 'COLOUR' for 'TABLE'"


def test_create_table_as_a_query_may_name_and_type_its_columns() -> None:
    statement = parsed("create table t (a, b number(3)) comment = 'c' as select 1, 2", CreateTable)
    assert statement.columns == (
        ColumnDefinition(name="A", type=None),
        ColumnDefinition(name="B", type=types.number(3)),
    )
    assert statement.query is not None
    assert statement.query.text == "select 1, 2"


@pytest.mark.parametrize(
    ("written", "clause", "kind", "value"),
    [
        ("at (timestamp => '2024-01-01'::timestamp)", "AT", "TIMESTAMP", "'2024-01-01'::timestamp"),
        ("at(offset => -60*5)", "AT", "OFFSET", "-60*5"),
        ("before (statement => last_query_id())", "BEFORE", "STATEMENT", "last_query_id()"),
    ],
)
def test_a_clone_of_the_past(written: str, clause: str, kind: str, value: str) -> None:
    statements: list[CreateTable | CreateSchema | CreateDatabase] = [
        parsed(f"create table t clone u {written} copy grants", CreateTable),
        parsed(f"create schema s clone u {written}", CreateSchema),
        parsed(f"create database d clone u {written} comment = 'c'", CreateDatabase),
    ]
    for statement in statements:
        point = statement.clone_at
        assert point is not None
        assert statement.clone == qualified("U")
        assert (point.clause, point.kind, point.value.text, point.skips_forgotten) == (clause, kind, value, False)


def test_a_clone_of_a_container_may_leave_tables_out() -> None:
    ignoring = "ignore tables with insufficient data retention ignore hybrid tables"
    point = parsed(f"create schema s clone u at (offset => -1) {ignoring}", CreateSchema).clone_at
    assert point is not None
    assert point.skips_forgotten
    assert parsed("create schema s clone u ignore hybrid tables", CreateSchema).clone_at is None


def test_a_moment_of_a_clone_is_one_of_three_kinds() -> None:
    assert failure("create table t clone u at (stream => 's')").error is ErrorCode.SYNTAX


def test_create_table_like_and_clone() -> None:
    assert parsed("create table t like d.s.u", CreateTable).like == qualified("D", "S", "U")
    clone = parsed("create transient table t clone u copy grants", CreateTable)
    assert (clone.clone, clone.copy_grants) == (qualified("U"), True)


# -- types --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("number", types.number(38, 0)),
        ("NUMBER(10)", types.number(10, 0)),
        ("decimal(10, 2)", types.number(10, 2)),
        ("dec(5)", types.number(5, 0)),
        ("numeric(38, 37)", types.number(38, 37)),
        *((name, types.INTEGER) for name in ("int", "integer", "bigint", "smallint", "tinyint", "byteint")),
        *(
            (name, types.FLOAT)
            for name in ("float", "float4", "float8", "double", "double precision", "double /**/ precision", "real")
        ),
        ("varchar", types.varchar(16_777_216)),
        ("varchar(20)", types.varchar(20)),
        ("varchar(134217728)", types.varchar(134_217_728)),
        *((name, types.varchar()) for name in ("string", "text", "nvarchar", "nvarchar2", "char varying")),
        ("string(5)", types.varchar(5)),
        *((name, types.varchar(1)) for name in ("char", "character", "nchar")),
        ("char(3)", types.varchar(3)),
        ("binary", types.binary(8_388_608)),
        ("varbinary(10)", types.binary(10)),
        ("vector(float, 256)", types.vector(types.Kind.FLOAT, 256)),
        ("vector(int, 16)", types.vector(types.Kind.NUMBER, 16)),
        ("boolean", types.BOOLEAN),
        ("date", types.DATE),
        ("time", types.TIME),
        ("time(3)", types.fractional(types.Kind.TIME, 3)),
        ("datetime(3)", types.fractional(types.Kind.TIMESTAMP_NTZ, 3)),
        ("timestamp", types.TIMESTAMP_NTZ),
        ("timestamp_ntz(0)", types.fractional(types.Kind.TIMESTAMP_NTZ, 0)),
        ("timestampltz", types.TIMESTAMP_LTZ),
        ("timestamp_tz(6)", types.fractional(types.Kind.TIMESTAMP_TZ, 6)),
        ("timestamp without time zone", types.TIMESTAMP_NTZ),
        ("timestamp with time zone", types.TIMESTAMP_TZ),
        ("timestamp(3) with local time zone", types.fractional(types.Kind.TIMESTAMP_LTZ, 3)),
        ("variant", types.VARIANT),
        ("object", types.OBJECT),
        ("array", types.ARRAY),
    ],
)
def test_the_names_of_types(text: str, expected: DataType) -> None:
    assert parse_data_type(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("number(39)", ErrorCode.INVALID_VALUE),
        ("number(0)", ErrorCode.INVALID_VALUE),
        ("number(5, 6)", ErrorCode.INVALID_VALUE),
        ("varchar(0)", ErrorCode.INVALID_VALUE),
        ("varchar(134217729)", ErrorCode.INVALID_VALUE),
        ("binary(67108865)", ErrorCode.INVALID_VALUE),
        ("timestamp_ntz(10)", ErrorCode.INVALID_VALUE),
        ("hugeint", ErrorCode.UNSUPPORTED_DATA_TYPE),
        ("int(3)", ErrorCode.SYNTAX),
        ("vector(string, 3)", ErrorCode.UNSUPPORTED_DATA_TYPE),
        ("vector(float, 0)", ErrorCode.INVALID_VALUE),
        ("vector(int, 4097)", ErrorCode.INVALID_VALUE),
        ("vector", ErrorCode.SYNTAX),
    ],
)
def test_types_that_cannot_be(text: str, code: ErrorCode) -> None:
    with pytest.raises(SnowflakeError) as caught:
        parse_data_type(text)
    assert caught.value.error is code


# -- views and sequences ------------------------------------------------------------------------------------------


def test_a_view_keeps_its_text_and_that_of_its_query() -> None:
    text = "create or replace secure view s.v (a comment 'x', b) copy grants comment = 'c' as\n select 1,  2 -- end"
    statement = parsed(text, CreateView)
    assert statement.name == qualified("S", "V")
    assert statement.text == text.removesuffix(" -- end")
    assert statement.query.text == "select 1,  2"
    assert (statement.mode, statement.secure, statement.copy_grants) == (CreateMode.OR_REPLACE, True, True)
    assert statement.columns == (
        ColumnDefinition(name="A", type=None, comment="x"),
        ColumnDefinition(name="B", type=None),
    )
    assert statement.comment == "c"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("create sequence s", CreateSequence(name=qualified("S"))),
        (
            "create or replace sequence s with start with = 5 increment by = 2 order comment = 'c'",
            CreateSequence(
                name=qualified("S"),
                mode=CreateMode.OR_REPLACE,
                start=5,
                increment=2,
                ordered=True,
                comment="c",
            ),
        ),
        (
            "create sequence if not exists s start 5 increment -1 noorder",
            CreateSequence(name=qualified("S"), mode=CreateMode.IF_NOT_EXISTS, start=5, increment=-1),
        ),
    ],
)
def test_create_sequence(text: str, expected: CreateSequence) -> None:
    assert parse(text) == expected


# -- ALTER --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("rename to s.u", [RenameTo(qualified("S", "U"))]),
        ("swap with u", [SwapWith(qualified("U"))]),
        (
            "add column a int, b date",
            [AddColumns((ColumnDefinition(name="A", type=types.INTEGER), ColumnDefinition(name="B", type=types.DATE)))],
        ),
        (
            "add if not exists a int",
            [AddColumns((ColumnDefinition(name="A", type=types.INTEGER),), if_not_exists=True)],
        ),
        ("drop column a, b", [DropColumns(("A", "B"))]),
        ("drop column if exists a", [DropColumns(("A",), if_exists=True)]),
        ('rename column a to "b"', [RenameColumn("A", "b")]),
        (
            "add constraint pk primary key (a)",
            [AddConstraint(ConstraintDefinition(name="PK", kind=ConstraintKind.PRIMARY_KEY, columns=("A",)))],
        ),
        ("drop constraint pk", [DropConstraint("PK")]),
        ("drop primary key", [DropConstraint(None, ConstraintKind.PRIMARY_KEY)]),
        ("drop unique (a, b)", [DropConstraint(None, ConstraintKind.UNIQUE, ("A", "B"))]),
        ("cluster by (a, b)", [ClusterBy("(a, b)")]),
        ("drop clustering key", [ClusterBy("")]),
        (
            "alter column a set data type varchar(20), column b drop not null, c comment 'x', d drop default",
            [
                AlterColumn(name="A", type=types.varchar(20)),
                AlterColumn(name="B", nullable=True),
                AlterColumn(name="C", comment="x"),
                AlterColumn(name="D", drop_default=True),
            ],
        ),
        (
            "modify (a not null, column b type number(5))",
            [AlterColumn(name="A", nullable=False), AlterColumn(name="B", type=types.number(5))],
        ),
        ("alter a set not null", [AlterColumn(name="A", nullable=False)]),
        ("alter a varchar(3)", [AlterColumn(name="A", type=types.varchar(3))]),
        ("alter column a unset comment", [AlterColumn(name="A", comment="")]),
        (
            "set comment = 'c' data_retention_time_in_days = 3",
            [SetProperties((("COMMENT", "c"), ("DATA_RETENTION_TIME_IN_DAYS", "3")))],
        ),
        ("unset comment, change_tracking", [UnsetProperties(("COMMENT", "CHANGE_TRACKING"))]),
    ],
)
def test_alter_table(action: str, expected: list[TableAction]) -> None:
    assert parse(f"alter table if exists d.s.t {action}") == AlterObject(
        ObjectKind.TABLE, qualified("D", "S", "T"), if_exists=True, actions=tuple(expected)
    )


@pytest.mark.parametrize(
    ("text", "kind", "action"),
    [
        ("alter database o rename to p", ObjectKind.DATABASE, RenameTo(qualified("P"))),
        ("alter database o swap with p", ObjectKind.DATABASE, SwapWith(qualified("P"))),
        ("alter schema o enable managed access", ObjectKind.SCHEMA, SetProperties((("MANAGED ACCESS", "TRUE"),))),
        ("alter schema o unset comment", ObjectKind.SCHEMA, UnsetProperties(("COMMENT",))),
        ("alter view o set secure", ObjectKind.VIEW, SetProperties((("SECURE", "TRUE"),))),
        ("alter view o unset secure", ObjectKind.VIEW, UnsetProperties(("SECURE",))),
        ("alter view o set comment = 'c'", ObjectKind.VIEW, SetProperties((("COMMENT", "c"),))),
        (
            "alter sequence o set increment by 2 noorder",
            ObjectKind.SEQUENCE,
            SetProperties((("INCREMENT", "2"), ("ORDER", "FALSE"))),
        ),
        ("alter stage o set comment = 'c'", ObjectKind.STAGE, SetProperties((("COMMENT", "c"),))),
        ("alter file format o rename to p", ObjectKind.FILE_FORMAT, RenameTo(qualified("P"))),
        (
            "alter file format o set skip_header = 2 comment = 'c'",
            ObjectKind.FILE_FORMAT,
            SetProperties((("SKIP_HEADER", "2"), ("COMMENT", "c"))),
        ),
    ],
)
def test_alter_of_other_kinds(text: str, kind: ObjectKind, action: TableAction) -> None:
    assert parse(text) == AlterObject(kind, qualified("O"), if_exists=False, actions=(action,))


# -- DROP, COMMENT, DESCRIBE --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("drop table t", Drop(ObjectKind.TABLE, qualified("T"))),
        ("drop table if exists a.b.c cascade", Drop(ObjectKind.TABLE, qualified("A", "B", "C"), if_exists=True)),
        ("drop schema d.s restrict", Drop(ObjectKind.SCHEMA, qualified("D", "S"), restrict=True)),
        ("drop database role", Drop(ObjectKind.DATABASE, qualified("ROLE"))),
        ("drop file format f", Drop(ObjectKind.FILE_FORMAT, qualified("F"))),
        ("drop view identifier('a.\"b\"')", Drop(ObjectKind.VIEW, qualified("A", "b"))),
        ("undrop schema s", Undrop(ObjectKind.SCHEMA, qualified("S"))),
        ("comment on table t is 'x'", CommentOn(ObjectKind.TABLE, qualified("T"), "x")),
        (
            "comment if exists on column s.t.c is 'x'",
            CommentOn(ObjectKind.TABLE, qualified("S", "T"), "x", "C", if_exists=True),
        ),
        ("describe table t", Describe(ObjectKind.TABLE, qualified("T"))),
        ("desc t", Describe(ObjectKind.TABLE, qualified("T"))),
        ("desc table t type = columns", Describe(ObjectKind.TABLE, qualified("T"))),
        ("desc file format f", Describe(ObjectKind.FILE_FORMAT, qualified("F"))),
    ],
)
def test_statements_about_one_object(text: str, expected: Statement) -> None:
    assert parse(text) == expected
