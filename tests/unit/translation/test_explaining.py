"""Which operations EXPLAIN tells of a query."""

from __future__ import annotations

import pytest

from mockhaus.domain.statements import Query
from mockhaus.translation.explaining import Operation, explained
from mockhaus.translation.parsing import parse
from tests.fakes.names import StaticNames

_NAMES = StaticNames({"T": {"A": "INT", "B": "INT"}}, {"W": ("SELECT a FROM t WHERE a > 3", {"A": "INT"})}, (), {})


def _explained(text: str) -> Operation:
    statement = parse(text)
    assert isinstance(statement, Query)
    return explained(statement.fragment, _NAMES, "DB", "S")


def _tree(operation: Operation) -> str:
    inside = ", ".join(map(_tree, operation.children))
    return f"{operation.operation}({inside})" if inside else operation.operation


@pytest.mark.parametrize(
    ("query", "operations"),
    [
        ("SELECT 1", "Result(Generator)"),
        ("SELECT a FROM t WHERE a > 1 ORDER BY a LIMIT 2", "Result(SortWithLimit(Filter(TableScan)))"),
        ("SELECT a FROM t LIMIT 2", "Result(Limit(TableScan))"),
        ("SELECT DISTINCT a FROM t", "Result(Aggregate(TableScan))"),
        ("SELECT a, SUM(1) FROM t GROUP BY a HAVING a > 1", "Result(Filter(Aggregate(TableScan)))"),
        ("SELECT LAG(a) IGNORE NULLS OVER (ORDER BY a) FROM t", "Result(WindowFunction(TableScan))"),
        ("SELECT SUM(COUNT(*)) OVER () FROM t", "Result(WindowFunction(Aggregate(TableScan)))"),
        ("SELECT a FROM t QUALIFY RANK() OVER (ORDER BY a) = 1", "Result(Filter(WindowFunction(TableScan)))"),
        ("SELECT 1 FROM t LEFT JOIN t AS u ON t.a = u.a", "Result(LeftOuterJoin(TableScan, TableScan))"),
        ("SELECT 1 FROM t, t AS u", "Result(CartesianJoin(TableScan, TableScan))"),
        ("SELECT 1 FROM (t JOIN t AS u USING (a))", "Result(InnerJoin(TableScan, TableScan))"),
        ("SELECT 1 WHERE EXISTS (SELECT 1 FROM t)", "Result(Filter(Generator, TableScan))"),
        ("SELECT (SELECT MAX(a) FROM t)", "Result(Projection(Generator, Aggregate(TableScan)))"),
        ("SELECT a FROM t UNION ALL SELECT 1", "Result(UnionAll(TableScan, Generator))"),
        ("SELECT a FROM t UNION SELECT 1", "Result(Aggregate(UnionAll(TableScan, Generator)))"),
        ("WITH c AS (SELECT a FROM t) SELECT 1 FROM c", "Result(TableScan)"),
        (
            "WITH RECURSIVE c AS (SELECT 1 AS n UNION ALL SELECT n FROM c) SELECT n FROM c",
            "Result(UnionAll(Generator, WithReference))",
        ),
        ("SELECT 1 FROM TABLE(GENERATOR(ROWCOUNT => 3))", "Result(Generator)"),
        ("SELECT 1 FROM t, LATERAL FLATTEN(ARRAY_CONSTRUCT(1))", "Result(CartesianJoin(TableScan, Flatten))"),
        ("SELECT 1 FROM TABLE(SPLIT_TO_TABLE('a', 'b'))", "Result(TableFunction)"),
        ("SELECT 1 FROM w", "Result(Filter(TableScan))"),
        ("SELECT 1 FROM t SAMPLE (10)", "Result(Sample(TableScan))"),
        ("SELECT * FROM VALUES (1), (2)", "Result(ValuesClause)"),
    ],
)
def test_a_query_has_these_operations(query: str, operations: str) -> None:
    assert _tree(_explained(query)) == operations


def test_a_scan_names_its_table_alias_and_columns() -> None:
    (scan,) = _explained("SELECT 1 FROM t AS u").children
    assert scan == Operation("TableScan", ("A", "B"), objects=("DB.S.T",), alias="U")


def test_a_join_names_its_key() -> None:
    (join,) = _explained("SELECT 1 FROM t JOIN t AS u ON t.a = u.a").children
    assert join.expressions == ("joinKey: (t.a = u.a)",)
