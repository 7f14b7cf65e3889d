"""SHOW VARIABLES, SHOW TRANSACTIONS, DESCRIBE TRANSACTION and SHOW LOCKS: what belongs to sessions."""

from __future__ import annotations

from collections.abc import Iterator

from mockhaus.application.handlers.showing.listing import COUNT, CREATED, chosen, result
from mockhaus.application.outcome import Outcome
from mockhaus.application.services import StatementRun
from mockhaus.application.session import TransactionOf
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.identifiers import qualified
from mockhaus.domain.policy.roles import ACCOUNTADMIN
from mockhaus.domain.results import Row, Value
from mockhaus.domain.sessions.context import Variable
from mockhaus.domain.statements import DescribeTransaction, Show, Statement
from mockhaus.domain.types import Kind

_VARIABLE_TYPES = {Kind.NUMBER: "fixed", Kind.FLOAT: "real", Kind.VARCHAR: "text"}


def variables(statement: Show, run: StatementRun) -> Outcome:
    """SHOW VARIABLES. When a variable was set is not kept: the session's start is shown."""
    items = chosen(statement, run.session.context.variables, lambda item: item[0])
    return result(
        "session_id created_on updated_on name value type comment",
        (_variable_row(run, name, variable) for name, variable in items),
        session_id=COUNT,
    )


def _variable_row(run: StatementRun, name: str, variable: Variable) -> Row:
    session = run.session
    session_id = _number(session.id)
    kind = _VARIABLE_TYPES.get(variable.type.kind, variable.type.kind.value.lower())
    value = _variable_text(variable.value)
    return session_id, session.created_at, session.created_at, name, value, kind, ""


def _variable_text(value: Value) -> str | None:
    if value is None:
        return None
    if isinstance(value, bytes):
        return value.hex().upper()
    return str(value).lower() if isinstance(value, bool) else str(value)


def transactions(statement: Show, run: StatementRun) -> Outcome:
    """SHOW TRANSACTIONS [IN ACCOUNT]: the open ones of the user, or of everybody."""
    items = chosen(statement, _open_transactions(statement, run), lambda item: item.transaction.name)
    return result(
        "id user session name started_on state scope",
        (_transaction_row(item) for item in items),
        id=COUNT,
        session=COUNT,
        scope=COUNT,
    )


def _open_transactions(statement: Show, run: StatementRun) -> list[TransactionOf]:
    if statement.scope is not None or statement.scope_kind not in (None, "ACCOUNT"):
        raise unsupported(f"SHOW {statement.kind} IN {statement.scope_kind or statement.scope}")
    session = run.session
    if run.control is not None:
        return run.control.transactions(session.context, everybodys=statement.scope_kind == "ACCOUNT")
    own = session.open_transaction()
    return [own] if own is not None else []


def _transaction_row(item: TransactionOf) -> Row:
    found = item.transaction
    return found.id, item.user, _number(item.session_id), found.name, found.started_at, "running", 0


def describe_transaction(statement: Statement, run: StatementRun) -> Outcome:
    """DESCRIBE TRANSACTION id: when it began and ended, and how."""
    assert isinstance(statement, DescribeTransaction)  # noqa: S101 - the registry pairs them
    session = run.session
    if run.control is not None:
        found = run.control.transaction(statement.id, session.context)
    else:
        found = next((item for item in session.transactions() if item.transaction.id == statement.id), None)
    if found is None:
        raise SnowflakeError(ErrorCode.OBJECT_NOT_FOUND, kind="Transaction", name=str(statement.id))
    state = "running" if found.ended_at is None else "rolled back" if found.undone else "committed"
    return result(
        "id user session name started_on state ended_on",
        [(*_transaction_row(found)[:5], state, found.ended_at)],
        id=COUNT,
        session=COUNT,
        ended_on=CREATED,
    )


def _number(session_id: str) -> Value:
    return int(session_id) if session_id.isdigit() else None


def locks(statement: Show, run: StatementRun) -> Outcome:
    """SHOW LOCKS [IN ACCOUNT]: the tables that open transactions have locked; when they did is not kept."""
    chief = run.session.context.role == ACCOUNTADMIN
    found = _open_transactions(statement, run)
    return result(
        "resource type transaction transaction_started_on status acquired_on query_id" + (" session" if chief else ""),
        (row[: 8 if chief else 7] for item in found for row in _lock_rows(run, item)),
        transaction=COUNT,
        transaction_started_on=CREATED,
        acquired_on=CREATED,
        session=COUNT,
    )


def _lock_rows(run: StatementRun, item: TransactionOf) -> Iterator[Row]:
    started = item.transaction.started_at
    statement = run.services.locks.statement_of(item.lock_owner)
    for (database_id, table_id), owners in sorted(run.services.locks.held().items()):
        name = _table_name(run, database_id, table_id) if item.lock_owner in owners else None
        if name is not None:
            session = _number(item.session_id)
            yield (name, "PARTITIONS", item.transaction.id, started, "HOLDING", None, statement, session)


def _table_name(run: StatementRun, database_id: int, table_id: int) -> str | None:
    found = run.services.catalog.current.databases.get(database_id)
    table = found.all_objects.get(table_id) if found else None
    if found is None or table is None:
        return None
    return str(qualified(found.database.name, found.all_schemas[table.schema_id].name, table.name))
