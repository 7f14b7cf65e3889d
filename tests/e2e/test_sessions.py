"""Sessions over HTTP: their life, and what one does not see of another."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.server import Client, LocalServer, local_server

ENDLESS = "SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 1000000)) a, TABLE(GENERATOR(ROWCOUNT => 1000000)) b"


@pytest.fixture(scope="module")
def busy(server: LocalServer) -> LocalServer:
    """The server, with a database BUSY."""
    with server.client() as client:
        client.run("CREATE DATABASE BUSY")
    return server


@pytest.fixture
def table(busy: LocalServer, client: Client) -> Iterator[str]:
    """A table with the one row (1, 0)."""
    client.run("CREATE OR REPLACE TABLE BUSY.PUBLIC.COUNTERS (ID INT, N INT) AS SELECT 1, 0")
    yield "BUSY.PUBLIC.COUNTERS"
    client.run("DROP TABLE BUSY.PUBLIC.COUNTERS")


def test_a_session_is_created_listed_shown_and_closed(client: Client, busy: LocalServer) -> None:
    created = client.post("/api/v1/sessions", {"user": "me", "database": "busy", "role": "sysadmin"})
    assert created.status == 201
    session = created.document["session_id"]
    shown = client.get(f"/api/v1/sessions/{session}").document
    told = {name: shown[name] for name in ("user", "role", "database", "schema", "warehouse", "client")}
    assert told == {
        "user": "ME",
        "role": "SYSADMIN",
        "database": "BUSY",
        "schema": "PUBLIC",
        "warehouse": "COMPUTE_WH",
        "client": "REST",
    }
    assert client.get("/api/v1/sessions").document["data"][0]["session_id"] == session
    assert client.call("DELETE", f"/api/v1/sessions/{session}").status == 200
    assert session not in {item["session_id"] for item in client.get("/api/v1/sessions").document["data"]}


def test_a_closed_session_is_not_found(client: Client) -> None:
    session = client.session()
    client.call("DELETE", f"/api/v1/sessions/{session}")
    for answer in (
        client.get(f"/api/v1/sessions/{session}"),
        client.call("DELETE", f"/api/v1/sessions/{session}"),
        client.query("SELECT 1", session_id=session),
    ):
        assert (answer.status, answer.error["code"]) == (404, "390111")


@pytest.mark.parametrize(
    ("options", "status", "code"),
    [
        ({"database": "NOWHERE"}, 400, "002003"),
        ({"role": "NOBODY"}, 403, "003013"),
        ({"parameters": {"NO_SUCH_PARAMETER": 1}}, 400, "001006"),
        ({"parameters": {"WEEK_START": 9}}, 400, "001008"),
        ({"parameters": {"WEEK_START": None}}, 400, "391900"),
        ({"unknown": 1}, 400, "391900"),
        ({"user": 1}, 400, "391900"),
    ],
    ids=str,
)
def test_a_session_that_cannot_be_is_refused(
    client: Client, options: dict[str, object], status: int, code: str
) -> None:
    answer = client.post("/api/v1/sessions", options)
    assert (answer.status, answer.error["code"]) == (status, code)


def test_what_a_session_sets_stays_in_it(client: Client, busy: LocalServer) -> None:
    one, two = client.session(), client.session()
    client.run("USE DATABASE BUSY; USE ROLE SYSADMIN; SET v = 'mine'; ALTER SESSION SET WEEK_START = 3", session_id=one)
    look = "SELECT CURRENT_DATABASE(), CURRENT_ROLE(), $v, DAYOFWEEK('2024-02-28'::DATE)"
    assert client.rows(look, session_id=one) == [["BUSY", "SYSADMIN", "mine", 1]]
    assert client.fail("SELECT $v", session_id=two)["code"] == "002211"
    assert client.rows("SELECT CURRENT_DATABASE(), DAYOFWEEK('2024-02-28'::DATE)", session_id=two) == [[None, 3]]


def test_a_time_zone_holds_for_its_session(client: Client) -> None:
    one = client.session(parameters={"TIMEZONE": "Asia/Tokyo"})
    two = client.session(parameters={"TIMEZONE": "Europe/Berlin"})
    look = "SELECT '2024-01-01 00:00:00'::TIMESTAMP_LTZ"
    assert client.value(look, session_id=one).endswith("+0900")
    assert client.value(look, session_id=two).endswith("+0100")
    assert client.value(look, session_id=one).endswith("+0900")


def test_a_temporary_table_belongs_to_its_session(client: Client, busy: LocalServer) -> None:
    one, two = client.session(database="BUSY"), client.session(database="BUSY")
    client.run("CREATE TEMPORARY TABLE mine (a INT); INSERT INTO mine VALUES (1)", session_id=one)
    client.run("CREATE TEMPORARY TABLE mine (b TEXT); INSERT INTO mine VALUES ('x'), ('y')", session_id=two)
    assert client.rows("SELECT * FROM mine", session_id=one) == [[1]]
    assert client.value("SELECT COUNT(*) FROM mine", session_id=two) == 2
    assert client.fail("SELECT * FROM BUSY.PUBLIC.MINE")["code"] == "002003"


def test_a_temporary_table_hides_a_permanent_one_from_its_session_only(client: Client, table: str) -> None:
    one = client.session(database="BUSY")
    client.run("CREATE TEMPORARY TABLE COUNTERS (A INT)", session_id=one)
    assert client.value("SELECT COUNT(*) FROM COUNTERS", session_id=one) == 0
    assert client.value(f"SELECT COUNT(*) FROM {table}") == 1


def test_a_temporary_table_ends_with_its_session(client: Client, busy: LocalServer) -> None:
    session = client.session(database="BUSY")
    client.run("CREATE TEMPORARY TABLE passing (a INT)", session_id=session)
    client.call("DELETE", f"/api/v1/sessions/{session}")
    assert client.fail("SELECT * FROM BUSY.PUBLIC.PASSING")["code"] == "002003"


def test_an_open_transaction_is_seen_by_its_session_only(client: Client, table: str) -> None:
    one, two = client.session(), client.session()
    client.run(f"BEGIN; INSERT INTO {table} VALUES (2, 0)", session_id=one)
    assert client.value(f"SELECT COUNT(*) FROM {table}", session_id=one) == 2
    assert client.value(f"SELECT COUNT(*) FROM {table}", session_id=two) == 1
    client.run("COMMIT", session_id=one)
    assert client.value(f"SELECT COUNT(*) FROM {table}", session_id=two) == 2


def test_a_rollback_undoes_the_transaction(client: Client, table: str) -> None:
    session = client.session()
    client.run(f"BEGIN; DELETE FROM {table}; INSERT INTO {table} VALUES (7, 7); ROLLBACK", session_id=session)
    assert client.rows(f"SELECT * FROM {table}") == [[1, 0]]


def test_closing_a_session_undoes_its_transaction_and_frees_its_locks(client: Client, table: str) -> None:
    session = client.session()
    client.run(f"BEGIN; UPDATE {table} SET N = 99", session_id=session)
    client.call("DELETE", f"/api/v1/sessions/{session}")
    assert client.rows(f"SELECT N FROM {table}") == [[0]]
    client.run(f"UPDATE {table} SET N = 1", timeout=20)


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TEMPORARY TABLE BUSY.PUBLIC.LEFTOVER (A INT)",
        "USE DATABASE BUSY",
        "USE ROLE SYSADMIN",
        "SET leftover = 1",
        "ALTER SESSION SET TIMEZONE = 'Asia/Tokyo'",
        "BEGIN; INSERT INTO BUSY.PUBLIC.COUNTERS VALUES (2, 0)",
        "BEGIN; SELECT 1 / 0",
    ],
)
def test_a_call_without_a_session_leaves_nothing_behind(table: str, sql: str) -> None:
    with local_server({"sessions": {"pool_size": 1}}) as server, server.client() as client:
        client.run("CREATE DATABASE BUSY; CREATE TABLE BUSY.PUBLIC.COUNTERS (ID INT, N INT) AS SELECT 1, 0")
        client.query(sql)
        assert client.rows(
            "SELECT CURRENT_DATABASE(), CURRENT_ROLE(), TO_CHAR('2024-01-01'::TIMESTAMP_LTZ, 'TZHTZM')"
        ) == [[None, "ACCOUNTADMIN", "-0800"]]
        assert client.fail("SELECT $leftover")["code"] == "002211"
        assert client.fail("SELECT * FROM BUSY.PUBLIC.LEFTOVER")["code"] == "002003"
        assert client.value("SELECT COUNT(*) FROM BUSY.PUBLIC.COUNTERS") == 1
        client.run("UPDATE BUSY.PUBLIC.COUNTERS SET N = 1", timeout=20)


def test_one_session_runs_one_request_at_a_time(server: LocalServer, client: Client) -> None:
    session = client.session()

    def add() -> None:
        with server.client() as own:
            own.run("SET n = $n + 1", session_id=session)

    client.run("SET n = 0", session_id=session)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: add(), range(40)))
    assert client.value("SELECT $n", session_id=session) == 40


def test_an_idle_session_expires() -> None:
    with local_server({"sessions": {"idle_seconds": 0.2}}) as server, server.client() as client:
        session = client.session()
        client.run("SELECT 1", session_id=session)
        time.sleep(0.4)
        fresh = client.session()
        assert server.use_cases.sessions.expire() == 1
        answer = client.query("SELECT 1", session_id=session)
        assert (answer.status, answer.error["code"]) == (404, "390111")
        assert client.value("SELECT 1", session_id=fresh) == 1


def test_a_session_at_work_does_not_expire() -> None:
    with local_server({"sessions": {"idle_seconds": 0.1}}) as server, server.client() as client:
        session = client.session()
        with ThreadPoolExecutor(1) as threads:
            running = threads.submit(client.query, ENDLESS, session_id=session, timeout=1.5)
            time.sleep(0.7)
            assert server.use_cases.sessions.expire() == 0
            assert running.result().error["code"] == "000630"


def test_the_number_of_sessions_is_limited() -> None:
    with local_server({"sessions": {"maximum": 2}}) as server, server.client() as client:
        first = client.session()
        client.session()
        answer = client.post("/api/v1/sessions", {})
        assert (answer.status, answer.error["code"]) == (429, "390115")
        client.call("DELETE", f"/api/v1/sessions/{first}")
        client.session()


def test_an_exhausted_pool_is_told_clearly() -> None:
    settings = {"sessions": {"pool_size": 1, "pool_wait_seconds": 0.2}}
    with local_server(settings) as server, server.client() as client, server.client() as other:
        with ThreadPoolExecutor(1) as threads:
            running = threads.submit(other.query, ENDLESS, timeout=3)
            await_running(server, ENDLESS)
            answer = client.query("SELECT 1")
            assert (answer.status, answer.error["code"], answer.error["sqlstate"]) == (429, "390114", "53300")
            assert "0.2 seconds" in answer.error["message"]
            server.use_cases.cancel(await_running(server, ENDLESS))
            running.result()
        assert client.value("SELECT 1") == 1


def await_running(server: LocalServer, text: str) -> str:
    """The query id of a statement, once it runs."""
    for _ in range(1_000):
        for statement in server.use_cases.execute.running.list():
            if statement.record.text == text:
                return statement.record.query_id
        time.sleep(0.01)
    raise AssertionError(text)


def test_a_running_statement_is_cancelled_from_another_connection(busy: LocalServer, client: Client) -> None:
    text = f"{ENDLESS} /* to be cancelled */"
    with busy.client() as other, ThreadPoolExecutor(1) as threads:
        running = threads.submit(other.query, text)
        query_id = await_running(busy, text)
        assert client.call("POST", f"/api/v1/query/{query_id}/cancel").document["query_id"] == query_id
        answer = running.result(timeout=20)
    assert (answer.status, answer.error["code"], answer.error["sqlstate"]) == (409, "000604", "57014")
    assert answer.error["query_id"] == query_id
    (record,) = client.get("/api/v1/query/history", text="/* to be cancelled */").document["data"]
    assert record["status"] == "FAIL"


def test_what_does_not_run_cannot_be_cancelled(client: Client) -> None:
    query_id = client.run("SELECT 1")["query_id"]
    for unknown in (query_id, "01234567-0000-0000-0000-000000000000", "x"):
        answer = client.call("POST", f"/api/v1/query/{unknown}/cancel")
        assert (answer.status, answer.error["code"]) == (404, "000709")


def test_a_cancelled_session_serves_on(busy: LocalServer, client: Client) -> None:
    session = client.session()
    text = f"{ENDLESS} /* cancelled in a session */"
    with busy.client() as other, ThreadPoolExecutor(1) as threads:
        running = threads.submit(other.query, text, session_id=session)
        client.call("POST", f"/api/v1/query/{await_running(busy, text)}/cancel")
        assert running.result(timeout=20).error["code"] == "000604"
    assert client.value("SELECT 1", session_id=session) == 1


def test_a_waiting_statement_can_be_cancelled(busy: LocalServer, client: Client, table: str) -> None:
    holder = client.session()
    client.run(f"BEGIN; UPDATE {table} SET N = 1", session_id=holder)
    text = f"UPDATE {table} SET N = 2 /* waits */"
    with busy.client() as other, ThreadPoolExecutor(1) as threads:
        running = threads.submit(other.query, text)
        client.call("POST", f"/api/v1/query/{await_running(busy, text)}/cancel")
        assert running.result(timeout=20).error["code"] == "000604"
    client.run("ROLLBACK", session_id=holder)
    assert client.rows(f"SELECT N FROM {table}") == [[0]]


def test_a_reader_does_not_wait_for_a_writer(client: Client, table: str) -> None:
    writer = client.session()
    client.run(f"BEGIN; UPDATE {table} SET N = 5", session_id=writer)
    assert client.rows(f"SELECT N FROM {table}", timeout=10) == [[0]]
    client.run("COMMIT", session_id=writer)
    assert client.rows(f"SELECT N FROM {table}") == [[5]]


def test_a_second_writer_of_a_table_waits_for_the_first(busy: LocalServer, client: Client, table: str) -> None:
    first = client.session()
    client.run(f"BEGIN; UPDATE {table} SET N = N + 1", session_id=first)
    ended = threading.Event()

    def write() -> None:
        with busy.client() as other:
            other.run(f"UPDATE {table} SET N = N * 10")
        ended.set()

    thread = threading.Thread(target=write)
    thread.start()
    assert not ended.wait(0.5)
    client.run("COMMIT", session_id=first)
    thread.join(20)
    assert client.rows(f"SELECT N FROM {table}") == [[10]]


def test_a_writer_that_waits_too_long_is_told_who_holds_the_lock(client: Client, table: str) -> None:
    first, second = client.session(), client.session(parameters={"LOCK_TIMEOUT": 1})
    client.run(f"BEGIN; UPDATE {table} SET N = 1", session_id=first)
    answer = client.query(f"UPDATE {table} SET N = 2", session_id=second)
    assert (answer.status, answer.error["code"]) == (409, "000625")
    assert "COUNTERS" in answer.error["message"]
    client.run("ROLLBACK", session_id=first)


def test_a_deadlock_ends_one_of_two_transactions(busy: LocalServer, client: Client, table: str) -> None:
    client.run("CREATE OR REPLACE TABLE BUSY.PUBLIC.OTHER (N INT) AS SELECT 0")
    one, two = client.session(), client.session()
    client.run(f"BEGIN; UPDATE {table} SET N = 1", session_id=one)
    client.run("BEGIN; UPDATE BUSY.PUBLIC.OTHER SET N = 1", session_id=two)
    with busy.client() as other, ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(other.query, "UPDATE BUSY.PUBLIC.OTHER SET N = 2", session_id=one)
        time.sleep(0.3)
        answer = client.query(f"UPDATE {table} SET N = 2", session_id=two)
        client.run("ROLLBACK", session_id=two)
        outcomes = [answer, waiting.result(timeout=20)]
    refused = [outcome.error["code"] for outcome in outcomes if outcome.status != 200]
    assert refused == ["000626"]
    client.run("ROLLBACK", session_id=one)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE {table} SET N = N + 1 WHERE ID = 1",
        "MERGE INTO {table} t USING (SELECT 1 AS ID) s ON t.ID = s.ID WHEN MATCHED THEN UPDATE SET N = t.N + 1",
    ],
    ids=["update", "merge"],
)
def test_concurrent_writers_lose_no_update(busy: LocalServer, client: Client, table: str, sql: str) -> None:
    def write(_: int) -> None:
        with busy.client() as own:
            for _ in range(10):
                own.run(sql.format(table=table))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(8)))
    assert client.rows(f"SELECT ID, N FROM {table}") == [[1, 80]]


def test_concurrent_inserts_lose_no_row(busy: LocalServer, client: Client, table: str) -> None:
    def write(thread: int) -> None:
        with busy.client() as own:
            for number in range(10):
                own.run(f"INSERT INTO {table} VALUES (?, ?)", params=[thread + 10, number])

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(8)))
    assert client.value(f"SELECT COUNT(DISTINCT ID, N) FROM {table} WHERE ID >= 10") == 80


def test_ddl_beside_readers_and_writers_harms_nobody(busy: LocalServer, client: Client) -> None:
    client.run("CREATE OR REPLACE TABLE BUSY.PUBLIC.MOVING (A INT) AS SELECT 1")
    stop = threading.Event()
    codes: set[str] = set()

    def use(sql: str) -> None:
        with busy.client() as own:
            while not stop.is_set():
                answer = own.query(sql)
                assert answer.status < 500, answer.body
                if answer.status != 200:
                    codes.add(answer.error["code"])

    users = [
        threading.Thread(target=use, args=(sql,))
        for sql in ("SELECT COUNT(*) FROM BUSY.PUBLIC.MOVING", "INSERT INTO BUSY.PUBLIC.MOVING (A) VALUES (1)")
    ]
    for user in users:
        user.start()
    for number in range(8):
        client.run(f"ALTER TABLE BUSY.PUBLIC.MOVING ADD COLUMN C{number} INT DEFAULT {number}")
        client.run(f"CREATE OR REPLACE TABLE BUSY.PUBLIC.MOVING (A INT, B{number} INT)")
        client.run("DROP TABLE BUSY.PUBLIC.MOVING; UNDROP TABLE BUSY.PUBLIC.MOVING")
    stop.set()
    for user in users:
        user.join(20)
    assert codes <= {"002003", "000904"}
