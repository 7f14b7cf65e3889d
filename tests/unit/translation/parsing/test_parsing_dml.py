"""Queries and DML: what the statements say."""

from __future__ import annotations

from typing import TypeVar

import pytest
from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import qualified
from mockhaus.domain.statements import (
    Assignment,
    Chain,
    Delete,
    Explain,
    Fragment,
    Insert,
    InsertMany,
    Merge,
    MergeAction,
    Query,
    Statement,
    StatementKind,
    Truncate,
    Update,
)
from mockhaus.translation.parsing import kind_of, parse

S = TypeVar("S", bound=Statement)


def parsed(text: str, kind: type[S]) -> S:
    statement = parse(text)
    assert isinstance(statement, kind)
    return statement


def text_of(fragment: Fragment | None) -> str | None:
    return None if fragment is None else fragment.text


@pytest.mark.parametrize(
    "text",
    [
        "select 1",
        "SELECT a, b::int FROM t WHERE x:y[0].z = 1 QUALIFY row_number() over (order by a) = 1",
        "with a as (select 1) select * from a",
        "values (1, 'a'), (2, 'b')",
        "(select 1) union all (select 2) order by 1",
        "select insert('abc', 1, 2, 'z'), get(v, 'a'), truncate(1.5), replace(a, 'b'), left(a, 1), right(a, 1)",
        "select $1, $2:a, t.$3 from values (1, 2) t",
        "select * from table(flatten(input => v)) f, lateral flatten(t.x)",
        "select use, show, comment, put, call, format, div from t",
        "select * exclude (a) rename (b as c) from t",
        "select /*+ not a hint */ 1",
    ],
)
def test_a_query_keeps_its_source_text(text: str) -> None:
    assert parsed(text, Query).fragment.text == text


def test_the_text_of_a_query_leaves_out_what_surrounds_it() -> None:
    assert parsed("-- why\n select 1 /* x */ ; ", Query).fragment.text == "select 1"


@pytest.mark.parametrize("text", ["select ?, :1, ?::int, a from t where b in (?, ?) limit ?"])
def test_positional_binds_are_numbered_in_the_order_of_the_text(text: str) -> None:
    tree = parsed(text, Query).fragment.tree
    numbers = sorted(str(node.this) for node in tree.find_all(exp.Placeholder))
    assert numbers == ["1", "1", "2", "3", "4", "5"]


def test_binds_are_numbered_across_the_parts_of_a_statement() -> None:
    statement = parsed("update t set a = ?, b = f(?) where c = ?", Update)
    parts = [*(assignment.value for assignment in statement.assignments), statement.condition]
    found = [[node.this for node in part.tree.find_all(exp.Placeholder)] for part in parts if part]
    assert found == [["1"], ["2"], ["3"]]


def test_insert_takes_rows_of_values_with_defaults() -> None:
    statement = parsed("insert into db.s.t (a, \"b\") values (1, default), (upper('x'), null)", Insert)
    assert statement.target == qualified("DB", "S", "T")
    assert statement.columns == ("A", "b")
    assert not statement.overwrite
    assert statement.source is None
    assert statement.values is not None
    assert [[text_of(value) for value in row] for row in statement.values] == [
        ["1", None],
        ["upper('x')", "null"],
    ]


@pytest.mark.parametrize("cell", ["1", "-1.5", "'it''s'", "null", "true", "?", "a + 1", "case when a then 1 end"])
def test_the_short_way_of_reading_values_builds_what_the_parser_builds(cell: str) -> None:
    inserted = parsed(f"insert into t values ({cell})", Insert).values
    assert inserted is not None
    value = inserted[0][0]
    assert value is not None
    expected = parsed(f"select {cell}", Query).fragment.tree.selects[0]
    assert value.tree == expected


