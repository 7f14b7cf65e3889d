"""What every engine promises about database files and the life of a session. One class for each."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from mockhaus.domain import types
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Row, Value
from mockhaus.domain.types import DataType, ResultColumn
from mockhaus.ports.engine import (
    CatalogRecord,
    Engine,
    EngineSession,
    EngineStep,
    StoredDatabase,
    WriteUnit,
)

RECORDS = (CatalogRecord(1, "DATABASE", '{"name": "A"}'), CatalogRecord(2, "SCHEMA", '{"name": "ünï \\" \' ☃"}'))
ONE = "SELECT 1 AS X"
FAILING = "SELECT CAST('x' AS INTEGER) AS X"
ONE_COLUMN = (ResultColumn("X", types.INTEGER),)


def rows_of(session: EngineSession, sql: str, *kinds: DataType, **parameters: Value) -> list[Row]:
    """All rows of a query."""
    columns = [ResultColumn(f"C{place}", kind) for place, kind in enumerate(kinds or (types.INTEGER,))]
    return session.query(sql, columns, parameters).fetch(1_000_000)


def run(session: EngineSession, attachment: str, *sql: str) -> tuple[int, ...]:
    """Write a unit of statements without parameters."""
    return session.write(WriteUnit(attachment, tuple(EngineStep(text) for text in sql)))


def error_of(code: ErrorCode) -> pytest.RaisesExc[SnowflakeError]:
    """Expect one error of the catalogue."""
    return pytest.RaisesExc(SnowflakeError, check=lambda error: error.error is code)


class EngineContract:
    """Database files and the records in them."""

    @pytest.fixture
    def engine(self) -> Engine:
        raise NotImplementedError(f"{type(self).__name__} must provide the engine fixture")

    def test_a_new_engine_holds_no_database(self, engine: Engine) -> None:
        assert list(engine.databases()) == []

    def test_a_created_database_is_held_with_its_records(self, engine: Engine) -> None:
        created = engine.create_database("A", RECORDS)
        assert created == StoredDatabase(created.attachment, RECORDS)
        assert list(engine.databases()) == [created]

    def test_databases_of_one_hint_are_different(self, engine: Engine) -> None:
        first, second = engine.create_database("A", RECORDS[:1]), engine.create_database("a", RECORDS)
        assert first.attachment != second.attachment
        assert {item.attachment: item.records for item in engine.databases()} == {
            first.attachment: RECORDS[:1],
            second.attachment: RECORDS,
        }

    @pytest.mark.parametrize("hint", ["", "..", "/etc/passwd", "a/b", "ü☃", "x" * 500, "NUL\x00", "'; DROP", ".hidden"])
    def test_any_name_can_be_a_hint(self, engine: Engine, hint: str) -> None:
        created = engine.create_database(hint, RECORDS)
        assert list(engine.databases()) == [created]

    def test_a_copy_has_records_of_its_own(self, engine: Engine) -> None:
        origin = engine.create_database("A", RECORDS)
        copy = engine.copy_database(origin.attachment, "B", RECORDS[:1])
        assert list(engine.databases()) == [origin, StoredDatabase(copy.attachment, RECORDS[:1])]

    def test_a_removed_database_is_gone(self, engine: Engine) -> None:
        kept, removed = engine.create_database("A", RECORDS), engine.create_database("B", RECORDS)
        engine.remove_database(removed.attachment)
        assert list(engine.databases()) == [kept]

    def test_a_removed_name_can_be_used_again(self, engine: Engine) -> None:
        engine.remove_database(engine.create_database("A", RECORDS).attachment)
        created = engine.create_database("A", RECORDS[:1])
        assert list(engine.databases()) == [created]

    def test_an_unknown_attachment_is_a_fault(self, engine: Engine) -> None:
        with error_of(ErrorCode.INTERNAL):
            engine.remove_database("db_99")

    def test_a_database_that_is_held_passes_its_check(self, engine: Engine) -> None:
        engine.check_database(engine.create_database("A", RECORDS).attachment)

    def test_a_database_that_is_not_held_fails_its_check(self, engine: Engine) -> None:
        created = engine.create_database("A", RECORDS)
        engine.remove_database(created.attachment)
        with error_of(ErrorCode.INTERNAL):
            engine.check_database(created.attachment)

    def test_a_unit_puts_replaces_and_removes_records(self, engine: Engine) -> None:
        attachment = engine.create_database("A", RECORDS).attachment
        session = engine.open_session()
        changed, added = CatalogRecord(2, "SCHEMA", "{}"), CatalogRecord(3, "TABLE", "{}")
        session.write(WriteUnit(attachment, put=(changed, added), remove=(1,)))
        session.close()
        assert list(engine.databases()) == [StoredDatabase(attachment, (changed, added))]

    def test_a_database_without_rows_has_version_zero(self, engine: Engine) -> None:
        engine.create_database("A", RECORDS)
        assert engine.last_version() == 0

    def test_databases_are_created_side_by_side(self, engine: Engine) -> None:
        with ThreadPoolExecutor(4) as pool:
            created = list(
                pool.map(lambda place: engine.create_database("A", (CatalogRecord(place, "X", ""),)), range(8))
            )
        assert sorted(engine.databases(), key=lambda item: item.records[0].id) == created

    def test_figures_tell_of_files_that_the_engine_holds(self, engine: Engine) -> None:
        held = {engine.create_database(name, RECORDS).attachment for name in ("a", "b")}
        figures = engine.figures()
        assert set(figures.files) <= held
        assert all(size > 0 for size in figures.files.values())
        assert figures.memory >= 0
        assert figures.spilled == 0

    def test_figures_do_not_tell_of_a_removed_database(self, engine: Engine) -> None:
        engine.remove_database(engine.create_database("a", RECORDS).attachment)
        assert engine.figures().files == {}

    def test_checkpoint_and_closing_twice_are_allowed(self, engine: Engine) -> None:
        engine.create_database("A", RECORDS)
        engine.checkpoint()
        engine.close()
        engine.close()


class EngineSessionContract:
    """The life of a session: transactions, faults, closing. The engine must answer ONE and FAILING."""

    @pytest.fixture
    def engine(self) -> Engine:
        raise NotImplementedError(f"{type(self).__name__} must provide the engine fixture")

    @pytest.fixture
    def session(self, engine: Engine) -> Iterator[EngineSession]:
        opened = engine.open_session()
        yield opened
        opened.close()

    def test_a_new_session_is_healthy_and_outside_of_transactions(self, session: EngineSession) -> None:
        assert (session.healthy(), session.in_transaction, session.failed) == (True, False, False)

    def test_a_result_ends_with_an_empty_list(self, session: EngineSession) -> None:
        stream = session.query(ONE, ONE_COLUMN)
        assert [stream.fetch(10), stream.fetch(10), stream.fetch(10)] == [[(1,)], [], []]

    def test_a_stream_closes_twice(self, session: EngineSession) -> None:
        stream = session.query(ONE, ONE_COLUMN)
        stream.close()
        stream.close()

    def test_a_new_query_ends_the_rows_of_the_one_before_loudly(self, session: EngineSession) -> None:
        first = session.query(ONE, ONE_COLUMN)
        second = session.query(ONE, ONE_COLUMN)
        with error_of(ErrorCode.INTERNAL):
            first.fetch(10)
        assert second.fetch(10) == [(1,)]

    def test_an_error_leaves_the_session_healthy(self, session: EngineSession) -> None:
        with error_of(ErrorCode.NUMERIC_NOT_RECOGNIZED):
            session.query(FAILING, ONE_COLUMN).fetch(1)
        assert session.healthy()
        assert rows_of(session, ONE) == [(1,)]

    def test_a_transaction_is_open_from_begin_to_commit(self, session: EngineSession) -> None:
        session.begin()
        assert session.in_transaction
        session.commit()
        assert not session.in_transaction

    def test_rollback_needs_no_transaction(self, session: EngineSession) -> None:
        session.rollback()
        assert not session.in_transaction

    def test_a_failed_write_fails_its_transaction(self, session: EngineSession, engine: Engine) -> None:
        attachment = engine.create_database("A", ()).attachment
        session.begin()
        with error_of(ErrorCode.NUMERIC_NOT_RECOGNIZED):
            run(session, attachment, FAILING)
        assert session.failed
        with error_of(ErrorCode.TRANSACTION_ABORTED):
            session.query(ONE, ONE_COLUMN)

    def test_commit_of_a_failed_transaction_says_so_and_ends_it(self, session: EngineSession, engine: Engine) -> None:
        attachment = engine.create_database("A", ()).attachment
        session.begin()
        session.write(WriteUnit(attachment, put=RECORDS))
        with error_of(ErrorCode.NUMERIC_NOT_RECOGNIZED):
            run(session, attachment, FAILING)
        with error_of(ErrorCode.TRANSACTION_ABORTED):
            session.commit()
        assert (session.in_transaction, session.failed) == (False, False)
        assert list(engine.databases()) == [StoredDatabase(attachment, ())]

    def test_rollback_undoes_records(self, session: EngineSession, engine: Engine) -> None:
        attachment = engine.create_database("A", RECORDS).attachment
        session.begin()
        session.write(WriteUnit(attachment, put=(CatalogRecord(3, "TABLE", ""),), remove=(1,)))
        session.rollback()
        assert list(engine.databases()) == [StoredDatabase(attachment, RECORDS)]

    def test_a_refused_unit_leaves_its_transaction_usable(self, session: EngineSession, engine: Engine) -> None:
        attachment = engine.create_database("A", ()).attachment
        session.begin()
        session.write(WriteUnit(attachment, put=RECORDS))
        with error_of(ErrorCode.NONDETERMINISTIC_DML):
            session.write(WriteUnit(attachment, (EngineStep(ONE, refuse=True),)))
        assert not session.failed
        session.commit()
        assert list(engine.databases()) == [StoredDatabase(attachment, RECORDS)]

    def test_a_second_database_in_one_transaction_is_refused_by_name(
        self, session: EngineSession, engine: Engine
    ) -> None:
        first, second = (engine.create_database(name, ()).attachment for name in "AB")
        session.begin()
        session.write(WriteUnit(first, put=RECORDS))
        with error_of(ErrorCode.STATEMENT_UNSUPPORTED):
            session.write(WriteUnit(second, put=RECORDS))
        session.commit()
        assert list(engine.databases()) == [StoredDatabase(first, RECORDS), StoredDatabase(second, ())]

    def test_an_interrupt_with_nothing_running_hits_nothing(self, session: EngineSession) -> None:
        session.interrupt()
        assert rows_of(session, ONE) == [(1,)]

    def test_a_closed_session_closes_again_and_is_not_healthy(self, session: EngineSession) -> None:
        session.close()
        session.close()
        assert not session.healthy()

    def test_closing_undoes_the_transaction(self, session: EngineSession, engine: Engine) -> None:
        attachment = engine.create_database("A", ()).attachment
        session.begin()
        session.write(WriteUnit(attachment, put=RECORDS))
        session.close()
        assert list(engine.databases()) == [StoredDatabase(attachment, ())]
