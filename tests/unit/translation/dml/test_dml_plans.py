"""DML as write plans, seen in the SQL that reads and the steps that write."""

from __future__ import annotations

import time

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.sessions.context import SessionContext
from mockhaus.domain.statements import Delete, Insert, InsertMany, Merge, Query, Truncate, Update
from mockhaus.translation.context import TranslationContext
from mockhaus.translation.dml import value_lists
from mockhaus.translation.dml.delete import plan_delete
from mockhaus.translation.dml.insert import plan_insert
from mockhaus.translation.dml.insert_many import plan_insert_many
from mockhaus.translation.dml.merge import plan_merge
from mockhaus.translation.dml.truncate import plan_truncate
from mockhaus.translation.dml.update import plan_update
from mockhaus.translation.parsing import parse
from mockhaus.translation.plan import Access, LockMode, WritePlan
from mockhaus.translation.translate import plan_query
from tests.fakes.names import StaticNames

_NAMES = StaticNames(
    {"t": {"a": "INT", "b": "VARCHAR(5)"}, "s": {"k": "INT", "b": "VARCHAR"}},
    views={"v": ("SELECT 1 AS a", {"a": "INT"})},
)


def plan(text: str, *, in_transaction: bool = False) -> WritePlan:
    context = TranslationContext(
        session=SessionContext(user="U", role="SYSADMIN", database="DB", schema="S"), names=_NAMES
    )
    statement = parse(text)
    found: WritePlan | None = None
    if isinstance(statement, Insert):
        found = plan_insert(statement, context, text, in_transaction=in_transaction)
    elif isinstance(statement, InsertMany):
        found = plan_insert_many(statement, context, text)
    elif isinstance(statement, Update):
        found = plan_update(statement, context, text)
    elif isinstance(statement, Delete):
        found = plan_delete(statement, context, text, in_transaction=in_transaction)
    elif isinstance(statement, Merge):
        found = plan_merge(statement, context, text)
    elif isinstance(statement, Truncate):
        found = plan_truncate(statement, context, in_transaction=in_transaction)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "lock", "seals"),
    [
        ("INSERT INTO t VALUES (1, 'x')", LockMode.INSERT, False),
        ("INSERT OVERWRITE INTO t VALUES (1, 'x')", LockMode.EXCLUSIVE, True),
        ("INSERT ALL INTO t SELECT 1, 'x'", LockMode.INSERT, False),
        ("INSERT OVERWRITE ALL INTO t SELECT 1, 'x'", LockMode.DELETE, False),
        ("UPDATE t SET a = 1", LockMode.CHANGE, False),
        ("DELETE FROM t WHERE a = 1", LockMode.DELETE, False),
        ("DELETE FROM t", LockMode.EXCLUSIVE, True),
        ("TRUNCATE TABLE t", LockMode.EXCLUSIVE, True),
        ("MERGE INTO t USING s ON t.a = s.k WHEN NOT MATCHED THEN INSERT (a) VALUES (k)", LockMode.CHANGE, False),
        ("MERGE INTO t USING s ON t.a = s.k WHEN MATCHED THEN DELETE", LockMode.DELETE, False),
    ],
)
def test_a_statement_locks_no_more_than_it_needs(text: str, lock: LockMode, seals: bool) -> None:  # noqa: FBT001 - data
    found = plan(text)
    assert (found.lock, found.seals) == (lock, seals)


@pytest.mark.parametrize("text", ["INSERT OVERWRITE INTO t VALUES (1, 'x')", "DELETE FROM t", "TRUNCATE TABLE t"])
def test_within_a_transaction_the_catalog_is_left_alone(text: str) -> None:
    found = plan(text, in_transaction=True)
    assert (found.lock, found.seals) == (LockMode.DELETE, False)


def test_what_is_read_and_written_is_told() -> None:
    found = plan("INSERT INTO t (a) SELECT k FROM s")
    assert [(str(item.name), item.access) for item in found.accesses] == [
        ("DB.S.T", Access.INSERT),
        ("DB.S.S", Access.SELECT),
    ]


def test_overwrite_needs_delete_too() -> None:
    found = plan("INSERT OVERWRITE INTO t (a) VALUES (1)")
    assert {item.access for item in found.accesses} == {Access.INSERT, Access.DELETE}


