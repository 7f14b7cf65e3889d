"""Pipes: https://docs.snowflake.com/en/user-guide/data-load-snowpipe-intro and the pages of its commands."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from mockhaus.application.run_pipes import RunPipes
from mockhaus.application.services import Services
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Row
from mockhaus.ports.engine import Engine
from mockhaus_adapters.engine_duckdb.engine import DuckDbEngine
from mockhaus_adapters.engine_duckdb.settings import EngineOptions
from mockhaus_adapters.stage_filesystem import FilesystemStageStore
from tests.fakes.clock import FakeClock
from tests.support.loading_session import LoadingSession
from tests.support.pipes import pipes_of
from tests.support.statement_session import StatementSession, services_on


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Services]]:
    """An engine with the services over it, whose clock these tests alone set forward."""
    stages = tmp_path_factory.mktemp("stages")
    engine = DuckDbEngine(EngineOptions(readable=(stages,)))
    services = replace(services_on(engine), stages=FilesystemStageStore(stages))
    session = StatementSession(engine, services, session_id="0")
    session.run("CREATE DATABASE db")
    session.close()
    yield engine, services
    engine.close()


@pytest.fixture
def pipes(account: tuple[Engine, Services]) -> RunPipes:
    return pipes_of(*account)


@pytest.fixture
def table(session: LoadingSession) -> Iterator[LoadingSession]:
    """The session with a table of two columns; its pipes end with the test."""
    session.script("CREATE TABLE t (a INT, b VARCHAR)")
    schema = session.session.context.schema
    yield session
    session.run(f"DROP SCHEMA {schema}")


def status(session: StatementSession, name: str = "p") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(str(session.status(f"SELECT SYSTEM$PIPE_STATUS('{name}')")))
    return found


def state(session: StatementSession, name: str = "p") -> str:
    return str(status(session, name)["executionState"])


def since(session: StatementSession, hours: int = 1, name: str = "START_TIME") -> str:
    """The argument that begins a range of time, by the clock of the tests."""
    start = session.services.clock.now() - dt.timedelta(hours=hours)
    return f"{name} => '{start:%Y-%m-%d %H:%M:%S +0000}'::TIMESTAMP_LTZ"


def until(session: StatementSession, name: str = "END_TIME") -> str:
    end = session.services.clock.now() + dt.timedelta(hours=1)
    return f"{name} => '{end:%Y-%m-%d %H:%M:%S +0000}'::TIMESTAMP_LTZ"


def rows(session: StatementSession) -> list[Row]:
    return session.run("SELECT * FROM t ORDER BY ALL")


# -- what a pipe loads --------------------------------------------------------------------------------------------


def test_a_refresh_loads_what_is_staged(table: LoadingSession, pipes: RunPipes) -> None:
    table.put("a.csv", "1,x\n")
    table.put("b.csv", "2,y\n3,z\n")
    table.run("CREATE PIPE p AS COPY INTO t FROM @files")

    assert table.run("ALTER PIPE p REFRESH") == [("a.csv", "SENT"), ("b.csv", "SENT")]
    assert [column.name for column in table.outcome.columns] == ["File", "Status"]
    assert status(table)["pendingFileCount"] == 2
    pipes.tick()

    assert rows(table) == [(1, "x"), (2, "y"), (3, "z")]
    assert status(table)["pendingFileCount"] == 0


def test_a_file_with_an_error_is_skipped_and_keeps_no_other_from_being_loaded(
    table: LoadingSession, pipes: RunPipes
) -> None:
    """ON_ERROR is SKIP_FILE where the statement does not say otherwise."""
    table.put("a.csv", "1,x\nbad,y\n")
    table.put("b.csv", "2,y\n")
    table.script("CREATE PIPE p AS COPY INTO t FROM @files", "ALTER PIPE p REFRESH")
    pipes.tick()

    assert rows(table) == [(2, "y")]
    assert status(table)["lastIngestedFilePath"] == "b.csv"


def test_errors_can_be_passed_over(table: LoadingSession, pipes: RunPipes) -> None:
    table.put("a.csv", "1,x\nbad,y\n")
    table.script("CREATE PIPE p AS COPY INTO t FROM @files ON_ERROR = CONTINUE", "ALTER PIPE p REFRESH")
    pipes.tick()
    assert rows(table) == [(1, "x")]


def test_a_query_gives_the_values(table: LoadingSession, pipes: RunPipes) -> None:
    table.put("a.csv", "x,1\n")
    table.script("CREATE PIPE p AS COPY INTO t (b, a) FROM (SELECT UPPER($1), $2 FROM @files)", "ALTER PIPE p REFRESH")
    pipes.tick()
    assert rows(table) == [(1, "X")]


def test_integers_beyond_64_bits_widen_the_table(table: LoadingSession, pipes: RunPipes) -> None:
    table.put("a.csv", f"{10**37},x\n")
    table.script("CREATE PIPE p AS COPY INTO t FROM @files", "ALTER PIPE p REFRESH")
    pipes.tick()
    assert rows(table) == [(10**37, "x")]


def test_names_are_those_of_where_the_pipe_was_made(table: LoadingSession, pipes: RunPipes) -> None:
    table.put("a.csv", "1,x\n")
    table.run("CREATE PIPE p AS COPY INTO t FROM @files")
    schema = table.session.context.schema
    table.script(f"CREATE SCHEMA {schema}_other", f"ALTER PIPE {schema}.p REFRESH")
    pipes.tick()
    table.run(f"USE SCHEMA {schema}")
    assert rows(table) == [(1, "x")]


def test_a_table_s_own_stage_will_do(table: LoadingSession, pipes: RunPipes) -> None:
    table.script(
        "COPY INTO @%t/a.csv FROM (SELECT 1, 'x') SINGLE = TRUE FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE)",
        "CREATE PIPE p AS COPY INTO t FROM @%t",
        "ALTER PIPE p REFRESH",
    )
    pipes.tick()
    assert rows(table) == [(1, "x")]


# -- what a pipe remembers ----------------------------------------------------------------------------------------


def test_a_file_is_loaded_once_whatever_becomes_of_it(table: LoadingSession, pipes: RunPipes) -> None:
    """https://docs.snowflake.com/en/user-guide/data-load-snowpipe-ts: also where it was changed, or failed."""
    table.put("a.csv", "1,x\n")
    table.put("b.csv", "bad,x\n")
    table.script("CREATE PIPE p AS COPY INTO t FROM @files", "ALTER PIPE p REFRESH")
    pipes.tick()
    table.put("a.csv", "2,changed\n")
    table.put("b.csv", "3,repaired\n")

    assert table.run("ALTER PIPE p REFRESH") == []
    table.run("TRUNCATE TABLE t")
    assert table.run("ALTER PIPE p REFRESH") == []


