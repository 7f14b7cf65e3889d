"""The SQL of row versions, carried out: what lies in live, history and generation tables afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mockhaus.domain import types
from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.objects import Column, Persistence, Table
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import engine_name
from mockhaus.domain.results import Row
from mockhaus.domain.statements import MergeAction
from mockhaus.domain.types import DataType, ResultColumn
from mockhaus.ports.engine import EngineStep, WriteUnit
from mockhaus.translation import versions
from mockhaus.translation.plan import PlannedStep
from mockhaus.translation.versions import Duplicates, MergeStep
from mockhaus_adapters.engine_duckdb.engine import DuckDbEngine
from mockhaus_adapters.engine_duckdb.session import DuckDbSession
from mockhaus_adapters.engine_duckdb.settings import EngineOptions

I = Column(name="I", type=types.INTEGER.with_nullable(False), engine_name="I")  # noqa: E741 - the column's name
S = Column(name="S", type=types.VARCHAR, engine_name="S")
TABLE = Table(id=7, name="T", owner="R", created_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC), schema_id=1, columns=(I, S))
ROW = (types.INTEGER, types.VARCHAR)
LIVE = ("_row_id", "_created", '"I"', '"S"')


class House:
    """One table in one database, changed at growing versions."""

    def __init__(self, session: DuckDbSession, attachment: str, table: Table, first: Column = I) -> None:
        self.session = session
        self.attachment = attachment
        self.table = table
        self.live = physical.relation(attachment, physical.table_name(table))
        self.change(0, versions.create_table(table, attachment))
        self.change(10, versions.insert(table, attachment, (first, S), "VALUES (1, 'a'), (2, 'b'), (3, 'c')"))

    def change(self, version: int, steps: tuple[PlannedStep, ...]) -> dict[str, int]:
        """Carry out steps; the rows counted under each name."""
        planned = tuple(EngineStep(step.sql, {"mh_version": version}, step.refuse) for step in steps)
        counts = self.session.write(WriteUnit(self.attachment, planned))
        found: dict[str, int] = {}
        for step, count in zip(steps, counts, strict=True):
            if step.count:
                found[step.count] = found.get(step.count, 0) + count
        return found

    def ids(self, condition: str) -> str:
        return f"SELECT _row_id FROM {self.live} WHERE {condition}"

    def rows(self, name: str, *columns: str) -> list[Row]:
        """Columns of a physical table, ordered by them; all but `S` are integers."""
        kinds: list[DataType] = [types.VARCHAR if column == '"S"' else types.INTEGER for column in columns]
        relation = physical.relation(self.attachment, name)
        sql = f"SELECT {', '.join(columns)} FROM {relation} ORDER BY ALL"
        return self.session.query(sql, [ResultColumn("C", kind) for kind in kinds]).fetch(1000)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDbEngine]:
    engine = DuckDbEngine(EngineOptions(data=tmp_path))
    yield engine
    engine.close()


@pytest.fixture
def session(engine: DuckDbEngine) -> Iterator[DuckDbSession]:
    session = engine.open_session()
    yield session
    session.close()


@pytest.fixture
def attachment(engine: DuckDbEngine) -> str:
    return engine.create_database("A", ()).attachment


@pytest.fixture
def house(session: DuckDbSession, attachment: str) -> House:
    return House(session, attachment, TABLE)


@pytest.fixture
def temporary(session: DuckDbSession) -> House:
    return House(session, "temp", replace(TABLE, persistence=Persistence.TEMPORARY))


def test_inserted_rows_have_ids_and_the_statements_version(house: House) -> None:
    assert house.rows("t_7", *LIVE) == [(1, 10, 1, "a"), (2, 10, 2, "b"), (3, 10, 3, "c")]


def test_columns_left_out_of_an_insert_are_null(house: House) -> None:
    assert house.change(11, versions.insert(TABLE, house.attachment, (I,), "SELECT 4")) == {versions.INSERTED: 1}
    assert house.rows("t_7", '"I"', '"S"')[-1] == (4, None)


def test_null_in_a_not_null_column_is_refused(house: House) -> None:
    with pytest.raises(SnowflakeError) as caught:
        house.change(11, versions.insert(TABLE, house.attachment, (S,), "SELECT 'x'"))
    assert caught.value.error is ErrorCode.NULL_NOT_ALLOWED


def test_update_keeps_the_replaced_rows(house: House) -> None:
    steps = versions.update(TABLE, house.attachment, (S,), house.ids('"I" > 1').replace("_row_id", "_row_id, 'new'"))
    assert house.change(20, steps)[versions.UPDATED] == 2
    assert house.rows("t_7", *LIVE) == [(1, 10, 1, "a"), (2, 20, 2, "new"), (3, 20, 3, "new")]
    assert house.rows("h_7", "_deleted", *LIVE) == [(20, 2, 10, 2, "b"), (20, 3, 10, 3, "c")]


def test_null_in_an_update_of_a_not_null_column_is_refused(house: House) -> None:
    steps = versions.update(
        TABLE, house.attachment, (I,), f"SELECT _row_id, NULL FROM {house.live}", duplicates=Duplicates.NONE
    )
    with pytest.raises(SnowflakeError) as caught:
        house.change(20, steps)
    assert caught.value.error is ErrorCode.NULL_NOT_ALLOWED
    assert house.rows("h_7", "_deleted") == []


def test_update_takes_the_first_of_several_values(house: House) -> None:
    steps = versions.update(TABLE, house.attachment, (S,), "VALUES (1, 'x'), (1, 'y'), (2, 'z')")
    assert house.change(20, steps)[versions.UPDATED] == 2
    assert house.rows("t_7", '"I"', '"S"') == [(1, "x"), (2, "z"), (3, "c")]


def test_update_refuses_several_values_and_shows_the_row(house: House) -> None:
    rows = "VALUES (1, 'x'), (2, 'z'), (2, 'y')"
    steps = versions.update(TABLE, house.attachment, (S,), rows, duplicates=Duplicates.REFUSE)
    with pytest.raises(SnowflakeError, match='Row Values: \\[2, "b"\\]') as caught:
        house.change(20, steps)
    assert caught.value.error is ErrorCode.NONDETERMINISTIC_DML
    assert house.rows("h_7", "_deleted") == []


def test_delete_keeps_the_deleted_rows(house: House) -> None:
    steps = versions.delete(TABLE, house.attachment, house.ids('"I" = 2'))
    assert house.change(20, steps) == {versions.DELETED: 1}
    assert house.rows("t_7", '"I"') == [(1,), (3,)]
    assert house.rows("h_7", "_deleted", *LIVE) == [(20, 2, 10, 2, "b")]


def test_truncate_seals_and_counts(house: House) -> None:
    steps = versions.truncate(TABLE, house.attachment, count=versions.DELETED)
    assert house.change(20, steps) == {versions.DELETED: 3}
    assert house.rows("t_7", *LIVE) == []
    assert house.rows("g_7_1", *LIVE) == [(1, 10, 1, "a"), (2, 10, 2, "b"), (3, 10, 3, "c")]
    assert house.rows("_gen", "table_id", "n", "deleted") == [(7, 1, 20)]


def test_a_second_truncate_seals_the_next_generation(house: House) -> None:
    house.change(20, versions.truncate(TABLE, house.attachment))
    sealed = replace(TABLE, generations=1)
    house.change(30, versions.insert(sealed, house.attachment, (I,), "SELECT 9"))
    house.change(40, versions.truncate(sealed, house.attachment))
    assert house.rows("g_7_2", "_created", '"I"') == [(30, 9)]
    assert house.rows("_gen", "n", "deleted") == [(1, 20), (2, 40)]


def test_overwrite_may_read_what_it_replaces(house: House) -> None:
    rows = f'SELECT "I" * 10, "S" FROM {house.live} WHERE "I" < 3'
    changed = house.change(20, versions.overwrite(TABLE, house.attachment, (I, S), rows))
    assert changed == {versions.INSERTED: 2, versions.DELETED: 3}
    assert house.rows("t_7", "_created", '"I"', '"S"') == [(20, 10, "a"), (20, 20, "b")]
    assert house.rows("g_7_1", '"I"') == [(1,), (2,), (3,)]


def _merge(house: House) -> tuple[PlannedStep, ...]:
    rows = (
        f"SELECT t._row_id, CASE WHEN t._row_id IS NULL THEN 3 WHEN x.i = 1 THEN 2 ELSE 1 END, x.i, 'm' "
        f'FROM (VALUES (1), (2), (8), (9)) AS x(i) LEFT JOIN {house.live} AS t ON t."I" = x.i'
    )
    steps = (
        MergeStep(1, MergeAction.UPDATE, (S,), (2,)),
        MergeStep(2, MergeAction.DELETE),
        MergeStep(3, MergeAction.INSERT, (I, S), (1, 2)),
    )
    return versions.merge(house.table, house.attachment, rows, 2, steps)


def test_merge_keeps_what_it_replaces_and_deletes(house: House) -> None:
    assert house.change(20, _merge(house)) == {versions.INSERTED: 2, versions.UPDATED: 1, versions.DELETED: 1}
    assert house.rows("t_7", "_created", '"I"', '"S"') == [(10, 3, "c"), (20, 2, "m"), (20, 8, "m"), (20, 9, "m")]
    assert house.rows("h_7", "_deleted", *LIVE) == [(20, 1, 10, 1, "a"), (20, 2, 10, 2, "b")]


def test_merge_on_a_temporary_table_changes_the_same_rows(temporary: House) -> None:
    counts = temporary.change(20, _merge(temporary))
    assert counts == {versions.INSERTED: 2, versions.UPDATED: 1, versions.DELETED: 1}
    assert temporary.rows("t_7", '"I"', '"S"') == [(2, "m"), (3, "c"), (8, "m"), (9, "m")]


def test_a_temporary_table_is_updated_deleted_overwritten_and_truncated(temporary: House) -> None:
    table = temporary.table
    rows = f"SELECT _row_id, 'n' FROM {temporary.live} WHERE \"I\" = 1"
    assert temporary.change(1, versions.update(table, "temp", (S,), rows))[versions.UPDATED] == 1
    assert temporary.change(2, versions.delete(table, "temp", temporary.ids('"I" = 2')))[versions.DELETED] == 1
    assert temporary.rows("t_7", '"I"', '"S"') == [(1, "n"), (3, "c")]
    temporary.change(3, versions.overwrite(table, "temp", (I,), f'SELECT "I" + 1 FROM {temporary.live}'))
    assert temporary.rows("t_7", '"I"') == [(2,), (4,)]
    assert temporary.change(4, versions.truncate(table, "temp", count=versions.DELETED)) == {versions.DELETED: 2}
    assert temporary.rows("t_7", '"I"') == []


def test_added_columns_are_filled_in_the_present_and_the_past(house: House) -> None:
    house.change(20, versions.delete(TABLE, house.attachment, house.ids('"I" = 1')))
    house.change(30, versions.truncate(TABLE, house.attachment))
    sealed = replace(TABLE, generations=1)
    added = Column(name="N", type=types.number(10, 0, nullable=False), engine_name="N")
    house.change(40, versions.insert(sealed, house.attachment, (I,), "SELECT 9"))
    house.change(50, versions.add_columns(sealed, house.attachment, (added,), {"N": "5"}))
    found = [house.rows(name, '"N"') for name in ("t_7", "h_7", "g_7_1")]
    assert found == [[(5,)], [(5,)], [(5,), (5,)]]
    with pytest.raises(SnowflakeError) as caught:
        house.change(60, versions.insert(sealed, house.attachment, (I,), "SELECT 1"))
    assert caught.value.error is ErrorCode.NULL_NOT_ALLOWED


def test_a_not_null_column_cannot_be_added_to_rows_without_a_value(house: House) -> None:
    added = Column(name="N", type=types.INTEGER.with_nullable(False), engine_name="N")
    with pytest.raises(SnowflakeError) as caught:
        house.change(20, versions.add_columns(TABLE, house.attachment, (added,)))
    assert caught.value.error is ErrorCode.NULL_NOT_ALLOWED


def test_a_widened_table_takes_38_digits_and_keeps_its_rows(house: House) -> None:
    with pytest.raises(SnowflakeError) as caught:
        house.change(20, versions.insert(TABLE, house.attachment, (I,), f"SELECT {10**37}::DECIMAL(38,0)"))
    assert caught.value.details["overflow"] is True
    house.change(21, versions.widen(TABLE, house.attachment))
    wide = replace(TABLE, wide=True)
    house.change(22, versions.insert(wide, house.attachment, (I,), f"SELECT {10**37}::DECIMAL(38,0)"))
    assert house.rows("t_7", '"I"') == [(1,), (2,), (3,), (10**37,)]


def test_nullability_can_be_lifted_and_set_where_no_null_is(house: House) -> None:
    house.change(20, versions.set_nullability(TABLE, house.attachment, I, nullable=True))
    house.change(21, versions.insert(TABLE, house.attachment, (S,), "SELECT 'x'"))
    with pytest.raises(SnowflakeError) as caught:
        house.change(22, versions.set_nullability(TABLE, house.attachment, I, nullable=False))
    assert caught.value.error is ErrorCode.NULL_NOT_ALLOWED


def test_a_clone_has_the_rows_of_its_origin_in_another_database(house: House, engine: DuckDbEngine) -> None:
    other = engine.create_database("B", ()).attachment
    target = replace(TABLE, id=8)
    planned = versions.copy_table(target, other, versions.present_rows(TABLE, house.attachment))
    house.session.write(WriteUnit(other, tuple(EngineStep(step.sql, {"mh_version": 30}) for step in planned)))
    rows = house.session.query(f'SELECT "I", "S" FROM {other}.main.t_8 ORDER BY 1', [ResultColumn("C", k) for k in ROW])
    assert rows.fetch(9) == [(1, "a"), (2, "b"), (3, "c")]


def test_purge_leaves_nothing(house: House) -> None:
    house.change(20, versions.truncate(TABLE, house.attachment))
    house.change(30, versions.purge_table(replace(TABLE, generations=1), house.attachment))
    sql = (
        f"SELECT count(*) FROM duckdb_tables() WHERE database_name = '{house.attachment}' AND table_name ~ '[tgh]_7.*'"
    )
    assert house.session.query(sql, [ResultColumn("N", types.INTEGER)]).fetch(2) == [(0,)]
    assert house.rows("_gen", "n") == []


def test_whole_table_changes_of_one_transaction_are_undone_together(house: House) -> None:
    house.session.begin()
    house.change(20, versions.truncate(TABLE, house.attachment))
    house.change(21, versions.insert(replace(TABLE, generations=1), house.attachment, (I,), "SELECT 9"))
    house.session.rollback()
    assert house.rows("t_7", "_created", '"I"') == [(10, 1), (10, 2), (10, 3)]
    assert house.rows("_gen", "n") == []


def test_a_restart_finds_everything(tmp_path: Path) -> None:
    data = tmp_path / "again"
    first = DuckDbEngine(EngineOptions(data=data))
    session = first.open_session()
    house = House(session, first.create_database("A", ()).attachment, TABLE)
    house.change(20, versions.delete(TABLE, house.attachment, house.ids('"I" = 2')))
    session.close()
    first.close()
    second = DuckDbEngine(EngineOptions(data=data))
    [database] = second.databases()
    house.session = second.open_session()
    house.attachment = database.attachment
    assert house.rows("t_7", *LIVE) == [(1, 10, 1, "a"), (3, 10, 3, "c")]
    assert house.rows("h_7", "_deleted", "_row_id") == [(20, 2)]
    house.change(30, versions.insert(TABLE, house.attachment, (I,), "SELECT 4"))
    assert house.rows("t_7", "_row_id")[-1] > (3,)
    assert second.last_version() == 30
    house.session.close()
    second.close()


@pytest.mark.parametrize("name", ["_ROW_ID", "_CREATED", "_DELETED", "ROW_ID", "ACTION", "V1", "rowid", "ROWID"])
def test_a_column_may_have_any_name_of_the_engines_own(session: DuckDbSession, attachment: str, name: str) -> None:
    column = Column(name=name, type=types.INTEGER, engine_name=engine_name(name))
    house = House(session, attachment, replace(TABLE, columns=(column, S)), first=column)
    table, quoted = house.table, f'"{column.engine_name}"'
    rows = f"SELECT _row_id, {quoted} * 10 FROM {house.live} WHERE {quoted} < 3"
    assert house.change(20, versions.update(table, attachment, (column,), rows))[versions.UPDATED] == 2
    assert house.change(30, versions.delete(table, attachment, house.ids(f"{quoted} = 3"))) == {versions.DELETED: 1}
    assert house.rows("t_7", quoted) == [(10,), (20,)]
    assert house.rows("h_7", quoted) == [(1,), (2,), (3,)]
