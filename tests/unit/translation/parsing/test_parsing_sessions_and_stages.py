"""Sessions, transactions, SHOW, stages, file formats and COPY: what the statements say."""

from __future__ import annotations

from typing import TypeVar

import pytest
from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName, qualified
from mockhaus.domain.statements import (
    AlterSession,
    Begin,
    Commit,
    CopyIntoTable,
    CreateFileFormat,
    CreateMode,
    CreateStage,
    GetFiles,
    ListFiles,
    Options,
    PutFiles,
    Query,
    RemoveFiles,
    Rollback,
    SetVariables,
    Show,
    Statement,
    UnsetVariables,
    Use,
)
from mockhaus.translation.parsing import depends_on_values, parse

S = TypeVar("S", bound=Statement)


def parsed(text: str, kind: type[S], values: dict[str, str] | None = None) -> S:
    statement = parse(text, values)
    assert isinstance(statement, kind)
    return statement


@pytest.mark.parametrize(
    ("text", "kind", "parts"),
    [
        ("use d", "DATABASE", ["D"]),
        ("use d.s", "SCHEMA", ["D", "S"]),
        ("use database d", "DATABASE", ["D"]),
        ('use database "d"', "DATABASE", ["d"]),
        ("use schema s", "SCHEMA", ["S"]),
        ("use schema d.s", "SCHEMA", ["D", "S"]),
        ("use role r", "ROLE", ["R"]),
        ("use warehouse w", "WAREHOUSE", ["W"]),
        ("use secondary roles all", "SECONDARY ROLES", ["ALL"]),
        ("use secondary roles none", "SECONDARY ROLES", ["NONE"]),
    ],
)
def test_use(text: str, kind: str, parts: list[str]) -> None:
    assert parse(text) == Use(kind, QualifiedName(tuple(parts)))


@pytest.mark.parametrize(
    ("text", "names", "values"),
    [
        ("set v = 1 + 2", ["V"], ["1 + 2"]),
        ("set v = (select max(a) from t)", ["V"], ["(select max(a) from t)"]),
        ("set (v, w) = (1, f(2, 3))", ["V", "W"], ["1", "f(2, 3)"]),
        ("set (v, w) = (select 1, 2)", ["V", "W"], ["(select 1, 2)"]),
    ],
)
def test_set(text: str, names: list[str], values: list[str]) -> None:
    statement = parsed(text, SetVariables)
    assert list(statement.names) == names
    assert [value.text for value in statement.values] == values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("unset v", UnsetVariables(("V",))),
        ("unset (v, w)", UnsetVariables(("V", "W"))),
        (
            "alter session set timezone = 'UTC' query_tag = 'x', autocommit = false, lock_timeout = 5",
            AlterSession(
                settings=(
                    ("TIMEZONE", "UTC"),
                    ("QUERY_TAG", "x"),
                    ("AUTOCOMMIT", "FALSE"),
                    ("LOCK_TIMEOUT", "5"),
                )
            ),
        ),
        ("alter session unset timezone, query_tag", AlterSession(unset=("TIMEZONE", "QUERY_TAG"))),
        ("begin", Begin()),
        ("begin work", Begin()),
        ("begin transaction name n", Begin("N")),
        ("start transaction", Begin()),
        ("commit", Commit()),
        ("commit work", Commit()),
        ("rollback work", Rollback()),
    ],
)
def test_sessions_and_transactions(text: str, expected: Statement) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("show tables", Show(kind="TABLES")),
        (
            "show terse tables history like 'a%' in schema d.s starts with 'A' limit 10 from 'B'",
            Show(
                kind="TABLES",
                terse=True,
                history=True,
                like="a%",
                scope_kind="SCHEMA",
                scope=qualified("D", "S"),
                starts_with="A",
                limit=10,
                from_name="B",
            ),
        ),
        ("show objects in account", Show(kind="OBJECTS", scope_kind="ACCOUNT")),
        ("show schemas in database", Show(kind="SCHEMAS", scope_kind="DATABASE")),
        ("show columns in t", Show(kind="COLUMNS", scope=qualified("T"))),
        ("show columns in view d.s.v", Show(kind="COLUMNS", scope_kind="VIEW", scope=qualified("D", "S", "V"))),
        ("show primary keys in table t", Show(kind="PRIMARY KEYS", scope_kind="TABLE", scope=qualified("T"))),
        ("show parameters like 'x' in session", Show(kind="PARAMETERS", like="x", scope_kind="SESSION")),
        ("show variables", Show(kind="VARIABLES")),
        ("show file formats in d.s", Show(kind="FILE FORMATS", scope=qualified("D", "S"))),
        ("show user functions", Show(kind="USER FUNCTIONS")),
    ],
)
def test_show(text: str, expected: Show) -> None:
    assert parse(text) == expected