def test_a_pipe_that_is_made_anew_remembers_nothing(table: LoadingSession, pipes: RunPipes) -> None:
    table.put("a.csv", "1,x\n")
    table.script("CREATE PIPE p AS COPY INTO t FROM @files", "ALTER PIPE p REFRESH")
    pipes.tick()
    table.script("CREATE OR REPLACE PIPE p AS COPY INTO t FROM @files", "ALTER PIPE p REFRESH")
    pipes.tick()
    assert rows(table) == [(1, "x"), (1, "x")]


def test_the_histories_of_a_pipe_and_of_its_table_are_apart(table: LoadingSession, pipes: RunPipes) -> None:
    table.put("a.csv", "1,x\n")
    table.script("CREATE PIPE p AS COPY INTO t FROM @files", "ALTER PIPE p REFRESH")
    pipes.tick()
    table.run("COPY INTO t FROM @files")
    assert rows(table) == [(1, "x"), (1, "x")]


def test_a_refresh_does_not_queue_what_a_copy_statement_loaded(table: LoadingSession) -> None:
    table.put("a.csv", "1,x\n")
    table.script("CREATE PIPE p AS COPY INTO t FROM @files", "COPY INTO t FROM @files")
    table.put("b.csv", "2,y\n")
    assert table.run("ALTER PIPE p REFRESH") == [("b.csv", "SENT")]


