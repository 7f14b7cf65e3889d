"""SHOW TRANSACTIONS, SHOW LOCKS and DESCRIBE TRANSACTION: who sees whose transactions, and how they ended."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Row
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import load

_STATE, _ENDED = 5, 6


class _Client:
    """One session of a user."""

    def __init__(self, use_cases: UseCases, user: str, role: str = "ACCOUNTADMIN") -> None:
        self._use_cases = use_cases
        self.id = use_cases.sessions.create(SessionRequest(user=user, role=role, database="there")).session_id

    def run(self, text: str) -> list[Row]:
        with self._use_cases.execute(StatementRequest(sql=text, session_id=self.id)) as execution:
            (rows,) = [result.fetch(1_000) for result in execution]
        return rows

    def begun(self) -> int:
        self.run("BEGIN")
        ((found,),) = self.run("SELECT CURRENT_TRANSACTION()")
        return int(str(found))


@pytest.fixture
def use_cases() -> Iterator[UseCases]:
    with embedded(load(flags={"data_dir": ":memory:"})) as found:
        for text in ("CREATE DATABASE there", "CREATE TABLE there.public.t (a INT)"):
            with found.execute(StatementRequest(sql=text, session_id=None)) as execution:
                list(execution)
        yield found


def test_a_transaction_is_running_until_it_ends(use_cases: UseCases) -> None:
    # https://docs.snowflake.com/en/sql-reference/sql/desc-transaction
    client = _Client(use_cases, "ann")
    for ending, state in (("COMMIT", "committed"), ("ROLLBACK", "rolled back")):
        number = client.begun()
        (running,) = client.run(f"DESCRIBE TRANSACTION {number}")
        assert (running[0], running[1], running[_STATE], running[_ENDED]) == (number, "ANN", "running", None)
        client.run(ending)
        (ended,) = client.run(f"DESC TRANSACTION {number}")
        assert ended[:_STATE] == running[:_STATE]
        assert ended[_STATE] == state
        assert ended[_ENDED] is not None


def test_a_transaction_that_failed_is_rolled_back(use_cases: UseCases) -> None:
    client = _Client(use_cases, "ann")
    number = client.begun()
    client.run("INSERT INTO t VALUES (1)")
    with pytest.raises(SnowflakeError):
        client.run("INSERT INTO t SELECT 1 / a FROM (SELECT 0 AS a)")
    with pytest.raises(SnowflakeError):
        client.run("COMMIT")
    assert client.run(f"DESC TRANSACTION {number}")[0][_STATE] == "rolled back"


def test_a_transaction_undone_by_another_is_rolled_back(use_cases: UseCases) -> None:
    client, chief = _Client(use_cases, "ann"), _Client(use_cases, "bob")
    number = client.begun()
    chief.run(f"SELECT SYSTEM$ABORT_TRANSACTION({number})")
    assert chief.run(f"DESC TRANSACTION {number}")[0][_STATE] == "rolled back"


def test_others_transactions_are_shown_to_the_chief_alone(use_cases: UseCases) -> None:
    client, other, chief = _Client(use_cases, "ann"), _Client(use_cases, "bob", "PUBLIC"), _Client(use_cases, "eve")
    number = client.begun()
    client.run("INSERT INTO t VALUES (1)")
    assert [row[0] for row in client.run("SHOW TRANSACTIONS")] == [number]
    assert other.run("SHOW TRANSACTIONS") == other.run("SHOW LOCKS") == chief.run("SHOW TRANSACTIONS") == []
    assert [row[:2] for row in chief.run("SHOW TRANSACTIONS IN ACCOUNT")] == [(number, "ANN")]
    assert [row[:3] for row in chief.run("SHOW LOCKS IN ACCOUNT")] == [("THERE.PUBLIC.T", "PARTITIONS", number)]
    assert chief.run(f"DESC TRANSACTION {number}")[0][_STATE] == "running"
    for text in ("SHOW TRANSACTIONS IN ACCOUNT", "SHOW LOCKS IN ACCOUNT"):
        with pytest.raises(SnowflakeError) as refused:
            other.run(text)
        assert refused.value.error is ErrorCode.NOT_AUTHORIZED
    with pytest.raises(SnowflakeError) as unknown:
        other.run(f"DESC TRANSACTION {number}")
    assert unknown.value.error is ErrorCode.OBJECT_NOT_FOUND


def test_a_transaction_that_never_was_is_not_there(use_cases: UseCases) -> None:
    with pytest.raises(SnowflakeError, match="Transaction '7' does not exist"):
        _Client(use_cases, "ann").run("DESC TRANSACTION 7")