def test_a_session_variable_can_name_an_object() -> None:
    text = "use database identifier($db)"
    assert parse(text, {"DB": '"x"'}) == Use("DATABASE", qualified("x"))


@pytest.mark.parametrize(
    ("text", "depends"),
    [
        ("use database identifier($db)", True),
        ("insert into identifier(?) values (1)", True),
        ("create table t (a int) comment = ?", True),
        ("put 'file:///x' ?", True),
        ("select $db, ?", False),
        ("insert into t values (?, :a)", False),
        ("create table t (a int)", False),
    ],
)
def test_some_statements_depend_on_the_values_of_variables_and_binds(text: str, depends: bool) -> None:  # noqa: FBT001
    assert depends_on_values(text) is depends


def test_binds_can_name_objects_stages_and_properties() -> None:
    assert parsed("create temp stage identifier(?)", CreateStage, {":1": 'd.s."x"'}).name == qualified("D", "S", "x")
    put = parsed("put 'file:///x' ? parallel = 4", PutFiles, {":1": '@d."st"/p'})
    assert (put.location.name, put.location.path) == (qualified("D", "st"), "p")
    copied = parsed("copy into identifier(?) from @st on_error = ?", CopyIntoTable, {":1": "t", ":2": "continue"})
    assert (copied.target, copied.options) == (qualified("T"), (("ON_ERROR", "continue"),))
    assert parsed("show tables like :p", Show, {":P": "a%"}).like == "a%"


@pytest.mark.parametrize(("values", "code"), [(None, ErrorCode.STATEMENT_UNSUPPORTED), ({}, ErrorCode.BIND_NOT_SET)])
def test_a_bind_without_a_value_names_nothing(values: dict[str, str] | None, code: ErrorCode) -> None:
    with pytest.raises(SnowflakeError) as caught:
        parse("drop table identifier(?)", values)
    assert caught.value.error is code


def test_a_variable_that_is_not_set_names_nothing() -> None:
    with pytest.raises(SnowflakeError) as caught:
        parse("drop table identifier($t)", {})
    assert caught.value.error is ErrorCode.VARIABLE_NOT_SET


def test_create_file_format() -> None:
    assert parse(
        "create or replace temporary file format f type = csv field_delimiter = '\\t' skip_header = 1 "
        "null_if = ('NULL', '') compression = none comment = 'c'"
    ) == CreateFileFormat(
        name=qualified("F"),
        mode=CreateMode.OR_REPLACE,
        temporary=True,
        format_type="CSV",
        settings=(
            ("FIELD_DELIMITER", "\t"),
            ("SKIP_HEADER", "1"),
            ("NULL_IF", '["NULL", ""]'),
            ("COMPRESSION", "NONE"),
        ),
        comment="c",
    )


def test_a_setting_that_the_type_of_format_lacks_is_invalid() -> None:
    with pytest.raises(SnowflakeError) as caught:
        parse("create file format f type = json skip_header = 1")
    assert caught.value.error is ErrorCode.INVALID_PARAMETER


