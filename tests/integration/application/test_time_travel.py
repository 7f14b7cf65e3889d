"""The past of tables: each moment shows what was there, whatever was done, and changes lead from one to the next."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockhaus.application.binding import ArrayBind
from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import BoundColumn, Row
from mockhaus.domain.types import number
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import load
from tests.support.statement_session import StatementSession

WIDE = "12345678901234567890123456789012345678"
CHANGES = (
    "INSERT INTO t SELECT seq8() + {n}, 'new' FROM TABLE(GENERATOR(ROWCOUNT => 3))",
    "UPDATE t SET c = c || '{n}' WHERE id % 3 = {n} % 3",
    "UPDATE t SET c = 'same'",
    "DELETE FROM t WHERE id % 4 = {n} % 4",
    "DELETE FROM t",
    "TRUNCATE TABLE t",
    "INSERT OVERWRITE INTO t SELECT id + 1, c FROM t",
    "MERGE INTO t USING (SELECT {n} AS id UNION SELECT {n} + 1) s ON t.id = s.id "
    "WHEN MATCHED AND t.c = 'new' THEN DELETE WHEN MATCHED THEN UPDATE SET c = 'merged' "
    "WHEN NOT MATCHED THEN INSERT (id, c) VALUES (s.id, 'merged')",
    f"INSERT INTO t VALUES ({{n}}, 'wide'), ({WIDE}, 'wide')",
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
)
Step = tuple[int, int]
STEPS = st.lists(st.tuples(st.integers(0, len(CHANGES) - 1), st.integers(0, 9)), max_size=14)


def now(session: StatementSession) -> str:
    """The fake clock's time as SQL."""
    return f"'{session.services.clock.now().isoformat()}'::TIMESTAMP_TZ"


def rows(session: StatementSession, clause: str = "") -> Counter[Row]:
    """The rows of the table, at a moment or as the session sees them."""
    return Counter(session.run(f"SELECT id, c FROM t {clause}"))


def work(session: StatementSession, steps: list[Step]) -> list[tuple[str, Counter[Row]]]:
    """Carry out steps on a new table: the moments behind them, each with the rows that were committed then."""
    session.script(
        "ROLLBACK", "CREATE OR REPLACE TABLE t (id NUMBER(38,0), c VARCHAR) CHANGE_TRACKING = TRUE", "SELECT 1"
    )
    seen = [(now(session), Counter[Row]())]
    for which, seed in steps:
        if WIDE not in CHANGES[which] or session.session.transaction is None:  # a transaction cannot widen its table
            session.run(CHANGES[which].format(n=seed))
        committed = seen[-1][1] if session.session.transaction else rows(session)
        seen.append((now(session), committed))
    session.run("COMMIT")
    seen.append((now(session), rows(session)))
    session.run("SELECT 1")
    return seen


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_each_moment_shows_the_rows_that_were_committed_then(session: StatementSession, steps: list[Step]) -> None:
    for moment, expected in work(session, steps):
        assert rows(session, f"AT(TIMESTAMP => {moment})") == expected


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS, st.integers(0, 20), st.integers(0, 20))
def test_net_changes_lead_from_one_moment_to_another(
    session: StatementSession, steps: list[Step], one: int, other: int
) -> None:
    seen = work(session, steps)
    first, last = sorted((one % len(seen), other % len(seen)))
    (since, before), (until, after) = seen[first], seen[last]
    told = session.run(
        "SELECT id, c, METADATA$ACTION, METADATA$ISUPDATE, METADATA$ROW_ID FROM t "
        f"CHANGES(INFORMATION => DEFAULT) AT(TIMESTAMP => {since}) END(TIMESTAMP => {until})"
    )
    deleted = Counter(row[:2] for row in told if row[2] == "DELETE")
    inserted = Counter(row[:2] for row in told if row[2] == "INSERT")
    assert before - deleted + inserted == after
    assert sum((deleted - before).values()) == 0
    actions = Counter((row[4], row[3]) for row in told)
    assert set(actions.values()) <= {1, 2}
    assert all(updated == (count == 2) for (_, updated), count in actions.items())