@pytest.mark.parametrize(
    ("text", "columns", "source"),
    [
        ("insert into t select 1", None, "select 1"),
        ("insert into t (select 1)", None, "(select 1)"),
        ("insert into t (a) (select 1)", ("A",), "(select 1)"),
        ("insert into t (a) with q as (select 1) select * from q", ("A",), "with q as (select 1) select * from q"),
        ("insert into t select * from values (1), (2)", None, "select * from values (1), (2)"),
    ],
)
def test_insert_takes_a_query(text: str, columns: tuple[str, ...] | None, source: str) -> None:
    statement = parsed(text, Insert)
    assert (statement.columns, text_of(statement.source), statement.values) == (columns, source, None)


def test_insert_overwrite_says_so() -> None:
    assert parsed("insert overwrite into t values (1)", Insert).overwrite


def test_update_has_assignments_sources_and_a_condition() -> None:
    statement = parsed(
        "update db.s.t as x set a = 1, x.b = (select max(c) from u where d), c = default "
        "from u join v on u.a = v.a, w where x.a = u.a",
        Update,
    )
    assert (statement.target, statement.alias) == (qualified("DB", "S", "T"), "X")
    assert [(item.column, text_of(item.value)) for item in statement.assignments] == [
        ("A", "1"),
        ("B", "(select max(c) from u where d)"),
        ("C", None),
    ]
    assert text_of(statement.sources) == "u join v on u.a = v.a, w"
    assert text_of(statement.condition) == "x.a = u.a"


def test_the_tree_of_sources_is_a_query_over_them() -> None:
    sources = parsed("delete from t using u, (select 1 a) as v where t.a = u.a", Delete).sources
    assert sources is not None
    assert isinstance(sources.tree, exp.Select)
    assert [table.alias_or_name for table in (sources.tree.args["from_"].this, *_joined(sources.tree))] == [
        "u",
        "v",
    ]


def _joined(tree: exp.Select) -> list[exp.Expr]:
    return [join.this for join in tree.args["joins"]]


def test_delete_of_everything_has_no_condition() -> None:
    assert parsed("delete from t", Delete) == Delete(qualified("T"), None, None, None)


def test_merge_has_its_branches_in_order() -> None:
    statement = parsed(
        "merge into t as a using (select * from s where x) b on a.k = b.k and a.l = b.l "
        "when matched and case when b.d then true else false end then delete "
        "when matched then update set a.v = b.v, w = case when 1 = 1 then 2 end, x = default "
        "when not matched and b.k > 1 then insert (k, v) values (b.k, default) "
        "when not matched then insert values (1, 2)",
        Merge,
    )
    assert (statement.target, statement.alias) == (qualified("T"), "A")
    assert statement.source.text == "(select * from s where x) b"
    assert statement.condition.text == "a.k = b.k and a.l = b.l"
    first, second, third, fourth = statement.branches
    assert (first.matched, first.action) == (True, MergeAction.DELETE)
    assert text_of(first.condition) == "case when b.d then true else false end"
    assert (second.matched, second.action, second.condition) == (True, MergeAction.UPDATE, None)
    assert [(item.column, text_of(item.value)) for item in second.assignments] == [
        ("V", "b.v"),
        ("W", "case when 1 = 1 then 2 end"),
        ("X", None),
    ]
    assert (third.matched, third.action, third.columns) == (False, MergeAction.INSERT, ("K", "V"))
    assert [text_of(value) for value in third.values] == ["b.k", None]
    assert text_of(third.condition) == "b.k > 1"
    assert (fourth.columns, [text_of(value) for value in fourth.values]) == (None, ["1", "2"])


def test_merge_can_go_by_name() -> None:
    statement = parsed(
        "merge into t using s on t.a = s.a when matched then update all by name "
        "when not matched then insert all by name",
        Merge,
    )
    assert [(branch.action, branch.all_by_name) for branch in statement.branches] == [
        (MergeAction.UPDATE, True),
        (MergeAction.INSERT, True),
    ]