def test_after_14_days_a_file_is_loaded_again(table: LoadingSession, pipes: RunPipes) -> None:
    clock = table.services.clock
    assert isinstance(clock, FakeClock)
    table.put("a.csv", "1,x\n")
    table.script("CREATE PIPE p AS COPY INTO t FROM @files", "ALTER PIPE p REFRESH")
    pipes.tick()
    clock.advance(dt.timedelta(days=14, minutes=1).total_seconds())
    assert table.run("ALTER PIPE p REFRESH") == [("a.csv", "SENT")]


def test_a_refresh_can_be_of_a_folder(table: LoadingSession) -> None:
    """PREFIX is appended to the path of the pipe's stage."""
    for path in ("in/d1/a.csv", "in/d2/b.csv", "out/d1/c.csv"):
        table.put(path, "1,x\n")
    table.run("CREATE PIPE p AS COPY INTO t FROM @files/in/")
    assert table.run("ALTER PIPE p REFRESH PREFIX = 'd1/'") == [("in/d1/a.csv", "SENT")]


def test_a_refresh_can_be_of_newer_files(table: LoadingSession) -> None:
    table.put("a.csv", "1,x\n")
    table.run("CREATE PIPE p AS COPY INTO t FROM @files")
    assert table.run("ALTER PIPE p REFRESH MODIFIED_AFTER = '2124-01-01T00:00:00Z'") == []
    assert table.failure("ALTER PIPE p REFRESH MODIFIED_AFTER = 'yesterday'").code == "001008"
    assert table.failure("ALTER PIPE p REFRESH MODIFIED_AFTER = '2020-01-01T00:00:00Z'").code == "001008"


def test_a_pattern_is_of_the_path_below_that_of_the_pipe(table: LoadingSession) -> None:
    for path in ("in/a.csv", "in/b.txt", "in/sub/c.csv"):
        table.put(path, "1,x\n")
    table.run("CREATE PIPE p AS COPY INTO t FROM @files/in/ PATTERN = '[^/]*[.]csv'")
    assert table.run("ALTER PIPE p REFRESH") == [("in/a.csv", "SENT")]


# -- loading by itself --------------------------------------------------------------------------------------------


def test_new_files_are_loaded_by_themselves(table: LoadingSession, pipes: RunPipes) -> None:
    table.run("CREATE PIPE p AUTO_INGEST = TRUE AS COPY INTO t FROM @files/in/ PATTERN = '.*csv'")
    table.put("in/a.csv", "1,x\n")
    table.put("in/b.txt", "2,y\n")
    table.put("c.csv", "3,z\n")
    pipes.tick(everything=False)

    assert rows(table) == [(1, "x")]
    found = status(table)
    assert (found["lastForwardedFilePath"], found["numOutstandingMessagesOnChannel"]) == ("in/a.csv", 0)
    assert "lastPulledFromChannelTimestamp" in found


def test_a_pipe_that_nobody_told_to_load_by_itself_waits(table: LoadingSession, pipes: RunPipes) -> None:
    table.run("CREATE PIPE p AS COPY INTO t FROM @files")
    table.put("a.csv", "1,x\n")
    pipes.tick()
    assert rows(table) == []


def test_a_paused_pipe_queues_and_loads_once_it_is_resumed(table: LoadingSession, pipes: RunPipes) -> None:
    table.run("CREATE PIPE p AUTO_INGEST = TRUE AS COPY INTO t FROM @files")
    table.run("ALTER PIPE p SET PIPE_EXECUTION_PAUSED = TRUE")
    table.put("a.csv", "1,x\n")
    pipes.tick()

    found = status(table)
    assert (found["executionState"], found["pendingFileCount"]) == ("PAUSED", 1)
    assert found["oldestPendingFilePath"] == "a.csv"
    assert rows(table) == []

    table.run("ALTER PIPE p SET PIPE_EXECUTION_PAUSED = FALSE")
    pipes.tick()
    assert (state(table), rows(table)) == ("RUNNING", [(1, "x")])


