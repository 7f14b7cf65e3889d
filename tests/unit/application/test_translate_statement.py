"""Statements are planned for the engine, and explained, without being run or recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.history.selection import HistorySelection
from mockhaus.domain.statements import StatementKind
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import load

_SETUP = """CREATE DATABASE SHOP; CREATE TABLE SHOP.PUBLIC.T (A NUMBER(10,0), B VARCHAR);
INSERT INTO SHOP.PUBLIC.T VALUES (1, 'x')"""


@pytest.fixture(scope="module")
def use_cases() -> Iterator[UseCases]:
    with embedded(load()) as found:
        run(found, _SETUP)
        yield found


def run(use_cases: UseCases, sql: str) -> object:
    with use_cases.execute(StatementRequest(sql=sql)) as execution:
        return [result.fetch_all() for result in execution][-1]


def request(sql: str, *parameters: int | str) -> StatementRequest:
    return StatementRequest(sql=sql, context=SessionRequest(database="SHOP"), parameters=parameters or None)


def test_a_query_becomes_one_step_with_snowflakes_columns(use_cases: UseCases) -> None:
    found = use_cases.translate(request("SELECT A + 1 AS MORE FROM T"))
    assert found.kind is StatementKind.SELECT
    assert len(found.steps) == 1
    assert [column.name for column in found.columns] == ["MORE"]


@pytest.mark.parametrize(
    "sql", ["INSERT INTO T VALUES (2, 'y')", "UPDATE T SET A = 2", "DELETE FROM T", "TRUNCATE TABLE T"]
)
def test_a_change_is_planned_and_not_made(use_cases: UseCases, sql: str) -> None:
    assert use_cases.translate(request(sql)).steps
    assert run(use_cases, "SELECT A, B FROM SHOP.PUBLIC.T") == [(1, "x")]


def test_bound_values_have_the_types_that_they_were_given_with(use_cases: UseCases) -> None:
    found = use_cases.translate(request("SELECT A FROM T WHERE A = ? AND B = ?", 12, "x"))
    assert {name: str(item) for name, item in found.parameters.items()} == {
        "p1": "NUMBER(2,0)",
        "p2": "VARCHAR(16777216)",
    }


def test_values_that_are_not_given_are_untyped_nulls(use_cases: UseCases) -> None:
    found = use_cases.translate(request("SELECT A FROM T WHERE A = ?"))
    assert [str(item) for item in found.parameters.values()] == ["NULL"]


def test_a_plan_is_what_explain_answers(use_cases: UseCases) -> None:
    ((content,),) = use_cases.translate.explain(request("SELECT A FROM T"), "JSON").rows
    operations = json.loads(str(content))["Operations"][0]
    assert [item["operation"] for item in operations] == ["Result", "TableScan"]


def test_explain_itself_is_explained_in_its_own_style(use_cases: UseCases) -> None:
    found = use_cases.translate.explain(request("EXPLAIN USING TABULAR SELECT A FROM T"), "JSON")
    assert found.columns[0].name == "step"


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("", ErrorCode.EMPTY_STATEMENT),
        ("SELECT 1; SELECT 2", ErrorCode.STATEMENT_COUNT),
        ("SELECT nope FROM T", ErrorCode.INVALID_IDENTIFIER),
        ("CREATE TABLE U AS SELECT 1 AS A", ErrorCode.STATEMENT_UNSUPPORTED),
        ("COMMIT", ErrorCode.STATEMENT_UNSUPPORTED),
    ],
)
def test_what_has_no_translation_is_refused(use_cases: UseCases, sql: str, code: ErrorCode) -> None:
    with pytest.raises(SnowflakeError) as caught:
        use_cases.translate(request(sql))
    assert caught.value.error is code


def test_a_role_that_may_not_read_a_table_gets_no_translation(use_cases: UseCases) -> None:
    asked = StatementRequest(sql="SELECT A FROM T", context=SessionRequest(database="SHOP", role="PUBLIC"))
    with pytest.raises(SnowflakeError):
        use_cases.translate(asked)


def test_nothing_of_it_is_recorded(use_cases: UseCases) -> None:
    use_cases.translate(request("SELECT 'UNRECORDED'"))
    use_cases.translate.explain(request("SELECT 'UNRECORDED'"), "JSON")
    assert use_cases.history(HistorySelection(text="UNRECORDED")) == []
