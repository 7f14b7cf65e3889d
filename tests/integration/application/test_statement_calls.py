"""Calls of the use case: what a call's request overlays, what an unread result holds, how waiting ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Row
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import Settings

_PATIENCE = 20


@pytest.fixture
def use_cases() -> Iterator[UseCases]:
    with embedded(Settings(data_dir=None)) as found:
        yield found


class Client:
    """A session of its own."""

    def __init__(self, use_cases: UseCases) -> None:
        self._use_cases = use_cases
        self.session_id = use_cases.sessions.create(SessionRequest()).session_id

    def run(self, sql: str, context: SessionRequest | None = None, timeout: float | None = None) -> list[Row]:
        """The rows of the last statement."""
        request = StatementRequest(
            sql=sql, session_id=self.session_id, context=context or SessionRequest(), timeout=timeout
        )
        with self._use_cases.execute(request) as execution:
            return [result.fetch_all() for result in execution][-1]


@pytest.fixture
def client(use_cases: UseCases) -> Client:
    found = Client(use_cases)
    found.run("CREATE DATABASE db")
    return found


def failure(client: Client, sql: str) -> SnowflakeError:
    with pytest.raises(SnowflakeError) as caught:
        client.run(sql)
    return caught.value


def create_until_refused(client: Client) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        client.run("CREATE OR REPLACE TABLE u (k INT)", timeout=1)


def test_a_time_zone_of_one_call_holds_for_that_call_alone(client: Client) -> None:
    offset = "SELECT TO_CHAR('2024-01-01 00:00:00 +0000'::TIMESTAMP_LTZ, 'TZHTZM')"
    tokyo = SessionRequest(parameters={"TIMEZONE": "Asia/Tokyo"})
    before = client.run(offset)
    assert client.run(offset, tokyo) == [("+0900",)]
    assert client.run(offset) == before == [("-0800",)]


def test_a_time_zone_of_one_call_is_gone_after_a_transaction_that_failed_in_it(client: Client) -> None:
    client.run("CREATE TABLE t (k INT); BEGIN; INSERT INTO t VALUES (1)")
    tokyo = SessionRequest(parameters={"TIMEZONE": "Asia/Tokyo"})
    with pytest.raises(SnowflakeError):
        client.run("INSERT INTO t SELECT TO_NUMBER(column1) FROM VALUES ('x')", tokyo)
    client.run("ROLLBACK")
    assert client.run("SELECT TO_CHAR('2024-01-01 00:00:00 +0000'::TIMESTAMP_LTZ, 'TZHTZM')") == [("-0800",)]


def test_a_result_that_is_never_closed_keeps_nobody_waiting(use_cases: UseCases, client: Client) -> None:
    client.run("CREATE TABLE t (k INT)")
    other = Client(use_cases)
    request = StatementRequest(sql="INSERT INTO db.public.t VALUES (1)", session_id=client.session_id)
    with use_cases.execute(request) as execution:
        next(iter(execution))
        assert other.run("ALTER SESSION SET LOCK_TIMEOUT = 0; TRUNCATE TABLE db.public.t")


def test_waiting_for_the_catalog_ends_with_the_statements_time(use_cases: UseCases, client: Client) -> None:
    other = Client(use_cases)
    endless = "CREATE TABLE db.public.t AS SELECT SEQ8() AS k FROM TABLE(GENERATOR(ROWCOUNT => 100000000000))"
    thread = threading.Thread(target=failure, args=(other, endless))
    thread.start()
    try:
        with pytest.raises(SnowflakeError) as caught:
            create_until_refused(client)
        assert caught.value.error is ErrorCode.TIMEOUT
    finally:
        use_cases.sessions.close(other.session_id)
        thread.join()


def test_a_transaction_is_told_that_its_view_of_the_account_is_too_old(use_cases: UseCases, client: Client) -> None:
    client.run("CREATE TABLE t (k INT); BEGIN; INSERT INTO t VALUES (1)")
    Client(use_cases).run("CREATE TABLE db.public.n AS SELECT 1 AS k")
    assert failure(client, "SELECT * FROM n").error is ErrorCode.TRANSACTION_OUTDATED
    client.run("ROLLBACK")
    assert client.run("SELECT * FROM n") == [(1,)]