def test_appended_rows_are_told_as_they_were_at_first_even_if_they_are_gone(session: StatementSession) -> None:
    session.script("CREATE TABLE t (id INT, c VARCHAR) CHANGE_TRACKING = TRUE", "INSERT INTO t VALUES (1, 'old')")
    since = now(session)
    session.script(
        "INSERT INTO t VALUES (2, 'a'), (3, 'b')",
        "UPDATE t SET c = 'later'",
        "DELETE FROM t WHERE id = 3",
        "TRUNCATE TABLE t",
        "INSERT INTO t VALUES (4, 'c')",
    )
    clause = f"CHANGES(INFORMATION => APPEND_ONLY) AT(TIMESTAMP => {since})"
    assert rows(session, clause) == Counter([(2, "a"), (3, "b"), (4, "c")])


def test_others_do_not_see_an_open_transaction_in_the_past_either(session: StatementSession) -> None:
    session.script("CREATE TABLE t (id INT, c VARCHAR)", "INSERT INTO t VALUES (1, 'a')", "BEGIN", "DELETE FROM t")
    moment = now(session)
    other = StatementSession(session.services.catalog._engine, session.services, session_id="2")
    other.run("USE SCHEMA db.s")
    assert rows(other, f"AT(TIMESTAMP => {moment})") == Counter([(1, "a")])
    session.run("COMMIT")
    assert rows(other, f"AT(TIMESTAMP => {moment})") == Counter([(1, "a")])
    assert rows(other, "AT(OFFSET => 0)") == Counter()
    other.close()


def test_retention_bounds_the_past(session: StatementSession) -> None:
    session.script(
        "CREATE TABLE t (id INT, c VARCHAR) DATA_RETENTION_TIME_IN_DAYS = 2", "INSERT INTO t VALUES (1, 'a')"
    )
    moment = now(session)
    clock = session.services.clock
    clock.set(clock.now() + dt.timedelta(days=2, seconds=-5))  # type: ignore[attr-defined]
    assert rows(session, f"AT(TIMESTAMP => {moment})") == Counter([(1, "a")])
    clock.set(clock.now() + dt.timedelta(seconds=5))  # type: ignore[attr-defined]
    with pytest.raises(SnowflakeError) as caught:
        rows(session, f"AT(TIMESTAMP => {moment})")
    assert caught.value.error is ErrorCode.TIME_TRAVEL_UNAVAILABLE


def test_a_restored_table_has_its_past_again(session: StatementSession) -> None:
    session.script("CREATE TABLE t (id INT, c VARCHAR)", "INSERT INTO t VALUES (1, 'a')")
    moment = now(session)
    session.script("DELETE FROM t", "DROP TABLE t", "UNDROP TABLE t")
    assert rows(session, f"AT(TIMESTAMP => {moment})") == Counter([(1, "a")])


def test_a_view_of_a_view_is_read_as_of_the_moment_but_where_it_names_its_own(session: StatementSession) -> None:
    session.script("CREATE TABLE t (id INT, c VARCHAR)", "INSERT INTO t VALUES (1, 'a')")
    first = now(session)
    session.run("UPDATE t SET c = 'b'")
    second = now(session)
    session.script(
        "UPDATE t SET c = 'c'",
        "CREATE VIEW inner_v AS SELECT c FROM t",
        f"CREATE VIEW v AS SELECT i.c, o.c AS own FROM inner_v i, t AT(TIMESTAMP => {first}) o",
    )
    assert session.run("SELECT * FROM v") == [("c", "a")]
    assert session.run(f"SELECT * FROM v AT(TIMESTAMP => {second})") == [("b", "a")]


def test_a_clone_of_a_past_with_two_objects_of_one_later_name_is_refused(session: StatementSession) -> None:
    session.script("CREATE TABLE a (id INT)", "CREATE TABLE b (id INT)", "SELECT 1")
    moment = now(session)
    session.script("DROP TABLE a", "ALTER TABLE b RENAME TO a")
    with pytest.raises(SnowflakeError) as caught:
        session.run(f"CREATE SCHEMA past CLONE s AT (TIMESTAMP => {moment})")
    assert caught.value.error is ErrorCode.STATEMENT_UNSUPPORTED


