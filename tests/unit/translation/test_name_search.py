"""Where the names of tables in queries are looked for, and DUAL."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.statements import Query
from mockhaus.translation.parsing import parse
from mockhaus.translation.plan import QueryPlan
from mockhaus.translation.translate import plan_query
from tests.fakes.names import StaticNames
from tests.unit.translation.translating import context

NAMES = StaticNames(
    {"HERE": {"A": "INT"}, "PUBLIC.HERE": {"B": "INT"}, "PUBLIC.P": {"C": "INT"}},
    {"W": ("select c from p", {"C": "INT"})},
)


def columns(text: str, *, searches_public: bool = True) -> list[str]:
    return [column.name for column in _plan(text, searches_public).columns]


def _plan(text: str, searches_public: bool) -> QueryPlan:  # noqa: FBT001 - a test's own helper
    statement = parse(text)
    assert isinstance(statement, Query)
    return plan_query(statement.fragment, replace(context(names=NAMES), searches_public=searches_public))


def test_a_name_is_looked_for_in_the_current_schema_first() -> None:
    assert columns("select * from here") == ["A"]


def test_a_name_is_looked_for_in_public_behind_the_current_schema() -> None:
    assert columns("select * from p") == ["C"]


@pytest.mark.parametrize(
    ("text", "error"),
    [("select * from s.p", ErrorCode.OBJECT_NOT_FOUND), ("select * from w", ErrorCode.VIEW_EXPANSION)],
)
def test_a_name_with_a_schema_and_one_in_a_view_mean_that_schema_alone(text: str, error: ErrorCode) -> None:
    with pytest.raises(SnowflakeError) as found:
        columns(text)
    assert found.value.error is error


def test_a_definition_may_know_the_current_schema_only() -> None:
    with pytest.raises(SnowflakeError) as found:
        columns("select * from p", searches_public=False)
    assert found.value.error is ErrorCode.OBJECT_NOT_FOUND


def test_dual_has_no_columns() -> None:
    assert columns("select 5 as x from dual") == ["X"]
    with pytest.raises(SnowflakeError) as found:
        columns("select * from dual")
    assert found.value.error is ErrorCode.SELECT_WITHOUT_COLUMNS
