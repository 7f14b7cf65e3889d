"""Plans that name what is known only when they run: the values they need, and the calls that come first."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import SnowflakeError
from mockhaus.translation import statement_values
from mockhaus.translation.plan import SystemCall
from tests.unit.translation.translating import plan


def test_a_plan_tells_which_values_it_needs() -> None:
    found = plan("SELECT CURRENT_SESSION(), UPPER(LAST_QUERY_ID(-2)), LAST_QUERY_ID(3), CURRENT_SESSION()")

    assert found.statement_values == ("s_session", "s_query_last_2", "s_query_first_3")
    assert "$s_query_last_2" in found.sql


def test_a_plan_of_other_values_needs_none() -> None:
    assert plan("SELECT CURRENT_USER(), CURRENT_VERSION()").statement_values == ()


def test_the_values_of_a_subquery_are_the_statements() -> None:
    found = plan("SELECT s FROM (SELECT CURRENT_SESSION() AS s) WHERE s = (SELECT CURRENT_CLIENT())")

    assert set(found.statement_values) == {"s_session", "s_client"}


@pytest.mark.parametrize("position", [1, 17, -1, -250])
def test_a_querys_position_is_in_the_name_of_its_parameter(position: int) -> None:
    assert statement_values.query_position(statement_values.query_id(position)) == position


def test_a_call_is_carried_out_before_the_query_and_its_answer_selected() -> None:
    found = plan("SELECT SYSTEM$CANCEL_ALL_QUERIES(12) AS a, SYSTEM$WAIT(2, 'MINUTES')")

    assert found.calls == (
        SystemCall("s_call_1", "SYSTEM$CANCEL_ALL_QUERIES", (12,)),
        SystemCall("s_call_2", "SYSTEM$WAIT", (2, "MINUTES")),
    )
    assert [column.name for column in found.columns] == ["A", "SYSTEM$WAIT(2, 'MINUTES')"]


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("SELECT SYSTEM$WAIT()", "000938"),
        ("SELECT SYSTEM$WAIT(1, 'SECONDS', 2)", "000939"),
        ("SELECT SYSTEM$WAIT(1 + 1)", "000002"),
        ("SELECT IFF(TRUE, SYSTEM$WAIT(1), '')", "000002"),
        ("SELECT SYSTEM$CANCEL_QUERY('a') LIMIT 0", "000002"),
        ("SELECT DISTINCT SYSTEM$WAIT(1)", "000002"),
        ("WITH a AS (SELECT SYSTEM$WAIT(1) AS w) SELECT w FROM a", "000002"),
        ("SELECT LAST_QUERY_ID(1.5)", "000002"),
    ],
)
def test_calls_that_might_be_made_otherwise_than_once_are_refused(sql: str, code: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        plan(sql)
    assert caught.value.code == code