def test_a_stale_pipe_is_resumed_by_force(table: LoadingSession) -> None:
    """https://docs.snowflake.com/en/sql-reference/functions/system_pipe_force_resume."""
    clock = table.services.clock
    assert isinstance(clock, FakeClock)
    table.run("CREATE PIPE p AUTO_INGEST = TRUE AS COPY INTO t FROM @files")
    table.run("ALTER PIPE p SET PIPE_EXECUTION_PAUSED = TRUE")
    clock.advance(dt.timedelta(days=15).total_seconds())

    assert table.failure("ALTER PIPE p SET PIPE_EXECUTION_PAUSED = FALSE").code == "002079"
    assert table.failure("SELECT SYSTEM$PIPE_FORCE_RESUME('p')").code == "002079"
    assert table.failure("SELECT SYSTEM$PIPE_FORCE_RESUME('p', 'please')").code == "001008"
    table.run("SELECT SYSTEM$PIPE_FORCE_RESUME('p', 'staleness_check_override, ownership_transfer_check_override')")
    assert state(table) == "RUNNING"


# -- what stops a pipe --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("DROP TABLE t", "STOPPED_MISSING_TABLE"),
        ("CREATE OR REPLACE TABLE t (a INT, b VARCHAR)", "STOPPED_MISSING_TABLE"),
        ("ALTER TABLE t RENAME TO u", "STOPPED_MISSING_TABLE"),
        ("DROP STAGE files", "STOPPED_STAGE_DROPPED"),
        ("CREATE OR REPLACE STAGE files", "STOPPED_STAGE_DROPPED"),
        ("DROP FILE FORMAT f", "STOPPED_FILE_FORMAT_DROPPED"),
    ],
)
def test_a_pipe_does_not_follow_what_it_was_made_for(
    table: LoadingSession, pipes: RunPipes, change: str, expected: str
) -> None:
    table.script("CREATE FILE FORMAT f TYPE = CSV", "CREATE PIPE p AS COPY INTO t FROM @files FILE_FORMAT = f")
    table.run(change)
    pipes.tick()

    assert state(table) == expected
    assert "error" in status(table)
    assert table.named("SHOW PIPES IN SCHEMA")[0]["invalid_reason"] is not None
    assert table.failure("ALTER PIPE p REFRESH").code == "002079"


def test_a_pipe_that_is_dropped_loads_no_more(table: LoadingSession, pipes: RunPipes) -> None:
    table.put("a.csv", "1,x\n")
    table.script("CREATE PIPE p AS COPY INTO t FROM @files", "ALTER PIPE p REFRESH", "DROP PIPE p")
    pipes.tick()
    assert rows(table) == []


def test_a_table_that_comes_back_is_loaded_again(table: LoadingSession) -> None:
    table.script("CREATE PIPE p AS COPY INTO t FROM @files", "DROP TABLE t", "UNDROP TABLE t")
    assert state(table) == "RUNNING"


def test_what_cannot_be_compiled_waits_and_is_tried_again(table: LoadingSession, pipes: RunPipes) -> None:
    table.put("a.csv", "1,x\n")
    table.script("CREATE PIPE p AS COPY INTO t (a, b) FROM @files", "ALTER PIPE p REFRESH")
    table.run("ALTER TABLE t RENAME COLUMN b TO c")
    pipes.tick()
    found = status(table)
    assert (found["executionState"], found["pendingFileCount"]) == ("STALLED_COMPILATION_ERROR", 1)
    assert "lastPipeErrorTimestamp" in found

    table.run("ALTER TABLE t RENAME COLUMN c TO b")
    pipes.tick(everything=False)
    assert (state(table), rows(table)) == ("RUNNING", [(1, "x")])


def test_a_file_that_is_gone_is_told_of(table: LoadingSession, pipes: RunPipes) -> None:
    table.put("a.csv", "1,x\n")
    table.script("CREATE PIPE p AS COPY INTO t FROM @files", "ALTER PIPE p REFRESH", "REMOVE @files")
    pipes.tick()
    history = f"TABLE(INFORMATION_SCHEMA.COPY_HISTORY(TABLE_NAME => 'T', {since(table)}))"
    ((told, message),) = table.run(f"SELECT status, first_error_message FROM {history}")
    assert (told, "was not found" in str(message)) == ("Load failed", True)


