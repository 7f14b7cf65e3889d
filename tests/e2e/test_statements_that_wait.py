"""Statements that wait for others: whatever ends their wait gets through, however many they are."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest

from tests.support.driver import DriverClient, envelope, log_in
from tests.support.server import LocalServer, local_server

_PLACES = 2
_ENDLESS = "SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 100000)) a, TABLE(GENERATOR(ROWCOUNT => 10000000)) b"
_LIMIT = 20


@pytest.fixture(scope="module")
def narrow() -> Iterator[LocalServer]:
    """A server that carries out two statements side by side."""
    with local_server({"server": {"threads": _PLACES}}) as found:
        yield found


@pytest.fixture
def connect(narrow: LocalServer) -> Iterator[Callable[..., DriverClient]]:
    """Makes connections; of one session where its token is given."""
    with ExitStack() as stack:

        def made(of: DriverClient | None = None) -> DriverClient:
            client = stack.enter_context(narrow.client(_LIMIT))
            return DriverClient(client, of.token, of.master_token) if of else log_in(client)

        yield made


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(12) as pool:
        yield pool


def until_running(narrow: LocalServer, text: str, count: int = 1) -> None:
    """Wait until so many statements with a text run."""
    ends = time.monotonic() + _LIMIT
    running = narrow.use_cases.execute.running
    while sum(text in item.record.text for item in running.list()) < count:
        assert time.monotonic() < ends
        time.sleep(0.01)


def begin(threads: ThreadPoolExecutor, driver: DriverClient, sql: str, **given: Any) -> Future[dict[str, Any]]:
    return threads.submit(lambda: driver.query(sql, **given))


def test_a_commit_gets_through_to_more_waiters_than_statements_run_side_by_side(
    narrow: LocalServer, connect: Callable[..., DriverClient], threads: ThreadPoolExecutor
) -> None:
    holder = connect()
    for sql in (
        "CREATE OR REPLACE DATABASE waited",
        "CREATE TABLE t (a INT) AS SELECT 0",
        "BEGIN",
        "UPDATE t SET a = 1",
    ):
        assert holder.query(sql)["success"]
    waiters = [begin(threads, connect(), "UPDATE waited.public.t SET a = a + 1") for _ in range(2 * _PLACES)]
    until_running(narrow, "a = a + 1", len(waiters))

    assert holder.query("COMMIT")["success"]

    assert [waiter.result(_LIMIT)["success"] for waiter in waiters] == [True] * len(waiters)
    assert holder.rows("SELECT a FROM t") == [[str(1 + len(waiters))]]


def test_a_log_out_gets_through_to_what_keeps_the_server_busy(
    narrow: LocalServer, connect: Callable[..., DriverClient], threads: ThreadPoolExecutor
) -> None:
    drivers = [connect() for _ in range(_PLACES)]
    work = [begin(threads, driver, _ENDLESS) for driver in drivers]
    until_running(narrow, "GENERATOR", len(work))

    for driver in drivers:
        assert envelope(connect(of=driver).post("/session?delete=true", {}))["success"]

    assert [item.result(_LIMIT)["code"] for item in work] == ["000604"] * len(work)


def test_what_waited_for_its_session_does_not_run_once_that_is_closed(
    narrow: LocalServer, connect: Callable[..., DriverClient], threads: ThreadPoolExecutor
) -> None:
    other, driver = connect(), connect()
    assert other.query("CREATE OR REPLACE DATABASE ended")["success"]
    assert other.query("CREATE TABLE t (a INT)")["success"]
    busy = begin(threads, driver, _ENDLESS)
    until_running(narrow, "GENERATOR")
    waiting = [begin(threads, connect(of=driver), "INSERT INTO ended.public.t VALUES (1)") for _ in range(4)]
    time.sleep(0.3)  # nothing tells that they wait

    assert envelope(connect(of=driver).post("/session?delete=true", {}))["success"]

    assert busy.result(_LIMIT)["code"] == "000604"
    assert {item.result(_LIMIT)["code"] for item in waiting} == {"390111"}
    assert other.rows("SELECT COUNT(*) FROM t") == [["0"]]


def test_a_busy_session_can_cancel_all_that_it_runs_itself(
    narrow: LocalServer, connect: Callable[..., DriverClient], threads: ThreadPoolExecutor
) -> None:
    driver = connect()
    busy = begin(threads, driver, _ENDLESS)
    until_running(narrow, "GENERATOR")

    answer = connect(of=driver).query("SELECT SYSTEM$CANCEL_ALL_QUERIES(CURRENT_SESSION())")

    assert (answer["success"], busy.result(_LIMIT)["code"]) == (True, "000604")


def test_an_asynchronous_statement_is_among_the_queries_of_its_session(connect: Callable[..., DriverClient]) -> None:
    driver = connect()
    query_id = driver.query("SELECT 1", asyncExec=True)["data"]["queryId"]
    assert envelope(driver.get(f"/queries/{query_id}/result"))["success"]

    assert driver.rows("SELECT LAST_QUERY_ID()") == [[query_id]]


def test_the_parameters_of_one_statement_do_not_stay_where_it_alters_its_session(
    connect: Callable[..., DriverClient],
) -> None:
    driver = connect()
    given = {"QUERY_TAG": "once", "TIMEZONE": "Asia/Tokyo"}
    assert driver.query("ALTER SESSION SET WEEK_START = 3", str(uuid.uuid4()), parameters=given)["success"]

    found = {row[0]: row[1] for row in driver.rows("SHOW PARAMETERS IN SESSION")}
    assert (found["QUERY_TAG"], found["TIMEZONE"], found["WEEK_START"]) == ("", "America/Los_Angeles", "3")


def test_a_session_that_could_not_be_closed_in_time_lets_go_of_its_locks_when_its_statement_ends(
    narrow: LocalServer,
    connect: Callable[..., DriverClient],
    threads: ThreadPoolExecutor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("mockhaus.application.manage_sessions._CLOSE_SECONDS", 0)
    other, driver = connect(), connect()
    for sql in ("CREATE OR REPLACE DATABASE late", "CREATE TABLE t (a INT) AS SELECT 0"):
        assert other.query(sql)["success"]
    for sql in ("BEGIN", "UPDATE late.public.t SET a = 1"):
        assert driver.query(sql)["success"]
    busy = begin(threads, driver, _ENDLESS)
    until_running(narrow, "GENERATOR")

    assert envelope(connect(of=driver).post("/session?delete=true", {}))["success"]

    assert busy.result(_LIMIT)["code"] == "000604"
    assert other.query("UPDATE t SET a = 2")["success"]
