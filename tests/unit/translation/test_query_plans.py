"""Plans: what callers may rely on besides the text."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.statements import Query
from mockhaus.translation.parsing import parse
from mockhaus.translation.translate import Output, plan_expression, plan_query
from tests.fakes.names import StaticNames
from tests.unit.translation.translating import TABLES, context, plan


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select a, a + 1 from t", 'SELECT "T"."A" AS "c1", "T"."A" + 1 AS "c2" FROM "db_1".main."t_1" AS "T"'),
        ("select 1 union all select 2", 'SELECT 1 AS "c1" UNION ALL SELECT 2'),
        ("values (1)", 'SELECT "COLUMN1" AS "c1" FROM (VALUES (1)) AS "V"("COLUMN1")'),
        ("select v from t", 'SELECT CAST("T"."V" AS VARCHAR) AS "c1" FROM "db_1".main."t_1" AS "T"'),
    ],
)
def test_columns_for_the_engine_are_numbered_and_values_left_as_they_are(text: str, expected: str) -> None:
    assert plan(text, output=Output.ENGINE).sql == expected


def test_a_fragment_may_be_planned_again_and_again() -> None:
    statement = parse("select t.*, a + 1 as b from t where exists (select * from u where u.a = t.a) order by b")
    assert isinstance(statement, Query)
    first = plan_query(statement.fragment, context())
    assert plan_query(statement.fragment, context()) == first


def test_an_expression_is_a_query_of_one_row() -> None:
    statement = parse("select 1 + 2")
    assert isinstance(statement, Query)
    fragment = statement.fragment
    expression = type(fragment)(fragment.text, fragment.tree.expressions[0])
    assert plan_expression(expression, context()).sql == 'SELECT 1 + 2 AS "c1"'


def test_wide_arithmetic_is_in_38_digits() -> None:
    assert plan("select a * b from t", wide=True).sql.startswith(
        'SELECT CAST("T"."A" AS DECIMAL(38,0)) * CAST("T"."B" AS DECIMAL(38,2))'
    )


@pytest.mark.parametrize("text", ["select seq.nextval", "select uuid_string()", "select a from t sample (10)"])
def test_what_may_differ_the_next_time_is_volatile(text: str) -> None:
    assert plan(text).volatile


def test_what_depends_on_the_tables_alone_is_not_volatile() -> None:
    assert not plan("select a, count(*) from t group by a").volatile


def test_comments_do_not_reach_the_engine() -> None:
    assert plan("select /* one */ a -- two\n from t").sql == 'SELECT "T"."A" FROM "db_1".main."t_1" AS "T"'


def test_a_view_that_reads_itself_is_refused() -> None:
    names = StaticNames(TABLES, {"LOOP": ("select * from loop", {"A": "INT"})})
    with pytest.raises(SnowflakeError) as found:
        plan("select * from loop", names=names)
    assert found.value.error is ErrorCode.SEMANTIC


def test_a_view_whose_query_has_other_columns_now_is_refused() -> None:
    names = StaticNames(TABLES, {"OLD": ("select * from u", {"A": "INT"})})
    with pytest.raises(SnowflakeError) as found:
        plan("select * from old", names=names)
    assert "declared 1 column(s), but view query produces 2 column(s)" in found.value.message


def test_a_views_names_resolve_in_its_own_schema() -> None:
    names = StaticNames(TABLES, {"OTHER.W": ("select g from t", {"G": "INT"})})
    assert '"db_1".main."t_3"' in plan("select g from other.w", names=names).sql


def test_a_long_chain_of_set_operations_is_no_deep_nesting() -> None:
    assert plan(" union all ".join(["select 1"] * 60)).sql.count("UNION ALL") == 59