def test_assignments_are_plain_values() -> None:
    assert parsed("update t set a = default", Update).assignments == (Assignment("A", None),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("truncate t", Truncate(qualified("T"))),
        ("truncate table if exists db..t", Truncate(qualified("DB", "PUBLIC", "T"), if_exists=True)),
    ],
)
def test_truncate(text: str, expected: Truncate) -> None:
    assert parse(text) == expected


def test_explain_keeps_the_statement_and_the_style() -> None:
    statement = parsed("explain using json select 1", Explain)
    assert isinstance(statement.statement, Query)
    assert statement.style == "JSON"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("select 1", StatementKind.SELECT),
        ("with a as (select 1) select * from a", StatementKind.SELECT),
        ("insert into t values (1)", StatementKind.INSERT),
        ("create table t (a int)", StatementKind.CREATE_TABLE),
        ("create table t as select 1 a", StatementKind.CREATE_TABLE_AS_SELECT),
        ("create view v as select 1 a", StatementKind.CREATE_VIEW),
        ("alter table t rename to u", StatementKind.RENAME),
        ("alter table t drop column a", StatementKind.ALTER),
        ("explain select 1", StatementKind.EXPLAIN),
        ("begin", StatementKind.BEGIN),
        ("list @s", StatementKind.LIST_FILES),
    ],
)
def test_the_kind_of_a_statement(text: str, kind: StatementKind) -> None:
    assert kind_of(parse(text)) is kind


class TestInsertMany:
    def test_an_unconditional_one_has_one_branch_without_a_condition(self) -> None:
        found = parsed("insert all into t into s.u (a, b) values (x, default) select x from q", InsertMany)
        (branch,) = found.branches
        assert branch.condition is None
        assert [clause.target for clause in branch.clauses] == [qualified("T"), qualified("S", "U")]
        assert [clause.columns for clause in branch.clauses] == [None, ("A", "B")]
        values = branch.clauses[1].values
        assert values is not None
        assert [text_of(value) for value in values] == ["x", None]
        assert (found.first, found.overwrite, found.source.text) == (False, False, "select x from q")

    def test_a_conditional_one_has_a_branch_for_each_when_and_for_else(self) -> None:
        branches = "when a > case when b then 1 end then into t into u when c then into t else into v"
        found = parsed(f"insert overwrite first {branches} (select 1)", InsertMany)
        assert [text_of(branch.condition) for branch in found.branches] == ["a > case when b then 1 end", "c", None]
        assert [len(branch.clauses) for branch in found.branches] == [2, 1, 1]
        assert (found.first, found.overwrite, found.source.text) == (True, True, "(select 1)")
        assert kind_of(found) is StatementKind.INSERT_MANY

    @pytest.mark.parametrize(
        "text",
        [
            "insert first into t select 1",
            "insert all select 1",
            "insert all when a then select 1",
            "insert all into t",
            "insert all else into t select 1",
        ],
    )
    def test_clauses_that_are_missing_are_syntax_errors(self, text: str) -> None:
        with pytest.raises(SnowflakeError) as caught:
            parse(text)
        assert caught.value.error is ErrorCode.SYNTAX


class TestChains:
    def test_each_statement_has_its_own_text(self) -> None:
        found = parsed("insert into t values ('->>') ->>\n select a from $1 -- last ->>\n;", Chain)
        assert [link.text for link in found.links] == ["insert into t values ('->>')", "select a from $1"]
        assert [type(link.statement) for link in found.links] == [Insert, Query]

    def test_a_chain_is_called_what_its_last_statement_is(self) -> None:
        assert kind_of(parse("select 1 ->> delete from t")) is StatementKind.DELETE

    @pytest.mark.parametrize(
        "text", ["select 1 ->>", "->> select 1", "select 1 ->> ->> select 2", "select 1 ->> nothing"]
    )
    def test_a_statement_that_is_missing_is_an_error(self, text: str) -> None:
        with pytest.raises(SnowflakeError) as caught:
            parse(text)
        assert caught.value.error in (ErrorCode.SYNTAX, ErrorCode.EMPTY_STATEMENT)