def test_a_pipe_loads_in_the_name_of_its_owner(
    account: tuple[Engine, Services], table: LoadingSession, pipes: RunPipes
) -> None:
    """Not in the name of whoever queues files: a role without the table may own no pipe that loads it."""
    table.put("a.csv", "1,x\n")
    table.run("CREATE PIPE p AS COPY INTO t FROM @files")
    admin = StatementSession(*account, session_id="admin", role="ACCOUNTADMIN")
    try:
        admin.script(f"USE SCHEMA db.{table.session.context.schema}", "CREATE OR REPLACE TABLE t (a INT, b VARCHAR)")
        table.run("CREATE OR REPLACE PIPE q AS COPY INTO t FROM @files")
    except SnowflakeError as error:
        assert error.code == "003001"  # noqa: PT017 - the statement that fails is the last
    else:
        raise AssertionError
    finally:
        admin.close()


# -- the histories ------------------------------------------------------------------------------------------------


def test_the_history_of_copies_names_the_pipe(table: LoadingSession, pipes: RunPipes) -> None:
    table.put("a.csv", "1,x\n")
    table.script("CREATE PIPE p AS COPY INTO t FROM @files", "ALTER PIPE p REFRESH")
    pipes.tick()
    table.put("b.csv", "2,x\n")
    table.run("COPY INTO t FROM @files/b.csv")

    columns = "file_name, row_count, status, pipe_schema_name, pipe_name, pipe_received_time <= last_load_time"
    call = f"TABLE(INFORMATION_SCHEMA.COPY_HISTORY(TABLE_NAME => 'T', {since(table)}))"
    schema = table.session.context.schema
    of_pipe = ("a.csv", 1, "Loaded", schema, "P", True)
    assert table.run(f"SELECT {columns} FROM {call}") == [of_pipe, ("b.csv", 1, "Loaded", None, None, None)]
    assert table.run(f"SELECT {columns} FROM {call[:-2]}, PIPE_NAME => 'p'))") == [of_pipe]
    assert table.run(
        f"SELECT file_name FROM INFORMATION_SCHEMA.LOAD_HISTORY WHERE table_name = 'T' AND schema_name = '{schema}'"
    ) == [("b.csv",)]


def test_errors_of_a_pipe_are_told(table: LoadingSession, pipes: RunPipes) -> None:
    """https://docs.snowflake.com/en/sql-reference/functions/validate_pipe_load."""
    table.put("a.csv", "1,x\nbad,y\n")
    table.put("b.csv", "2,y\n")
    table.script("CREATE PIPE p AS COPY INTO t FROM @files", "ALTER PIPE p REFRESH")
    pipes.tick()
    call = f"TABLE(INFORMATION_SCHEMA.VALIDATE_PIPE_LOAD(PIPE_NAME => 'p', {since(table)}))"
    assert table.run(f"SELECT error, file, line, column_name, row_number, rejected_record FROM {call}") == [
        ("Numeric value 'bad' is not recognized", "files/a.csv", 2, '"T"["A":1]', 2, "bad,y"),
    ]


def test_errors_of_a_transformation_are_not_told(table: LoadingSession) -> None:
    table.run("CREATE PIPE p AS COPY INTO t FROM (SELECT $1, $2 FROM @files)")
    call = f"TABLE(INFORMATION_SCHEMA.VALIDATE_PIPE_LOAD(PIPE_NAME => 'p', {since(table)}))"
    assert table.failure(f"SELECT * FROM {call}").code == "002018"