def test_create_external_stage() -> None:
    assert parse(
        "create stage st url = 's3compat://bucket/load/' endpoint = 'storage.example' "
        "credentials = (aws_key_id = 'i' aws_secret_key = 's') encryption = (type = 'NONE')"
    ) == CreateStage(
        name=qualified("ST"),
        url="s3compat://bucket/load/",
        endpoint="storage.example",
        credentials=(("AWS_KEY_ID", "i"), ("AWS_SECRET_KEY", "s")),
        options=(("ENCRYPTION", "NONE"),),
    )


def test_create_stage() -> None:
    assert parse(
        "create temporary stage if not exists s.st file_format = (type = csv skip_header = 1) "
        "copy_options = (on_error = skip_file) directory = (enable = true) "
        "encryption = (type = 'SNOWFLAKE_SSE') comment = 'c'"
    ) == CreateStage(
        name=qualified("S", "ST"),
        mode=CreateMode.IF_NOT_EXISTS,
        temporary=True,
        format_settings=(("TYPE", "CSV"), ("SKIP_HEADER", "1")),
        copy_options=(("ON_ERROR", "SKIP_FILE"),),
        directory_enabled=True,
        comment="c",
        options=(("ENCRYPTION", "SNOWFLAKE_SSE"),),
    )


@pytest.mark.parametrize("name", ["my.f", "'my.f'", '"MY".f'])
def test_a_stage_may_name_its_file_format(name: str) -> None:
    statement = parsed(f"create stage st file_format = (format_name = {name})", CreateStage)
    assert statement.file_format == qualified("MY", "F")


@pytest.mark.parametrize(
    ("text", "name", "table", "path"),
    [
        ("@st", ("ST",), None, ""),
        ("@st/", ("ST",), None, ""),
        ("@st/a/b-1.csv", ("ST",), None, "a/b-1.csv"),
        ("@st/dt=2020-01-01/", ("ST",), None, "dt=2020-01-01/"),
        ('@d.s."st"/p', ("D", "S", "st"), None, "p"),
        ("@~", None, None, ""),
        ("@~/a/b", None, None, "a/b"),
        ("@%t", None, ("T",), ""),
        ("@%t/a", None, ("T",), "a"),
        ("@d.s.%t/a", None, ("D", "S", "T"), "a"),
        ("'@st/with space'", ("ST",), None, "with space"),
        ("'@~/with space'", None, None, "with space"),
        ("'@%t/with space'", None, ("T",), "with space"),
    ],
)
def test_locations(text: str, name: tuple[str, ...] | None, table: tuple[str, ...] | None, path: str) -> None:
    location = parsed(f"list {text}", ListFiles).location
    assert location.name == (QualifiedName(name) if name else None)
    assert location.table == (QualifiedName(table) if table else None)
    assert location.path == path


def test_list_and_remove_take_a_pattern() -> None:
    assert parsed("ls @st pattern = '.*'", ListFiles).pattern == ".*"
    assert parsed("rm @st/a pattern = '.*'", RemoveFiles).pattern == ".*"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("put file:///tmp/*.csv @st auto_compress = false", "file:///tmp/*.csv"),
        ("put 'file:///tmp/a b.csv' @st auto_compress = false", "file:///tmp/a b.csv"),
        ("PUT file://C:\\temp\\x.csv @st AUTO_COMPRESS=FALSE", "file://C:\\temp\\x.csv"),
    ],
)
def test_put(text: str, path: str) -> None:
    statement = parsed(text, PutFiles)
    assert (statement.path, statement.options) == (path, (("AUTO_COMPRESS", "FALSE"),))
    assert statement.location.name == qualified("ST")


