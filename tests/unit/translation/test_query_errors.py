"""What a query may not say, and with which error it is told so."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import ErrorCode, Position, SnowflakeError
from tests.unit.translation.translating import plan


def failure(text: str) -> SnowflakeError:
    with pytest.raises(SnowflakeError) as found:
        plan(text)
    return found.value


class TestNames:
    def test_an_unknown_column_is_named_with_its_place(self) -> None:
        error = failure("select a,\n  missing from t")
        assert error.code == "000904"
        assert error.position == Position(2, 2)
        assert error.message == "SQL compilation error: error line 2 at position 2\ninvalid identifier 'MISSING'"

    def test_an_unknown_column_of_a_table_is_named_with_it(self) -> None:
        assert "invalid identifier 'T.MISSING'" in failure("select t.missing from t").message

    def test_a_quoted_name_is_shown_quoted(self) -> None:
        assert "invalid identifier '\"missing\"'" in failure('select "missing" from t').message

    def test_quoted_names_keep_their_case(self) -> None:
        assert "invalid identifier '\"a\"'" in failure('select "a" from t').message

    def test_an_unknown_table_is_shown_as_written(self) -> None:
        error = failure("select * from missing")
        assert (error.code, error.sqlstate) == ("002003", "42S02")
        assert "Object 'MISSING' does not exist or not authorized." in error.message

    def test_an_unknown_qualified_table_is_shown_with_its_database(self) -> None:
        assert "Object 'DB.OTHER.MISSING' does not exist" in failure("select * from other.missing").message

    def test_a_column_of_two_tables_is_ambiguous(self) -> None:
        error = failure("select a from t, u")
        assert error.code == "002028"
        assert "ambiguous column name 'A'" in error.message

    def test_the_result_of_a_join_may_hold_a_name_twice_but_not_be_asked_for_it(self) -> None:
        assert failure("select a from (select * from t, u)").error is ErrorCode.AMBIGUOUS_COLUMN

    def test_two_sources_of_one_name_are_refused(self) -> None:
        assert failure("select 1 from t, t").error is ErrorCode.DUPLICATE_ALIAS

    def test_the_sides_of_a_derived_table_do_not_see_each_other(self) -> None:
        assert failure("select 1 from t, (select t.a) q").error is ErrorCode.INVALID_IDENTIFIER

    def test_an_alias_is_unknown_to_its_left(self) -> None:
        assert failure("select y + 1, a as y from t").error is ErrorCode.INVALID_IDENTIFIER

    def test_an_unknown_function_is_named(self) -> None:
        error = failure("select nothing_like_it(1)")
        assert error.code == "002140"
        assert error.message == "SQL compilation error:\nUnknown function NOTHING_LIKE_IT"

    @pytest.mark.parametrize("text", ["select read_csv('x')", "select * from table(read_csv('x'))"])
    def test_functions_of_other_systems_are_unknown(self, text: str) -> None:
        assert failure(text).code == "002140"
        assert failure(text).message == "SQL compilation error:\nUnknown function READ_CSV"

    def test_functions_of_snowflake_that_are_not_emulated_are_refused_as_features(self) -> None:
        assert failure("select ai_embed('x', 'y')").message == "Unsupported feature 'AI_EMBED'."

    def test_a_table_function_needs_table(self) -> None:
        error = failure("select * from read_csv('/etc/passwd')")
        assert error.message == "SQL compilation error:\nsyntax error line 1 at position 22 unexpected '('."

    def test_a_text_is_no_source(self) -> None:
        error = failure("select * from 'x.csv'")
        assert error.message == "SQL compilation error:\nsyntax error line 1 at position 14 unexpected ''x.csv''."

    def test_an_unset_variable_is_named(self) -> None:
        assert "Session variable '$MISSING' does not exist" in failure("select $missing").message

    def test_an_unset_bind_is_named(self) -> None:
        assert "Bind variable :7 not set." in failure("select :7").message

    def test_a_star_without_from_is_refused(self) -> None:
        assert failure("select *").error is ErrorCode.SEMANTIC

    def test_excluding_a_column_that_is_not_there(self) -> None:
        assert failure("select * exclude (missing) from t").error is ErrorCode.INVALID_IDENTIFIER


class TestShapes:
    def test_branches_of_a_set_operation_need_one_width(self) -> None:
        error = failure("select 1, 2 union all select 3")
        assert error.code == "001789"
        assert "expected 2, got 1 in branch {2}" in error.message

    def test_an_ordinal_must_be_in_the_select_list(self) -> None:
        assert failure("select a from t order by 2").error is ErrorCode.SEMANTIC
        assert failure("select a from t group by 2").error is ErrorCode.SEMANTIC

    def test_the_columns_of_an_alias_must_be_as_many_as_the_query_has(self) -> None:
        assert failure("select 1 from (select 1, 2) q (x)").error is ErrorCode.SEMANTIC

    def test_rows_of_values_need_one_width(self) -> None:
        assert failure("select * from values (1), (1, 2)").error is ErrorCode.SEMANTIC

    def test_operands_that_have_no_sum_are_refused(self) -> None:
        error = failure("select d * 2 from t")
        assert error.code == "001044"
        assert "Invalid argument types for function '*': (DATE, NUMBER(1,0))" in error.message

    def test_a_statement_nested_too_deep_is_an_error_of_the_statement(self) -> None:
        with pytest.raises(SnowflakeError):
            plan("select " + "(" * 2000 + "1" + ")" * 2000)

    @pytest.mark.parametrize(
        "text",
        [
            "select (select a, b from t)",
            "select a from t where a in (select a, b from t)",
            "select a from t limit -1",
            "select a from t limit 'x'",
        ],
    )
    def test_what_makes_no_sense_is_an_error_of_the_statement(self, text: str) -> None:
        assert failure(text).error is ErrorCode.SEMANTIC

    def test_qualify_needs_a_window_function(self) -> None:
        assert failure("select a from t qualify a > 1").error is ErrorCode.QUALIFY_WITHOUT_WINDOW

    @pytest.mark.parametrize(
        "text",
        [
            "select (a, b) = (1, 2, 3) from t",
            "select a = (1, 2) from t",
            "select a in ((1, 2)) from t",
            "select (a, b) = (select a from t) from t",
        ],
    )
    def test_rows_of_different_lengths_are_not_compared(self, text: str) -> None:
        assert failure(text).message == "Unsupported feature 'a comparison of rows of different lengths'."

    def test_a_query_beside_a_row_has_as_many_columns(self) -> None:
        assert failure("select (a, b) in (select a from t) from t").error is ErrorCode.SEMANTIC

    @pytest.mark.parametrize(
        "text",
        ["select (a, b) from t", "select max((a, b)) from t", "select (a, b) is null from t", "values (1, (2, 3))"],
    )
    def test_a_row_is_no_value(self, text: str) -> None:
        assert failure(text).message == "Unsupported feature 'a row in this place'."

    def test_group_by_all_groups_by_no_column_inside_an_item_with_an_aggregate(self) -> None:
        assert failure("select c, sum(b) + a from t group by all").error is ErrorCode.NOT_A_GROUP_BY_EXPRESSION

    @pytest.mark.parametrize(
        "text",
        [
            "select count(*) from t group by 1",
            "select count(*) as n from t group by n",
            "select row_number() over (order by a) from t group by 1",
            "select sum(a), $1 from t",
        ],
    )
    def test_what_needs_groups_is_no_group(self, text: str) -> None:
        assert failure(text).error is ErrorCode.NOT_A_GROUP_BY_EXPRESSION

    @pytest.mark.parametrize(
        "text",
        [
            "select a from t order by 1 union all select 2",
            "select 1 limit 1 union select 2",
            "select 1 union all select 2 order by 1 union all with x as (select 3) select * from x",
        ],
    )
    def test_clauses_of_a_branch_need_parentheses(self, text: str) -> None:
        assert failure(text).code == "001003"

    @pytest.mark.parametrize(
        ("text", "token"),
        [
            ("select min_by(, a) from t", ","),
            ("select date_part(quarter / 2 from t", "<EOF>"),
            ("select count(distinct ) from t", ")"),
            ("select a from t group by distinct a", "distinct"),
        ],
    )
    def test_calls_with_holes_are_syntax_errors(self, text: str, token: str) -> None:
        assert failure(text).message.endswith(f"unexpected '{token}'.")

    @pytest.mark.parametrize("call", ["to_json()", "timestamp_ltz_from_parts()", "array_intersection([1])"])
    def test_arguments_are_counted(self, call: str) -> None:
        assert failure(f"select {call}").error is ErrorCode.ARGUMENT_COUNT_SMALL

    def test_the_length_of_a_type_is_a_number(self) -> None:
        assert failure("select c::char(z) from t").error is ErrorCode.UNSUPPORTED_DATA_TYPE

    @pytest.mark.parametrize(
        "text", ["select 1 as table", "select 1 order", "select * from t as of", "with set as (select 1) select 1"]
    )
    def test_a_reserved_word_is_no_alias(self, text: str) -> None:
        assert failure(text).error is ErrorCode.SYNTAX

    def test_a_reserved_word_in_quotes_is_an_alias(self) -> None:
        assert plan('select 1 as "TABLE" from t as "OF"').columns[0].name == "TABLE"

    @pytest.mark.parametrize(
        ("text", "feature"),
        [
            ("select max(seq4()) from t", "a counter of rows inside an aggregate or window function"),
            ("select max(random(1)) over () from t", "a counter of rows inside an aggregate or window function"),
            ("select sum(* exclude (a)) from t", "* as an argument of SUM"),
            ("select count(1, *) from t", "STAR in this place"),
            ("select exists('x')", "EXISTS of anything but a query"),
            ("select 1 from table(generator(rowcount => 'x'::date))", "GENERATOR with a ROWCOUNT that is no number"),
        ],
    )
    def test_what_the_engine_could_not_run_is_refused_by_name(self, text: str, feature: str) -> None:
        assert failure(text).message == f"Unsupported feature '{feature}'."

    def test_missing_names_are_syntax_errors(self) -> None:
        assert failure("with m (a, '') as (select 1, 2) select 1 from m").error is ErrorCode.PARSE_FAILED

    def test_missing_operands_are_too_few_arguments(self) -> None:
        assert failure("select date_part(y) from t").error is ErrorCode.ARGUMENT_COUNT_SMALL

    @pytest.mark.parametrize("text", ["select $9 from u", "select $ 'x' from u"])
    def test_a_column_that_is_not_there_by_number(self, text: str) -> None:
        assert failure(text).error is ErrorCode.INVALID_IDENTIFIER

    def test_rows_of_values_need_a_column(self) -> None:
        assert failure("select * from values (), ()").error is ErrorCode.SEMANTIC

    def test_limit_takes_one_number(self) -> None:
        error = failure("select a from t limit 1, 2")
        assert error.message == "SQL compilation error:\nsyntax error line 1 at position 23 unexpected ','."

    @pytest.mark.parametrize(
        "text", ["select a" + "::int::varchar" * 1000 + " from t", "select v" + "[0]" * 2000 + " from t"]
    )
    def test_long_chains_of_operators_are_an_error_of_the_statement(self, text: str) -> None:
        assert failure(text).error is ErrorCode.PARSE_FAILED

    def test_a_volatile_alias_is_not_computed_twice(self) -> None:
        assert failure("select uuid_string() as i, i || 'x'").error is ErrorCode.STATEMENT_UNSUPPORTED


@pytest.mark.parametrize(
    "text",
    [
        "select interval '1 day'",
        "select upper(*) from t",
        "select * from t at (offset => -60)",
        "select * from t pivot (sum(a) for c in (any order by c))",
        "select a from t start with a = 1 connect by nocycle a = prior a",
        "select a from t connect by level < 10",
        "select level connect by prior a = b",
        "select * from table(result_scan('x'))",
        "select a from t except all select a from u",
        "select * from t left semi join u on t.a = u.a",
        "select a between symmetric 1 and 2 from t",
    ],
)
def test_what_is_not_emulated_is_refused(text: str) -> None:
    with pytest.raises(SnowflakeError) as found:
        plan(text)
    assert found.value.code in {"000002", "001003"}


@pytest.mark.parametrize(
    "text",
    [
        "select * from 'x.csv'",
        "select * from read_csv('x')",
        "select read_text('x')",
        "select distinct on (a) a from t",
        "select count(*) filter (where a > 1) from t",
        "select from t",
        "select a from t for update",
        "select a[1:2] from t",
        "select a -> b from t",
        "select a from t limit 1 by a",
        "select * from range(3)",
        "select 'a' cross join duckdb_settings",
        "(select 1) union (select 2) full join u using (a) where a = 1",
        "(select 1) full join u using (a)",
        "select a from t fetch first m",
        "select a from t group by all a",
        "select any (1, 2)",
        "select * from t sample",
        "select * from t outer join u using (a)",
        "select * from duckdb_settings()",
        "select a.b.c.d.e from t",
        "select getenv('HOME')",
        "pragma version",
        "from t",
    ],
)
def test_what_is_not_snowflake_is_refused(text: str) -> None:
    with pytest.raises(SnowflakeError):
        plan(text)


class TestGroups:
    @pytest.mark.parametrize(
        "text",
        [
            "select b, count(*) from t",
            "select * from t group by a",
            "select a from t group by a order by b",
            "select a from t group by a having b > 1",
        ],
    )
    def test_a_column_outside_the_groups_is_named(self, text: str) -> None:
        error = failure(text)
        assert error.code == "000979"
        assert "[T.B] is not a valid group by expression" in error.message

    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ("select a, b, count(*) from t group by a", 10),
            ("select a + b from t group by a + 1, a", 11),
            ("select count(*), b as z from t group by a", 17),
        ],
    )
    def test_a_column_of_the_select_list_outside_the_groups_is_told_with_its_place(self, text: str, place: int) -> None:
        error = failure(text)
        assert (error.code, error.position) == ("001104", Position(1, place))
        assert "'T.B' in select clause is neither an aggregate nor in the group by clause." in error.message

    @pytest.mark.parametrize(
        "text",
        [
            "select a + 1, count(*) from t group by a + 1",
            "select a + 1 + 1 as z, count(*) from t group by a + 1",
            "select a as z, count(b) from t group by z order by a, z",
            "select upper(c), max(b) from t group by upper(c) order by upper(c)",
            "select a, count(*), sum(count(*)) over (order by a) from t group by 1",
            "select a, b from t group by rollup (a, b)",
            "select c, listagg(b, ',') within group (order by d) from t group by c",
            "select percentile_cont(0.5) within group (order by b) from t",
            "select max(b) over (), b from t",
            "select (select max(u.a) from u where u.a = t.a), a from t group by a",
            "select v, count(*) from t group by v",
        ],
    )
    def test_what_lies_within_the_groups_is_allowed(self, text: str) -> None:
        assert plan(text).sql

    def test_aggregates_have_no_place_in_where(self) -> None:
        error = failure("select a from t where sum(b) > 1")
        assert "Invalid aggregate function in where clause [SUM(B)]" in error.message

    def test_aggregates_are_not_nested(self) -> None:
        assert "Aggregate functions cannot be nested: [MAX(B)]" in failure("select sum(max(b)) from t").message

    def test_window_functions_have_no_place_in_where(self) -> None:
        assert failure("select a from t where row_number() over (order by a) = 1").error is ErrorCode.SEMANTIC


class TestVariables:
    def test_a_variable_that_is_not_set_is_named_with_its_place(self) -> None:
        error = failure("select '$nothing',\n  a + $nothing from t")
        assert error.position == Position(2, 6)
        assert error.message.startswith(
            "SQL compilation error: error line 2 at position 6\nSession variable '$NOTHING'"
        )


class TestWindows:
    @pytest.mark.parametrize(
        ("call", "name"),
        [
            ("base64_decode_string('')", "BASE64_DECODE_STRING"),
            ("upper(c)", "UPPER"),
            ("current_date()", "CURRENT_DATE"),
            ("seq4()", "SEQ4"),
            ("hash(a)", "HASH"),
            ("cast(a as int)", "CAST"),
        ],
    )
    def test_a_function_that_is_none_of_a_window_is_named_as_written(self, call: str, name: str) -> None:
        error = failure(f"select {call} over (order by a) from t")
        assert error.message == f"SQL compilation error:\nInvalid function type [{name}] for window function."

    def test_a_percentile_needs_its_order(self) -> None:
        for call in ("percentile_cont('x')", "percentile_disc(0.5) over ()"):
            assert "Missing WITHIN GROUP clause" in failure(f"select {call} from t").message


class TestOuterJoinsByMarks:
    def test_two_marked_tables_in_one_predicate_are_a_cycle(self) -> None:
        error = failure("select 1 from t, u where t.a (+) = u.a (+)")
        assert error.error is ErrorCode.SEMANTIC
        assert "Outer join predicates form a cycle between 'T' and 'U'." in error.message

    def test_predicates_that_mark_one_another_are_a_cycle(self) -> None:
        assert "form a cycle" in failure("select 1 from t, u where t.a (+) = u.a and t.c = u.e (+)").message

    def test_a_table_is_outer_joined_to_one_other_only(self) -> None:
        error = failure("select 1 from t, u, cases q where t.a (+) = u.a and t.b (+) = q.a")
        assert "Table 'T' is outer joined to multiple tables: 'Q' and 'U'." in error.message

    @pytest.mark.parametrize(
        "condition",
        ["t.a (+) = 1", "t.a (+) = u.a or t.b = 1", "not t.a (+) = u.a", "t.a (+) = (select max(a) from u)"],
    )
    def test_marks_that_say_no_join_are_refused(self, condition: str) -> None:
        assert failure(f"select 1 from t, u where {condition}").error is ErrorCode.STATEMENT_UNSUPPORTED

    def test_a_marked_table_stands_between_commas(self) -> None:
        error = failure("select 1 from cases q, u join t on u.a = t.a where q.a = t.a (+)")
        assert error.error is ErrorCode.STATEMENT_UNSUPPORTED


class TestUnionByName:
    def test_a_name_twice_in_one_branch_is_refused(self) -> None:
        error = failure("select a, a from t union by name select a from u")
        assert error.code == "002025"
        assert "duplicate column name 'A'" in error.message

    def test_only_union_matches_by_name(self) -> None:
        assert failure("select a from t intersect by name select a from u").error is ErrorCode.PARSE_FAILED

    def test_an_unknown_name_behind_a_set_operation_is_an_invalid_identifier(self) -> None:
        assert "invalid identifier 'B'" in failure("select a from t union select a from u order by b").message


class TestHierarchies:
    def test_level_is_no_column_of_other_queries(self) -> None:
        assert failure("select level from t").error is ErrorCode.INVALID_IDENTIFIER

    def test_a_path_needs_its_separator(self) -> None:
        error = failure("select sys_connect_by_path(c) from t connect by prior a = b")
        assert error.error is ErrorCode.ARGUMENT_COUNT_SMALL

    def test_roots_and_paths_are_known_to_hierarchies_only(self) -> None:
        assert failure("select sys_connect_by_path(c, '/') from t").error is ErrorCode.UNKNOWN_FUNCTION

    def test_columns_are_looked_for_in_the_tables_of_the_query(self) -> None:
        assert "invalid identifier 'E'" in failure("select e from t connect by prior a = b").message
        assert "invalid identifier 'E'" in failure("select a from t connect by prior e = b").message