def test_use_is_told_in_spans(account: tuple[Engine, Services], table: LoadingSession, pipes: RunPipes) -> None:
    """https://docs.snowflake.com/en/sql-reference/functions/pipe_usage_history."""
    table.put("a.csv", "1,x\n")
    table.put("b.csv", "2,yy\n")
    table.script("CREATE PIPE p AS COPY INTO t FROM @files", "ALTER PIPE p REFRESH")
    pipes.tick()
    schema = table.session.context.schema
    name = f"db.{schema}.p"
    span = f"{since(table, 12, 'DATE_RANGE_START')}, {until(table, 'DATE_RANGE_END')}"
    call = f"TABLE(db.INFORMATION_SCHEMA.PIPE_USAGE_HISTORY({span}, PIPE_NAME => '{name}'))"
    sql = f"SELECT pipe_name, credits_used, bytes_inserted, files_inserted FROM {call}"
    assert table.run(sql) == []  # not for this role

    admin = StatementSession(*account, session_id="admin", role="ACCOUNTADMIN")
    try:
        assert admin.run(sql) == [(name.upper(), "0", 9, 2)]
        spans = admin.run(f"SELECT DATEDIFF(minute, start_time, end_time) FROM {call}")
        assert spans == [(60,)]
        long = f"{since(table, 12, 'DATE_RANGE_START')}, DATE_RANGE_END => '9000-01-01'::TIMESTAMP_LTZ"
        called = f"TABLE(db.INFORMATION_SCHEMA.PIPE_USAGE_HISTORY({long}, PIPE_NAME => '{name}'))"
        assert admin.run(f"SELECT DATEDIFF(hour, start_time, end_time) FROM {called}") == [(24,)]
    finally:
        admin.close()


@pytest.mark.parametrize("late", ["'9999-12-31 23:59:59 -1200'", "DATEADD(year, 20000, CURRENT_TIMESTAMP())"])
def test_a_moment_beyond_the_calendar_is_told(table: LoadingSession, late: str) -> None:
    span = f"{since(table)}, END_TIME => {late}::TIMESTAMP_LTZ"
    with pytest.raises(SnowflakeError) as raised:
        table.run(f"SELECT * FROM TABLE(INFORMATION_SCHEMA.COPY_HISTORY('t', {span}))")
    assert raised.value.error is ErrorCode.DATA


def test_a_history_may_be_asked_for_until_the_calendar_ends(table: LoadingSession) -> None:
    span = f"{since(table)}, END_TIME => '9999-12-31 23:59:59.999999 +0000'::TIMESTAMP_LTZ"
    assert table.run(f"SELECT * FROM TABLE(INFORMATION_SCHEMA.COPY_HISTORY('t', {span}))") == []


# -- the pipe as an object ----------------------------------------------------------------------------------------


def test_a_pipe_is_shown(table: LoadingSession) -> None:
    """https://docs.snowflake.com/en/sql-reference/sql/show-pipes."""
    table.run("CREATE PIPE p COMMENT = 'c' AS copy into t from @files pattern = '.*'")
    (found,) = table.named("SHOW PIPES IN SCHEMA")
    assert " ".join(found) == (
        "created_on name database_name schema_name definition owner notification_channel comment integration "
        "pattern error_integration owner_role_type invalid_reason kind"
    )
    assert (found["name"], found["owner"], found["comment"], found["kind"]) == ("P", "SYSADMIN", "c", "STAGE")
    assert (found["definition"], found["pattern"]) == ("copy into t from @files pattern = '.*'", ".*")
    (described,) = table.named("DESC PIPE p")
    assert described == {name: value for name, value in found.items() if name != "owner_role_type"}


def test_a_pipe_is_in_the_information_schema(table: LoadingSession) -> None:
    table.run("CREATE PIPE p AUTO_INGEST = TRUE AS COPY INTO t FROM @files")
    schema = table.session.context.schema
    where = f"WHERE pipe_schema = '{schema}'"
    sql = f"SELECT pipe_name, pipe_owner, definition, is_autoingest_enabled FROM INFORMATION_SCHEMA.PIPES {where}"
    assert table.run(sql) == [("P", "SYSADMIN", "COPY INTO t FROM @files", "YES")]


