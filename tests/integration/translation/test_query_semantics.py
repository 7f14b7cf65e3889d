"""Translated queries give Snowflake's answers on the engine."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest

from tests.integration.translation.conftest import Run


class TestOrder:
    def test_nulls_come_last_in_ascending_order(self, run: Run) -> None:
        assert run("select i from n order by i") == [(1,), (2,), (None,)]

    def test_nulls_come_first_in_descending_order(self, run: Run) -> None:
        assert run("select i from n order by i desc") == [(None,), (2,), (1,)]

    def test_the_place_of_nulls_can_be_said(self, run: Run) -> None:
        assert run("select i from n order by i nulls first") == [(None,), (1,), (2,)]

    def test_an_alias_wins_over_a_column_in_order_by(self, run: Run) -> None:
        assert run("select -i as i from n where i is not null order by i") == [(-2,), (-1,)]

    def test_a_column_wins_over_an_alias_in_where(self, run: Run) -> None:
        assert run("select 5 as i from n where i = 2") == [(5,)]

    def test_an_alias_is_known_in_where_where_no_column_has_its_name(self, run: Run) -> None:
        assert run("select i + 1 as j from n where j = 3") == [(3,)]

    def test_an_alias_is_known_to_its_right(self, run: Run) -> None:
        assert run("select i + 1 as j, j * 2 from n where i = 1") == [(2, 4)]

    def test_order_by_all_orders_by_every_column(self, run: Run) -> None:
        assert run("select name, id from l order by all") == [("one", 1), ("three", 3), ("two", 2)]

    def test_top_limits_rows(self, run: Run) -> None:
        assert run("select top 1 id from l order by id desc") == [(3,)]

    def test_fetch_and_offset(self, run: Run) -> None:
        assert run("select id from l order by id offset 1 rows fetch next 1 rows only") == [(2,)]

    def test_limit_null_is_no_limit(self, run: Run) -> None:
        assert len(run("select id from l limit null")) == 3


class TestNames:
    def test_names_that_differ_in_case_alone_are_two_columns(self, run: Run) -> None:
        assert run('select "a", a, "A" from cases') == [(1, 2, 2)]

    def test_a_derived_table_keeps_both_of_them(self, run: Run) -> None:
        assert run('select q.a, q."a" from (select * from cases) q') == [(2, 1)]

    def test_columns_of_one_name_survive_a_derived_table(self, run: Run) -> None:
        assert run("select * from (select id, id from l where id = 1)") == [(1, 1)]

    def test_the_same_alias_outside_and_inside_a_subquery(self, run: Run) -> None:
        text = (
            "select id from l where exists "
            "(select 1 from r where r.id = l.id and exists (select 1 from l where l.x = r.x))"
        )
        assert run(text) == [(2,)]

    def test_a_view_is_read_in_its_place(self, run: Run) -> None:
        assert run("select n + 1, evens.name from evens") == [(3, "two")]


class TestJoins:
    def test_using_gives_the_shared_column_once(self, run: Run) -> None:
        assert run("select * from l join r using (id) order by id") == [
            (2, "two", 8, "zwei", 8),
            (3, "three", 9, "drei", 0),
        ]

    def test_natural_join_uses_every_shared_column(self, run: Run) -> None:
        assert run("select * from l natural join r") == [(2, 8, "two", "zwei")]

    def test_using_in_a_full_join_takes_the_side_that_has_a_row(self, run: Run) -> None:
        rows = run("select id, name, value from l full outer join r using (id) order by id")
        assert rows == [(1, "one", None), (2, "two", "zwei"), (3, "three", "drei"), (4, None, "vier")]

    def test_using_in_a_right_join_takes_the_right_side(self, run: Run) -> None:
        assert [row[0] for row in run("select id from l right join r using (id) order by id")] == [2, 3, 4]

    def test_a_join_without_condition_is_a_product(self, run: Run) -> None:
        assert len(run("select 1 from l join r")) == 9

    def test_joins_in_parentheses(self, run: Run) -> None:
        text = "select l.id, value from l left join (r join n on r.id = n.i) on l.id = r.id order by 1"
        assert run(text) == [(1, None), (2, "zwei"), (3, None)]

    def test_a_lateral_query_sees_the_items_before_it(self, run: Run) -> None:
        text = "select l.id, q.n from l, lateral (select count(*) as n from r where r.id > l.id) q order by 1"
        assert run(text) == [(1, 3), (2, 2), (3, 1)]

    def test_flatten_gives_a_row_for_each_element(self, run: Run) -> None:
        assert run("select id, f.value::int from docs, lateral flatten(input => v) f order by 1, 2") == [
            (1, 1),
            (1, 2),
            (1, 3),
        ]

    def test_seq_of_flatten_tells_the_rows_of_a_table_apart(self, run: Run) -> None:
        text = (
            "select count(distinct f.seq), count(distinct d.id), count(*) "
            "from docs d, lateral flatten(input => v, outer => true) f"
        )
        assert run(text) == [(3, 3, 5)]

    def test_seq_of_flatten_tells_the_rows_of_a_derived_table_apart(self, run: Run) -> None:
        text = (
            "select count(distinct f.seq) from (select parse_json(column1) as v from values ('[1]'), ('[2]')) d, "
            "lateral flatten(input => v) f"
        )
        assert run(text) == [(2,)]

    @pytest.mark.parametrize(
        ("source", "rows"),
        [
            ("docs d", 1),
            ("(select v from docs union all select v from docs) d", 2),
            ("(values (parse_json('[1,2]')), (parse_json('[3]'))) d (v)", 2),
        ],
    )
    def test_seq_of_flatten_is_one_for_each_input_row(self, run: Run, source: str, rows: int) -> None:
        assert run(f"select count(distinct f.seq) from {source}, lateral flatten(d.v) f") == [(rows,)]

    def test_seq_of_a_flatten_of_a_flatten_is_one_for_each_row_of_the_first(self, run: Run) -> None:
        text = (
            "with d as (select parse_json(column1) as v from values ('[[1,2],[3]]'), ('[[4]]')) "
            "select count(distinct g.seq), count(*) from d, lateral flatten(v) f, lateral flatten(f.value) g"
        )
        assert run(text) == [(3, 4)]

    def test_seq_of_texts_split_is_one_for_each_text(self, run: Run) -> None:
        text = "select s.* from (values ('a,b'), ('c')) d, lateral split_to_table(column1, ',') s"
        assert sorted(run(text)) == [(1, 1, "a"), (1, 2, "b"), (2, 1, "c")]

    def test_outer_flatten_keeps_rows_without_elements(self, run: Run) -> None:
        rows = run("select id, f.index from docs, lateral flatten(input => v, outer => true) f order by 1, 2")
        assert rows == [(1, 0), (1, 1), (1, 2), (2, None), (3, None)]

    def test_asof_join_takes_the_nearest_row_before(self, run: Run) -> None:
        text = "select l.id, r.id from l asof join r match_condition (l.id >= r.id) order by 1"
        assert run(text) == [(1, None), (2, 2), (3, 3)]

    def test_asof_join_with_a_key(self, run: Run) -> None:
        text = "select l.id, r.value from l asof join r match_condition (l.id >= r.id) on l.x = r.x order by 1"
        assert run(text) == [(1, None), (2, "zwei"), (3, None)]

    def test_split_to_table_gives_a_row_for_each_part(self, run: Run) -> None:
        text = "select l.id, s.index, s.value from l, lateral split_to_table(l.name, 'e') s where id < 3 order by 1, 2"
        assert run(text) == [(1, 1, "on"), (1, 2, ""), (2, 1, "two")]


class TestArithmetic:
    def test_a_quotient_has_six_digits_more(self, run: Run) -> None:
        assert run("select 1 / 3") == [(Decimal("0.333333"),)]

    def test_a_quotient_is_rounded_half_away_from_zero(self, run: Run) -> None:
        assert run("select 1 / 2000000, -1 / 2000000, 3 / 2000000") == [
            (Decimal("0.000001"), Decimal("-0.000001"), Decimal("0.000002"))
        ]

    def test_a_quotient_of_long_numbers_is_exact(self, run: Run) -> None:
        assert run("select 12345678901234567890 / 3") == [(Decimal("4115226300411522630.000000"),)]

    def test_a_quotient_of_quotients(self, run: Run) -> None:
        assert run("select d / 4 / 2 from n where i = 1") == [(Decimal("1.250000000000"),)]

    @pytest.mark.parametrize(
        "text", ["select 1 / 0", "select i / (i - 1) from n", "select 1::float / 0", "select 5 % (i - i) from n"]
    )
    def test_division_by_zero_is_an_error(self, run: Run, text: str) -> None:
        with pytest.raises(duckdb.Error, match=r"100051 \(22012\): Division by zero"):
            run(text)

    def test_a_branch_that_is_not_taken_does_not_divide(self, run: Run) -> None:
        assert run("select iff(i = 1, 0, i / (i - 1)) from n where i is not null order by 1") == [
            (Decimal("0.000000"),),
            (Decimal("2.000000"),),
        ]

    def test_a_product_has_at_most_twelve_digits_behind_the_point(self, run: Run) -> None:
        assert run("select w * w from n where i = 1") == [(Decimal("2.250000000000"),)]

    def test_the_sum_of_small_literals_may_be_large(self, run: Run) -> None:
        assert run("select 2147483647 + 1, 2147483647 * 2147483647") == [(2147483648, 4611686014132420609)]

    def test_wide_arithmetic_does_not_overflow(self, run: Run) -> None:
        assert run("select 9223372036854775807 * i from n where i = 2", wide=True) == [(18446744073709551614,)]

    def test_text_in_arithmetic_is_a_number(self, run: Run) -> None:
        assert run("select '1.5' + 1") == [(Decimal("2.5"),)]

    def test_a_remainder_has_the_sign_of_the_dividend(self, run: Run) -> None:
        assert run("select -7 % 3, 7 % -3, 5.5 % 2") == [(-1, 1, Decimal("1.5"))]

    def test_dates_and_numbers(self, run: Run) -> None:
        assert run("select '2024-03-01'::date - '2024-02-01'::date, to_char('2024-02-28'::date + 2)") == [
            (29, "2024-03-01")
        ]


class TestComparison:
    def test_text_beside_a_number_is_read_as_one(self, run: Run) -> None:
        assert run("select i from n where i = '2.0'") == [(2,)]

    def test_in_with_rows(self, run: Run) -> None:
        assert run("select i from n where (i, t) in ((1, 'b'), (2, 'b'))") == [(1,)]

    def test_like_any_and_all(self, run: Run) -> None:
        assert run("select name from l where name like any ('o%', '%ee')") == [("one",), ("three",)]
        assert run("select name from l where name ilike all ('T%', '%E')") == [("three",)]

    def test_like_with_an_escape_character(self, run: Run) -> None:
        assert run("select 'a%' like 'a^%' escape '^', 'ab' like 'a^%' escape '^'") == [(True, False)]
        assert run("select 'a%' like any ('b', 'a^%') escape '^', 'ab' like any ('a^%') escape '^'") == [(True, False)]

    def test_like_has_no_escape_character_by_itself(self, run: Run) -> None:
        assert run(r"select 'a\\b' like 'a\\_'") == [(True,)]

    def test_is_distinct_from_knows_null(self, run: Run) -> None:
        assert run("select null is distinct from 1, null is not distinct from null") == [(True, True)]

    def test_a_comparison_may_be_compared(self, run: Run) -> None:
        assert run("select 1 = 1 = true") == [(True,)]

    def test_a_row_in_a_query(self, run: Run) -> None:
        assert run("select id from l where (id, x) in (select id, x from r)") == [(2,)]
        assert run("select id from l where (id, x) not in (select id, x from r) order by id") == [(1,), (3,)]

    def test_not_in_with_null_is_never_true(self, run: Run) -> None:
        assert run("select id from l where id not in (select i from n)") == []


class TestOrderOfObjects:
    def test_objects_are_compared_with_variants(self, run: Run) -> None:
        assert run("select object_construct('a', 1) > parse_json('1')") == [(True,)]


class TestMembership:
    def test_predicates_can_be_operands_of_predicates(self, run: Run) -> None:
        text = "select 1 between 0 and 2 between true and true, 1 in (1) in (true), 1 between 0 and 2 in (false)"
        assert run(text) == [(True, True, False)]

    @pytest.mark.parametrize(
        "text",
        [
            "select i from n where i in (select '1')",
            "select i from n where i = any (select parse_json('1'))",
            "select i from n where i in (select '1' union select '7')",
            "select i from n where to_variant(i) in (select 1)",
        ],
    )
    def test_values_of_a_query_are_converted_to_what_they_are_compared_with(self, run: Run, text: str) -> None:
        assert run(text) == [(1,)]


class TestGroups:
    def test_group_by_an_alias_and_an_ordinal(self, run: Run) -> None:
        assert run("select left(name, 1) as k, count(*) from l group by k order by k") == [("o", 1), ("t", 2)]
        assert run("select left(name, 1), count(*) from l group by 1 order by 1") == [("o", 1), ("t", 2)]

    def test_group_by_all(self, run: Run) -> None:
        assert run("select region, sum(amount) from sales group by all order by 1") == [("N", 31), ("S", 5)]

    def test_group_by_all_leaves_items_with_aggregates_to_the_groups_of_the_others(self, run: Run) -> None:
        text = "select id, sum(x) as s, s + id, row_number() over (order by id) from l group by all order by 1 limit 2"
        assert run(text) == [(1, 7, 8, 1), (2, 8, 10, 2)]

    def test_rollup_adds_totals(self, run: Run) -> None:
        assert run("select region, sum(amount) from sales group by rollup (region) order by 1") == [
            ("N", 31),
            ("S", 5),
            (None, 36),
        ]

    def test_grouping_sets(self, run: Run) -> None:
        text = (
            "select region, quarter, sum(amount) from sales group by grouping sets ((region), (quarter)) order by 1, 2"
        )
        assert run(text) == [("N", None, 31), ("S", None, 5), (None, "Q1", 16), (None, "Q2", 20)]

    def test_having_and_qualify_know_aliases(self, run: Run) -> None:
        text = (
            "select region, sum(amount) as total, row_number() over (order by total desc) as rn from sales "
            "group by region having total > 1 qualify rn = 1"
        )
        assert run(text) == [("N", 31, 1)]

    def test_count_of_a_star_counts_rows_without_null(self, run: Run) -> None:
        assert run("select count(*), count(n.*) from n") == [(3, 2)]


class TestSetOperations:
    def test_a_branch_may_begin_with_common_tables(self, run: Run) -> None:
        assert run("select 1 union all with x as (select 2 as b) select b from x order by 1") == [(1,), (2,)]

    def test_union_is_without_duplicates(self, run: Run) -> None:
        assert run("select 1 union select 1 union all select 2 order by 1") == [(1,), (2,)]

    def test_minus_and_intersect(self, run: Run) -> None:
        assert run("select id from l minus select id from r") == [(1,)]
        assert run("select id from l intersect select id from r order by id desc") == [(3,), (2,)]

    def test_branches_take_the_common_type(self, run: Run) -> None:
        assert run("select '1' as a union all select 2.5 order by a") == [(Decimal("1.00000"),), (Decimal("2.50000"),)]


class TestSources:
    def test_dual_has_one_row(self, run: Run) -> None:
        assert run("select 5 from dual") == [(5,)]

    def test_values_have_numbered_columns(self, run: Run) -> None:
        assert run("select column1, $2 from values (1, 'x'), (2, 'y') order by $1") == [(1, "x"), (2, "y")]

    def test_values_with_named_columns(self, run: Run) -> None:
        assert run("select v.b from (values (1, 'x')) as v (a, b)") == [("x",)]

    def test_generator_makes_rows_that_seq_counts(self, run: Run) -> None:
        assert run("select seq4() from table(generator(rowcount => 3)) order by 1") == [(0,), (1,), (2,)]

    def test_a_recursive_expression_needs_no_word_recursive(self, run: Run) -> None:
        assert run("with c (n) as (select 1 union all select n + 1 from c where n < 4) select sum(n) from c") == [(10,)]

    def test_a_recursive_expression_may_grow_beyond_its_anchor(self, run: Run) -> None:
        text = (
            "with recursive c as (select 1 as n union all select n * 1000 from c where n < 1000000000000) "
            "select max(n) from c"
        )
        assert run(text) == [(1000000000000,)]

    def test_a_common_table_hides_a_table(self, run: Run) -> None:
        assert run("with l as (select 9 as id) select id from l") == [(9,)]

    def test_pivot(self, run: Run) -> None:
        text = "select * from sales pivot (sum(amount) for quarter in ('Q1', 'Q2')) as p order by region"
        assert run(text) == [("N", 11, 20), ("S", 5, None)]

    def test_pivot_with_named_columns(self, run: Run) -> None:
        text = "select region, one from sales pivot (sum(amount) for quarter in ('Q1')) as p (region, one) order by 1"
        assert run(text) == [("N", 11), ("S", 5)]

    def test_unpivot_leaves_out_nulls(self, run: Run) -> None:
        text = "select * from wide unpivot (amount for month in (jan, feb)) order by id, month"
        assert run(text) == [(1, "FEB", 20), (1, "JAN", 10), (2, "FEB", 40)]

    def test_unpivot_can_include_nulls(self, run: Run) -> None:
        text = (
            "select month, amount from wide unpivot include nulls (amount for month in (jan as 'J', feb)) where id = 2"
        )
        assert sorted(run(text)) == [("FEB", 40), ("J", None)]

    def test_a_sample_of_everything_is_everything(self, run: Run) -> None:
        assert len(run("select * from l sample (100)")) == 3

    def test_a_sample_of_rows_has_so_many(self, run: Run) -> None:
        assert len(run("select * from l tablesample (2 rows)")) == 2


class TestTypes:
    @pytest.mark.parametrize(
        ("value", "type_text"),
        [
            ("NULL", "NULL[LOB]"),
            ("1", "NUMBER(1,0)[SB1]"),
            ("10000", "NUMBER(5,0)[SB2]"),
            ("'something'", "VARCHAR(9)[LOB]"),
            ("concat('every', 'body')", "VARCHAR(9)[LOB]"),
            ("1.5::varchar", "VARCHAR[LOB]"),
            ("'1.5'::number(6,5)", "NUMBER(6,5)[SB4]"),
            ("1.2345::integer", "NUMBER(38,0)[SB1]"),
            ("1e0::float", "FLOAT[DOUBLE]"),
            ("true", "BOOLEAN[SB1]"),
            ("'2024-05-09'::date", "DATE[SB4]"),
            ("'2024-05-09'::timestamp_ntz(3)", "TIMESTAMP_NTZ(3)[SB8]"),
            ("'2024-05-09'::timestamp_ntz", "TIMESTAMP_NTZ(9)[SB16]"),
            ("parse_json('1')", "VARIANT[LOB]"),
        ],
    )
    def test_system_typeof_tells_the_type_and_how_it_is_stored(self, run: Run, value: str, type_text: str) -> None:
        assert run(f"select system$typeof({value})") == [(type_text,)]


class TestStars:
    def test_exclude_replace_and_rename(self, run: Run) -> None:
        assert run("select * exclude (x) rename (name as n) from l where id = 1") == [(1, "one")]
        assert run("select * replace (id * 10 as id) from l where id = 1") == [(10, "one", 7)]

    def test_ilike_chooses_by_name(self, run: Run) -> None:
        assert run("select * ilike '%D' from l where id = 1") == [(1,)]


class TestWindows:
    def test_first_value_and_last_value_see_the_whole_partition(self, run: Run) -> None:
        text = "select first_value(id) over (order by id), last_value(id) over (order by id) from l where id < 3"
        assert run(text) == [(1, 2), (1, 2)]

    def test_a_sum_runs_up_to_the_current_row(self, run: Run) -> None:
        assert run("select sum(id) over (order by id) from l order by 1") == [(1,), (3,), (6,)]

    def test_frames(self, run: Run) -> None:
        text = "select sum(id) over (order by id rows between 1 preceding and 1 following) from l order by 1"
        assert run(text) == [(3,), (5,), (6,)]


def test_a_variant_is_shown_as_compact_json(run: Run) -> None:
    assert run("select v from docs order by id") == [("[1,2,3]",), ("[]",), (None,)]


def test_a_scalar_query_of_no_rows_is_null(run: Run) -> None:
    assert run("select (select id from l where id = 99)") == [(None,)]


def test_a_pivot_can_have_a_default(run: Run) -> None:
    text = "select * from sales pivot (sum(amount) for quarter in ('Q1', 'Q2') default on null (0)) order by region"
    assert run(text) == [("N", 11, 20), ("S", 5, 0)]


def test_a_lambda_computes_with_its_parameter(run: Run) -> None:
    assert run("select filter([1, 2, 3], x -> x * 2 > 3)") == [("[2,3]",)]
