"""SHOW VARIABLES and SHOW TRANSACTIONS: what belongs to the session."""

from __future__ import annotations

from mockhaus.application.handlers.showing.listing import COUNT, chosen, result
from mockhaus.application.outcome import Outcome
from mockhaus.application.services import StatementRun
from mockhaus.domain.results import Row, Value
from mockhaus.domain.sessions.context import Variable
from mockhaus.domain.statements import Show
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
    session_id: Value = int(session.id) if session.id.isdigit() else None
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
    """SHOW TRANSACTIONS: the session's own, where one is open."""
    open_one = run.session.transaction
    rows: list[Row] = []
    if open_one is not None:
        session_id: Value = int(run.session.id) if run.session.id.isdigit() else None
        user = run.session.context.user
        rows = [(open_one.id, user, session_id, open_one.name, open_one.started_at, "running", None)]
    return result(
        "id user session name started_on state scope",
        chosen(statement, rows, lambda row: str(row[3])),
        id=COUNT,
        session=COUNT,
    )