def test_a_pipe_can_be_made_again(table: LoadingSession) -> None:
    table.run("CREATE PIPE p COMMENT = 'c' AS COPY INTO t FROM @files")
    text = str(table.status("SELECT GET_DDL('PIPE', 'p')"))
    table.script("DROP PIPE p", text.rstrip(";"))
    assert table.named("SHOW PIPES IN SCHEMA")[0]["comment"] == "c"


@pytest.mark.parametrize(
    "option",
    [
        "FILES = ('a.csv')",
        "ON_ERROR = ABORT_STATEMENT",
        "SIZE_LIMIT = 1",
        "PURGE = TRUE",
        "FORCE = TRUE",
        "RETURN_FAILED_ONLY = TRUE",
        "VALIDATION_MODE = RETURN_ERRORS",
    ],
)
def test_copy_options_that_pipes_do_not_have_are_refused(table: LoadingSession, option: str) -> None:
    assert table.failure(f"CREATE PIPE p AS COPY INTO t FROM @files {option}").code == "002079"


def test_what_a_pipe_loads_and_reads_must_be_there(table: LoadingSession) -> None:
    assert table.failure("CREATE PIPE p AS COPY INTO none FROM @files").code == "002003"
    assert table.failure("CREATE PIPE p AS COPY INTO t FROM @none").code == "002003"
    assert table.failure("CREATE PIPE p AS COPY INTO t (c) FROM @files").code == "000904"
    assert table.failure("CREATE PIPE p AS COPY INTO t FROM @files FILE_FORMAT = none").code == "002003"


def test_what_ends_with_the_session_is_nothing_for_pipes(table: LoadingSession) -> None:
    table.script("CREATE TEMPORARY TABLE tt (a INT)", "CREATE TEMPORARY STAGE ts")
    assert table.failure("CREATE PIPE p AS COPY INTO tt FROM @files").code == "000002"
    assert table.failure("CREATE PIPE p AS COPY INTO t FROM @ts").code == "000002"
    assert table.failure("CREATE PIPE p AS COPY INTO t FROM @~").code == "000002"
    assert "from a URL" in table.failure("CREATE PIPE p AS COPY INTO t FROM 's3://bucket/'").message


def test_or_alter_changes_what_can_be_changed(table: LoadingSession) -> None:
    """https://docs.snowflake.com/en/sql-reference/sql/create-pipe#create-or-alter-pipe."""
    table.run("CREATE OR ALTER PIPE p AS COPY INTO t FROM @files")
    table.run("CREATE OR ALTER PIPE p PIPE_EXECUTION_PAUSED = TRUE COMMENT = 'c' AS COPY INTO t FROM @files")
    assert (state(table), table.named("SHOW PIPES IN SCHEMA")[0]["comment"]) == ("PAUSED", "c")
    table.run("CREATE OR ALTER PIPE p AS COPY INTO t FROM @files")
    assert (state(table), table.named("SHOW PIPES IN SCHEMA")[0]["comment"]) == ("RUNNING", "")
    assert table.failure("CREATE OR ALTER PIPE p AS COPY INTO t FROM @files/x").code == "000002"


def test_names_of_pipes_are_taken_and_missing(table: LoadingSession) -> None:
    create = "CREATE PIPE p AS COPY INTO t FROM @files"
    table.run(create)
    assert table.failure(create).code == "002002"
    assert "already exists" in str(table.status(create.replace("PIPE p", "PIPE IF NOT EXISTS p")))
    assert table.failure("ALTER PIPE q REFRESH").code == "002003"
    assert table.failure("SELECT SYSTEM$PIPE_STATUS('q')").code == "002003"
    assert "Statement executed" in str(table.status("ALTER PIPE IF EXISTS q SET COMMENT = 'x'"))
    assert table.failure("ALTER PIPE p RENAME TO q").code == "000002"
    assert table.failure("UNDROP PIPE p").code == "000002"


def test_clones_have_no_pipes(table: LoadingSession) -> None:
    schema = table.session.context.schema
    table.run("CREATE PIPE p AS COPY INTO t FROM @files")
    table.run(f"CREATE SCHEMA {schema}_clone CLONE {schema}")
    assert table.named(f"SHOW PIPES IN SCHEMA {schema}_clone") == []
