"""What differs by session or statement, and system functions that act, through an embedded deployment."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Value
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import Settings

_PATIENCE = 20
_LONG = "SELECT SYSTEM$WAIT(60)"


@pytest.fixture
def use_cases() -> Iterator[UseCases]:
    with embedded(Settings(data_dir=None)) as found:
        yield found


class Client:
    """A session of its own that remembers the ids of its statements."""

    def __init__(self, use_cases: UseCases, asked: SessionRequest | None = None) -> None:
        self._use_cases = use_cases
        self.session_id = use_cases.sessions.create(asked or SessionRequest()).session_id
        self.query_ids: list[str] = []

    def run(self, sql: str) -> Value:
        """The first value of the last statement's result."""
        with self._use_cases.execute(StatementRequest(sql=sql, session_id=self.session_id)) as execution:
            for result in execution:
                self.query_ids.append(result.query_id)
                rows = result.fetch_all()
        return rows[0][0] if rows else None

    def failure(self, sql: str) -> SnowflakeError:
        with pytest.raises(SnowflakeError) as caught:
            self.run(sql)
        return caught.value


class Background:
    """A statement that runs on a thread of its own until it is stopped."""

    def __init__(self, use_cases: UseCases, client: Client, sql: str = _LONG) -> None:
        self.error: SnowflakeError | None = None
        self._thread = threading.Thread(target=self._run, args=(client, sql))
        self._thread.start()
        deadline = time.monotonic() + _PATIENCE
        found: list[str] = []
        while not found and time.monotonic() < deadline:
            running = use_cases.execute.running.list()
            found = [item.record.query_id for item in running if item.record.session_id == client.session_id]
        self.query_id = found[0]

    def _run(self, client: Client, sql: str) -> None:
        try:
            client.run(sql)
        except SnowflakeError as error:
            self.error = error

    def ended_by(self) -> ErrorCode | None:
        """What ended the statement."""
        self._thread.join(_PATIENCE)
        assert not self._thread.is_alive()
        return self.error.error if self.error else None


@pytest.fixture
def client(use_cases: UseCases) -> Client:
    return Client(use_cases)


@pytest.fixture
def other(use_cases: UseCases) -> Client:
    return Client(use_cases)


def test_sessions_that_share_a_plan_have_their_own_ids(client: Client, other: Client) -> None:
    assert client.run("SELECT CURRENT_SESSION()") == client.session_id
    assert other.run("SELECT CURRENT_SESSION()") == other.session_id


def test_the_ids_of_queries_are_found_from_either_end(client: Client) -> None:
    client.run("SELECT 1; SELECT 2; SELECT 3")
    first, second, third = client.query_ids
    assert client.run("SELECT LAST_QUERY_ID()") == third
    assert client.run("SELECT LAST_QUERY_ID(-3)") == second
    assert client.run("SELECT LAST_QUERY_ID(1)") == first
    assert client.run("SELECT LAST_QUERY_ID(100)") is None


def test_a_statement_that_failed_counts_as_the_last_query(client: Client) -> None:
    failed = client.failure("SELECT 1 / 0")
    assert client.run("SELECT LAST_QUERY_ID()") == failed.query_id


def test_a_statement_that_was_only_described_does_not_count(use_cases: UseCases, client: Client) -> None:
    client.run("SELECT 1")
    described = StatementRequest(sql="SELECT 2", session_id=client.session_id, describe_only=True)
    with use_cases.execute(described) as execution:
        assert [len(result.columns) for result in execution] == [1]
    assert client.run("SELECT LAST_QUERY_ID()") == client.query_ids[0]


def test_what_a_statement_knows_of_itself_can_be_stored(client: Client) -> None:
    client.run("CREATE DATABASE db; CREATE TABLE t (a VARCHAR, b VARCHAR DEFAULT CURRENT_SESSION())")
    client.run("INSERT INTO t (a) SELECT CURRENT_STATEMENT()")
    assert client.run("SELECT a FROM t") == "INSERT INTO t (a) SELECT CURRENT_STATEMENT()"
    assert client.run("SELECT b FROM t") == client.session_id
    client.run("CREATE TABLE u AS SELECT CURRENT_SESSION() AS s")
    assert client.run("SELECT s FROM u") == client.session_id


def test_a_view_gives_the_session_that_reads_it(client: Client, other: Client) -> None:
    client.run("CREATE DATABASE db; CREATE VIEW v AS SELECT CURRENT_SESSION() AS s")
    assert other.run("SELECT s FROM db.public.v") == other.session_id


def test_a_variable_takes_the_id_of_the_query_before(client: Client) -> None:
    client.run("SELECT 1; SET q = LAST_QUERY_ID()")
    assert client.run("SELECT $q") == client.query_ids[0]


