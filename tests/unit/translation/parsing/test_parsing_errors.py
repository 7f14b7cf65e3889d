"""Errors of parsing: Snowflake's words, positions in the statement's text, refusals by name."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.translation.parsing import parse


def failure(text: str) -> SnowflakeError:
    with pytest.raises(SnowflakeError) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "column", "token"),
    [
        ("selec 1", 1, 0, "selec"),
        ("select a b c from t", 1, 11, "c"),
        ("select 1\nfrom t\n  where )", 3, 8, ")"),
        ("select * from", 1, 13, "<EOF>"),
        ("select 1 +", 1, 10, "<EOF>"),
        ("select (1", 1, 9, "<EOF>"),
        ("select 'abc", 1, 11, "<EOF>"),
        ("insert into t value (1)", 1, 14, "value"),
        ("insert into t values (1", 1, 23, "<EOF>"),
        ("update t a = 1", 1, 11, "="),
        ("delete t", 1, 7, "t"),
        ("delete from t where", 1, 19, "<EOF>"),
        ("merge into t using s on t.a = s.a", 1, 33, "<EOF>"),
        ("create table t (a int b int)", 1, 22, "b"),
        ("create table t (select int)", 1, 16, "select"),
        ("create table t (current_date int)", 1, 16, "current_date"),
        ("create table window (a int)", 1, 13, "window"),
        ("create table t ()", 1, 16, ")"),
        ("create or replase table t (a int)", 1, 10, "replase"),
        ("create foo x", 1, 7, "foo"),
        ("drop table t cascade restrict", 1, 21, "restrict"),
        ("drop table a.b.c.d", 1, 16, "."),
        ("drop table 'a'", 1, 11, "'a'"),
        ("use schema a.b.c", 1, 14, "."),
        ("commit now", 1, 7, "now"),
        ("show foo", 1, 5, "foo"),
        ("show tables foo", 1, 12, "foo"),
        ("alter table t frobnicate", 1, 14, "frobnicate"),
        ("truncate table t u", 1, 17, "u"),
        ("select ? ?", 1, 9, "?"),
        ("select a ?", 1, 9, "?"),
    ],
)
def test_a_syntax_error_names_the_unexpected_token_and_its_place(text: str, line: int, column: int, token: str) -> None:
    error = failure(text)
    assert (error.code, error.sqlstate) == ("001003", "42000")
    assert (
        error.message == f"SQL compilation error:\nsyntax error line {line} at position {column} unexpected '{token}'."
    )


@pytest.mark.parametrize(
    "text",
    [
        "attach 'x.db'",
        "pragma database_list",
        "install httpfs",
        "load httpfs",
        "copy t to '/tmp/x'",
        "copy t from '/tmp/x'",
        "checkpoint",
        "export database 'x'",
        "import database 'x'",
        "kill 1",
        "vacuum",
        "analyze t",
        "set threads to 1",
        "create index i on t (a) where a > 1; ",
        "from t",
        "from t select 1",
        "pivot t on a",
        "with x as (delete from t) select 1",
        "select 1 where a == 1",
        "select a #> b from t",
        "select 7 div 2",
        "select count(*) filter (where true) from t",
        "values (1) on conflict do nothing",
    ],
)
def test_what_other_engines_understand_is_not_understood_here(text: str) -> None:
    error = failure(text)
    assert error.error in (ErrorCode.SYNTAX, ErrorCode.STATEMENT_UNSUPPORTED)


@pytest.mark.parametrize("text", ["", "  \n", ";", "-- only a comment", "/* x */ ;"])
def test_a_text_without_a_statement_is_an_empty_statement(text: str) -> None:
    error = failure(text)
    assert (error.code, error.sqlstate, error.message) == (
        "000900",
        "42601",
        "SQL compilation error:\nEmpty SQL statement.",
    )


def test_two_statements_are_not_one() -> None:
    assert failure("select 1; select 2").error is ErrorCode.STATEMENT_COUNT


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("grant select on table t to role r", "GRANT privileges"),
        ("grant ownership on table t to role r", "GRANT OWNERSHIP"),
        ("grant database role d.r to role s", "GRANT DATABASE ROLE"),
        ("revoke usage on database d from role r", "REVOKE privileges"),
        ("alter warehouse w set tag t = 'x'", "ALTER WAREHOUSE SET TAG"),
        ("alter user u add programmatic access token t", "ALTER USER ADD PROGRAMMATIC ACCESS TOKEN"),
        ("show grants to share s", "SHOW GRANTS TO SHARE"),
        ("show warehouses with privileges usage", "SHOW WAREHOUSES WITH PRIVILEGES"),
        ("create task t as select 1", "CREATE TASK"),
        ("create stream s on table t", "CREATE STREAM"),
        ("create or replace function f() returns int as '1'", "CREATE FUNCTION"),
        ("create secure function f() returns int as '1'", "CREATE FUNCTION"),
        ("create procedure p() returns int as begin return 1; end", "CREATE PROCEDURE"),
        ("create dynamic table t target_lag = '1 minute' as select 1", "CREATE DYNAMIC TABLE"),
        ("create transient dynamic table t as select 1", "CREATE DYNAMIC TABLE"),
        ("create external table t location = @s table_format = delta", "TABLE_FORMAT = DELTA"),
        ("create external table t location = @s aws_sns_topic = 'arn'", "AWS_SNS_TOPIC of external tables"),
        ("create external table t integration = 'i' location = @s", "INTEGRATION of external tables"),
        ("create external table t location = @s with row access policy p on (value)", "ROW ACCESS POLICY"),
        ("create masking policy p as (v int) returns int -> v", "CREATE MASKING POLICY"),
        ("create row access policy p as (v int) returns boolean -> true", "CREATE ROW ACCESS POLICY"),
        ("create materialized view v as select 1", "CREATE MATERIALIZED VIEW"),
        ("create semantic view v tables (t)", "CREATE SEMANTIC VIEW"),
        ("create notification integration i", "CREATE NOTIFICATION INTEGRATION"),
        ("create database role r", "CREATE DATABASE ROLE"),
        ("create stage s url = 's3://b/' aws_access_point_arn = 'a'", "AWS_ACCESS_POINT_ARN of external stages"),
        ("create table t (a int) with tag (k = 'v')", "TAG"),
        ("create table t (a int with masking policy p)", "MASKING POLICY"),
        ("create table t (a int check (a > 0))", "CHECK constraint"),
        ("create table t (a int, b int as (a + 1))", "virtual column"),
        ("alter account set timezone = 'UTC'", "ALTER ACCOUNT"),
        ("alter table t add search optimization", "ALTER TABLE ADD SEARCH OPTIMIZATION"),
        ("alter table t resume recluster", "ALTER TABLE RESUME RECLUSTER"),
        ("create table t (a int) row_timestamp = true", "CREATE TABLE ROW_TIMESTAMP"),
        ("create temporary read only table t clone u", "READ ONLY TABLE"),
        ("drop task t", "DROP TASK"),
        ("drop database role r", "DROP DATABASE ROLE"),
        ("undrop tag t", "UNDROP TAG"),
        ("undrop view v", "UNDROP VIEW"),
        ("call p()", "CALL"),
        ("execute immediate 'select 1'", "EXECUTE IMMEDIATE"),
        ("execute task t", "EXECUTE TASK"),
        ("declare x int; begin return x; end", "Snowflake Scripting block"),
        ("begin select 1; end", "Snowflake Scripting block"),
        ("select * from (select 1 ->> select 2)", "->>"),
        ("drop table identifier($t)", "IDENTIFIER with a variable"),
        ("select * from t for update", "FOR UPDATE"),
        ("explain drop table t", "EXPLAIN DROP"),
        ("create table t (a array(geography))", "data type GEOGRAPHY in a structured type"),
    ],
)
def test_a_known_but_unsupported_statement_is_refused_by_name(text: str, feature: str) -> None:
    error = failure(text)
    assert (error.code, error.sqlstate) == ("000002", "0A000")
    assert error.message == f"Unsupported feature '{feature}'."


@pytest.mark.parametrize(
    "text",
    [
        "select " + "(" * 5000 + "1" + ")" * 5000,
        "select * from " + "(" * 100_000,
        "select * from " + "(select * from " * 20_000 + "t" + ")" * 20_000,
        "select 1 union (" * 20_000 + "select 1" + ")" * 20_000,
        "select 1::" + "array(" * 20_000 + "int" + ")" * 20_000,
        "select " + "not " * 5000 + "true",
        "select " + "- " * 5000 + "1",
        "select " + "case when a then " * 1000 + "1" + " end" * 1000,
        "insert into t values (" + "(" * 20_000 + "1" + ")" * 20_000 + ")",
        "select * from t " + "join t " * 1000,
    ],
    ids=lambda text: text[:30],
)
def test_a_statement_too_deep_to_read_is_an_error_of_the_statement(text: str) -> None:
    assert failure(text).error is ErrorCode.PARSE_FAILED


@pytest.mark.parametrize("text", ["select object_construct('a', 1, 'b')", "select object_construct(pi() / 3)"])
def test_keys_without_values_are_too_few_arguments(text: str) -> None:
    assert failure(text).error is ErrorCode.ARGUMENT_COUNT_SMALL


def test_long_statements_are_not_deep_ones() -> None:
    parse("select 1 where " + " or ".join(f"a = {number}" for number in range(2000)))
    parse("select * from t " + " ".join(f"join u on t.a = u.a{number}" for number in range(100)))


@pytest.mark.parametrize(
    ("text", "column", "token"),
    [
        ("select * from (from t)", 15, "from"),
        ("select from t", 7, "from"),
        ("with a as (select 1 from t) from a", 28, "from"),
        ("select distinct on (a) a from t", 16, "on"),
        ("select", 6, "<EOF>"),
        ("insert into t from u", 14, "from"),
        ("create table t as from u", 18, "from"),
    ],
)
def test_from_needs_a_select_list(text: str, column: int, token: str) -> None:
    error = failure(text)
    assert error.position is not None
    assert (error.error, error.position.column, error.details["token"]) == (ErrorCode.SYNTAX, column, token)