@pytest.mark.parametrize(
    ("text", "path", "stage", "below"),
    [
        ("PUT file:///tmp/a*/*.csv @st", "file:///tmp/a*/*.csv", "ST", ""),
        ("put file://1'@SYSTEM$BIND/ab-cd'", "file://1", "SYSTEM$BIND", "ab-cd"),
        ("PUT file://a b's.csv.gz @st/x", "file://a b's.csv.gz", "ST", "x"),
        ("PUT 'file://it's.csv' @st/x", "file://it's.csv", "ST", "x"),
        ("PUT file://a;b.csv.gz @st", "file://a;b.csv.gz", "ST", ""),
        ("/* why */ PUT file:///tmp/x\n@st;", "file:///tmp/x", "ST", ""),
        ("PUT 'file:///tmp/it''s' '@\"my / stage\"/p q/'", "file:///tmp/it's", "my / stage", "p q/"),
    ],
)
def test_put_takes_paths_as_drivers_write_them(text: str, path: str, stage: str, below: str) -> None:
    statement = parsed(text, PutFiles)

    assert (statement.path, statement.location.path) == (path, below)
    assert statement.location.name == QualifiedName((stage,))


@pytest.mark.parametrize(
    ("text", "path", "below", "options"),
    [
        ("get @st/in/a.csv file:///tmp/", "file:///tmp/", "in/a.csv", ()),
        ("GET '@st/p q' 'file:///tmp/a b' Parallel=3", "file:///tmp/a b", "p q", (("PARALLEL", "3"),)),
        ("-- why\nGET @st file://C:\\temp\\x;", "file://C:\\temp\\x", "", ()),
        ("GET @st file:///tmp//* PATTERN = '.*[.]csv'", "file:///tmp//*", "", (("PATTERN", ".*[.]csv"),)),
    ],
)
def test_get(text: str, path: str, below: str, options: Options) -> None:
    statement = parsed(text, GetFiles)

    assert (statement.path, statement.location.path, statement.options) == (path, below, options)
    assert statement.location.name == qualified("ST")


def test_a_put_in_a_string_is_no_put() -> None:
    text = "SELECT '; PUT file:///tmp/x @st'"

    assert parsed(text, Query).fragment.text == text


@pytest.mark.parametrize("text", ["GET @st", "GET @st /tmp", "GET file:///tmp @st", "PUT @st file:///tmp"])
def test_a_transfer_without_both_of_its_places_is_no_statement(text: str) -> None:
    with pytest.raises(SnowflakeError) as raised:
        parse(text)

    assert raised.value.error is ErrorCode.SYNTAX


def test_copy_into_table() -> None:
    statement = parsed(
        "copy into d.s.t (a, b) from @st/p files = ('x.csv', 'y.csv') pattern = '.*' "
        "file_format = (type = csv, skip_header = 1) on_error = skip_file_10% purge = true",
        CopyIntoTable,
    )
    assert (statement.target, statement.columns) == (qualified("D", "S", "T"), ("A", "B"))
    assert (statement.location.name, statement.location.path) == (qualified("ST"), "p")
    assert (statement.files, statement.pattern) == (("x.csv", "y.csv"), ".*")
    assert statement.format_settings == (("TYPE", "CSV"), ("SKIP_HEADER", "1"))
    assert statement.options == (("ON_ERROR", "SKIP_FILE_10%"), ("PURGE", "TRUE"))


def test_copy_without_from_reads_the_stage_of_the_table() -> None:
    assert parsed("copy into t", CopyIntoTable).location.table == qualified("T")


@pytest.mark.parametrize("stage", ["@st/p", "'@st/p'"])
def test_the_query_of_a_copy_reads_a_table_that_stands_for_its_stage(stage: str) -> None:
    statement = parsed(
        f"copy into t from (select x.$1, $2:a::int from {stage} (file_format => 'f', pattern => '.*') x)",
        CopyIntoTable,
    )
    assert (statement.location.name, statement.location.path) == (qualified("ST"), "p")
    assert (statement.file_format, statement.pattern) == (qualified("F"), ".*")
    assert statement.query is not None
    table = statement.query.tree.find(exp.Table)
    assert (table.name, table.this.quoted, table.alias) == ("MH$STAGE", True, "x")