def test_a_transaction_is_current_and_then_the_last_one(client: Client) -> None:
    assert client.run("SELECT CURRENT_TRANSACTION()") is None
    assert client.run("SELECT LAST_TRANSACTION()") is None
    current = client.run("BEGIN; SELECT CURRENT_TRANSACTION()")
    assert str(current).isdigit()
    assert client.run("ROLLBACK; SELECT CURRENT_TRANSACTION()") is None
    assert client.run("SELECT LAST_TRANSACTION()") == current


def test_the_client_says_who_and_where_it_is(use_cases: UseCases) -> None:
    client = Client(use_cases, SessionRequest(client="PythonConnector 5.2.0", address="192.0.2.1"))
    assert client.run("SELECT CURRENT_CLIENT()") == "PythonConnector 5.2.0"
    assert client.run("SELECT CURRENT_IP_ADDRESS()") == "192.0.2.1"


def test_waiting_takes_its_time(client: Client) -> None:
    began = time.monotonic()
    assert client.run("SELECT SYSTEM$WAIT(200, 'milliseconds')") == "waited 200 milliseconds"
    assert time.monotonic() - began >= 0.2


def test_a_query_is_cancelled_by_its_id(use_cases: UseCases, client: Client, other: Client) -> None:
    running = Background(use_cases, other)
    assert client.run(f"SELECT SYSTEM$CANCEL_QUERY('{running.query_id}')") == f"query [{running.query_id}] terminated."
    assert running.ended_by() is ErrorCode.CANCELLED


def test_a_query_that_does_not_run_cannot_be_cancelled(client: Client) -> None:
    client.run("SELECT 1")
    answer = client.run(f"SELECT SYSTEM$CANCEL_QUERY('{client.query_ids[0]}')")
    assert answer == "Identified SQL statement is not currently executing."


def test_all_queries_of_another_session_are_cancelled(use_cases: UseCases, client: Client, other: Client) -> None:
    running = Background(use_cases, other)
    assert client.run(f"SELECT SYSTEM$CANCEL_ALL_QUERIES({other.session_id})") == "1 cancelled."
    assert running.ended_by() is ErrorCode.CANCELLED


def test_a_statement_that_cancels_all_queries_of_its_session_spares_itself(client: Client) -> None:
    assert client.run(f"SELECT system$cancel_all_queries({client.session_id})") == "0 cancelled."


def test_a_session_is_ended_by_another(client: Client, other: Client) -> None:
    ended = client.run(f"SELECT SYSTEM$ABORT_SESSION({other.session_id})")
    assert ended == f"session [{other.session_id}] terminated."
    assert other.failure("SELECT 1").error is ErrorCode.SESSION_NOT_FOUND


def test_a_session_does_not_end_itself(client: Client) -> None:
    assert client.failure(f"SELECT SYSTEM$ABORT_SESSION({client.session_id})").code == "000002"


def test_a_transaction_of_another_session_is_undone(client: Client, other: Client) -> None:
    client.run("CREATE DATABASE db; CREATE TABLE t (a INT)")
    other.run("BEGIN; INSERT INTO db.public.t VALUES (1)")
    transaction = str(other.run("SELECT CURRENT_TRANSACTION()"))
    answer = client.run(f"SELECT SYSTEM$ABORT_TRANSACTION({transaction})")
    assert answer == f"Aborted transaction id: {transaction}"
    assert other.run("COMMIT; SELECT COUNT(*) FROM db.public.t") == 0
    assert client.run("ALTER SESSION SET LOCK_TIMEOUT = 0; DELETE FROM t") == 0


def test_only_an_administrator_stops_what_others_run(use_cases: UseCases, other: Client) -> None:
    stranger = Client(use_cases, SessionRequest(user="stranger", role="PUBLIC"))
    error = stranger.failure(f"SELECT SYSTEM$CANCEL_ALL_QUERIES({other.session_id})")
    assert error.error is ErrorCode.NOT_AUTHORIZED


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT SYSTEM$WAIT(1) || 'x'",
        "SELECT SYSTEM$WAIT(1) WHERE FALSE",
        "SELECT SYSTEM$WAIT(n) FROM (SELECT 1 AS n)",
        "SELECT * FROM (SELECT SYSTEM$WAIT(1))",
        "SELECT SYSTEM$WAIT(1) UNION ALL SELECT 'x'",
        "SET w = SYSTEM$WAIT(1)",
        "CREATE TEMPORARY TABLE w AS SELECT SYSTEM$WAIT(1) AS w",
    ],
)
def test_functions_that_act_are_refused_where_they_might_act_otherwise_than_once(client: Client, sql: str) -> None:
    client.run("CREATE DATABASE db")
    error = client.failure(sql)
    assert error.code == "000002"
    assert "SYSTEM$WAIT" in error.message


def test_values_may_be_bound_to_functions_that_act(use_cases: UseCases, client: Client) -> None:
    request = StatementRequest(
        sql="SELECT SYSTEM$WAIT(?, ?)", session_id=client.session_id, parameters=[1, "nanoseconds"]
    )
    with use_cases.execute(request) as execution:
        assert [result.fetch_all() for result in execution] == [[("waited 1 nanoseconds",)]]