def test_counts_are_named_as_snowflake_names_them() -> None:
    assert plan("UPDATE t SET a = 1").counts == ("number of rows updated", "number of multi-joined rows updated")
    assert plan("DELETE FROM t WHERE a = 1").counts == ("number of rows deleted",)
    merged = plan(
        "MERGE INTO t USING s ON t.a = s.k WHEN MATCHED AND k > 1 THEN DELETE WHEN MATCHED THEN UPDATE SET a = 1"
        " WHEN NOT MATCHED THEN INSERT (a) VALUES (k)"
    )
    assert merged.counts == ("number of rows inserted", "number of rows updated", "number of rows deleted")


def test_the_row_id_of_the_target_is_no_column_for_users() -> None:
    with pytest.raises(SnowflakeError) as caught:
        plan('INSERT INTO t (a) SELECT "MH$ROW_ID" FROM s')
    assert caught.value.error is ErrorCode.INVALID_IDENTIFIER


def test_a_view_is_no_target() -> None:
    with pytest.raises(SnowflakeError) as caught:
        plan("DELETE FROM v")
    assert caught.value.error is ErrorCode.TABLE_CANNOT_BE_CHANGED


def test_a_statement_can_be_planned_again() -> None:
    text = "MERGE INTO t USING s ON t.a = s.k WHEN NOT MATCHED THEN INSERT (a, b) VALUES (k, b)"
    assert plan(text) == plan(text)


def test_rows_of_literals_are_planned_without_a_tree() -> None:
    rows = ", ".join(f"({number}, 'v{number}')" for number in range(1000))
    text = f"INSERT INTO t (a, b) VALUES {rows}"
    statement = parse(text)
    assert isinstance(statement, Insert)
    context = TranslationContext(
        session=SessionContext(user="U", role="SYSADMIN", database="DB", schema="S"), names=_NAMES
    )
    began = time.process_time()
    plan_insert(statement, context, text)
    assert time.process_time() - began < 0.2


@pytest.mark.parametrize(
    "values",
    [
        "(1), (22.5), (-3)",
        "('a'), ('bcd')",
        "('a'), (NULL)",
        "(NULL), (NULL)",
        "(TRUE), (FALSE)",
        "(0.25), (100)",
        "(1e3), (7)",
        "(12345678901234567890123), (1)",
    ],
)
def test_lists_of_literals_have_the_types_that_the_walk_gives(values: str) -> None:
    statement = parse(f"INSERT INTO t (a) VALUES {values}")
    assert isinstance(statement, Insert)
    assert statement.values is not None
    cells = [[cell for cell in row if cell is not None] for row in statement.values]
    quick = value_lists.plan(cells)
    assert quick is not None
    query = parse(f"SELECT * FROM VALUES {values}")
    assert isinstance(query, Query)
    session = SessionContext(user="U", role="SYSADMIN")
    walked = plan_query(query.fragment, TranslationContext(session=session, names=_NAMES))
    assert [column.type for column in quick.columns] == [column.type for column in walked.columns]


class TestInsertMany:
    def test_every_table_is_written_and_counted_once(self) -> None:
        found = plan("INSERT ALL INTO t INTO s INTO t (a) VALUES (1) SELECT k, b FROM s")
        assert [written.name.name for written in found.tables] == ["T", "S"]
        assert found.counts == ("number of rows inserted into T", "number of rows inserted into S")
        assert [access.access for access in found.accesses] == [Access.INSERT, Access.INSERT, Access.SELECT]

    def test_the_source_runs_once(self) -> None:
        found = plan("INSERT ALL INTO t INTO s SELECT k, b FROM s")
        assert sum('"S"."K"' in step.sql for step in found.steps) == 1

    @pytest.mark.parametrize(
        ("kind", "conditions"),
        [
            ("ALL", ["one", "two", "NOT one AND NOT two"]),
            ("FIRST", ["one", "NOT one AND two", "NOT one AND NOT two"]),
        ],
    )
    def test_each_clause_takes_the_rows_of_its_condition(self, kind: str, conditions: list[str]) -> None:
        found = plan(f"INSERT {kind} WHEN k = 1 THEN INTO t WHEN k = 2 THEN INTO s ELSE INTO t SELECT k, b FROM s")
        written = [step.sql.rpartition(" WHERE ")[2] for step in found.steps if step.count]
        names = {'COALESCE(s."c3", FALSE)': "one", 'COALESCE(s."c4", FALSE)': "two"}
        for text, name in names.items():
            written = [condition.replace(text, name) for condition in written]
        assert [condition.partition(")")[0] for condition in written] == conditions

    def test_as_many_values_as_columns(self) -> None:
        with pytest.raises(SnowflakeError) as caught:
            plan("INSERT ALL INTO t (a) SELECT k, b FROM s")
        assert caught.value.error is ErrorCode.INSERT_COLUMN_COUNT