# Statements as moments


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    with embedded(load(flags={"data_dir": tmp_path})) as use_cases:
        answers(use_cases, "CREATE DATABASE shop; CREATE TABLE t (id INT); INSERT INTO t VALUES (1)", database=None)
    return tmp_path


def answers(use_cases: UseCases, sql: str, database: str | None = "SHOP") -> list[tuple[str, list[Row]]]:
    """The query id and the rows of each statement, in a session of their own."""
    session = use_cases.sessions.create(SessionRequest(database=database)).session_id
    request = StatementRequest(sql=sql, session_id=session)
    with use_cases.execute(request) as execution:
        return [(result.query_id, result.fetch_all()) for result in execution]


def test_statements_are_known_as_moments_after_a_restart(shop: Path) -> None:
    with embedded(load(flags={"data_dir": shop})) as use_cases:
        told = answers(use_cases, "INSERT INTO t VALUES (2); BEGIN; DELETE FROM t; INSERT INTO t VALUES (3); COMMIT")
        insert, _, delete, _, commit = (query_id for query_id, _ in told)
    with embedded(load(flags={"data_dir": shop})) as use_cases:
        found = [
            sorted(answers(use_cases, f"SELECT id FROM t {clause}")[0][1])
            for clause in (
                f"BEFORE(STATEMENT => '{insert}')",
                f"AT(STATEMENT => '{insert}')",
                f"BEFORE(STATEMENT => '{delete}')",
                f"AT(STATEMENT => '{delete}')",
                f"AT(STATEMENT => '{commit}')",
            )
        ]
    assert found == [[(1,)], [(1,), (2,)], [(1,), (2,)], [(3,)], [(3,)]]


def test_a_query_is_a_moment_too(shop: Path) -> None:
    with embedded(load(flags={"data_dir": shop})) as use_cases:
        ((query, _),) = answers(use_cases, "SELECT 1")
        answers(use_cases, "INSERT INTO t VALUES (2)")
        assert answers(use_cases, f"SELECT id FROM t AT(STATEMENT => '{query}')")[0][1] == [(1,)]


def test_what_reads_the_past_is_never_answered_from_kept_results(shop: Path) -> None:
    with embedded(load(flags={"data_dir": shop})) as use_cases:
        answers(use_cases, "CREATE VIEW v AS SELECT count(*) AS n FROM t AT(OFFSET => 0)")
        for expected in (1, 2, 3):
            assert answers(use_cases, "SELECT n FROM v")[0][1] == [(expected,)]
            answers(use_cases, "INSERT INTO t VALUES (9)")


def test_the_moment_may_be_bound(shop: Path) -> None:
    with embedded(load(flags={"data_dir": shop})) as use_cases:
        ((query, _),) = answers(use_cases, "INSERT INTO t VALUES (2)")
        session = use_cases.sessions.create(SessionRequest(database="SHOP")).session_id
        sql = "SELECT id FROM t BEFORE(STATEMENT => ?) WHERE id < ?"
        request = StatementRequest(sql=sql, session_id=session, parameters=(query, 5))
        with use_cases.execute(request) as execution:
            assert [result.fetch_all() for result in execution] == [[(1,)]]


def test_a_statement_for_many_rows_of_values_happens_at_one_moment(shop: Path) -> None:
    with embedded(load(flags={"data_dir": shop})) as use_cases:
        session = use_cases.sessions.create(SessionRequest(database="SHOP")).session_id
        values = ArrayBind((BoundColumn(number(1), (1, 2, 3)),))
        sql = "UPDATE t SET id = id + ?"
        with use_cases.execute(StatementRequest(sql=sql, session_id=session, array=values)) as execution:
            (query,) = [result.query_id for result in execution]
        assert answers(use_cases, f"SELECT id FROM t BEFORE(STATEMENT => '{query}')")[0][1] == [(1,)]
        assert answers(use_cases, f"SELECT id FROM t AT(STATEMENT => '{query}')")[0][1] == [(7,)]
