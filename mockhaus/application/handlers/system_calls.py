"""System functions that act: a plan's calls, carried out before its query.

Follows https://docs.snowflake.com/en/sql-reference/functions-system and the pages of the functions.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from mockhaus.application.handlers.pipe_states import force_resume
from mockhaus.application.services import StatementRun
from mockhaus.application.session_control import SessionControl
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.results import Value
from mockhaus.translation.cursor import named
from mockhaus.translation.plan import BoundArgument, CallArgument, SystemCall

_SECONDS = {
    "DAYS": 86_400.0,
    "HOURS": 3_600.0,
    "MINUTES": 60.0,
    "SECONDS": 1.0,
    "MILLISECONDS": 1e-3,
    "MICROSECONDS": 1e-6,
    "NANOSECONDS": 1e-9,
}
_SLICE = 0.05
_OVERRIDES = frozenset({"STALENESS_CHECK_OVERRIDE", "OWNERSHIP_TRANSFER_CHECK_OVERRIDE"})


def answers(run: StatementRun, calls: Sequence[SystemCall]) -> dict[str, Value]:
    """Carry the calls out, in order; their answers by parameter."""
    return {
        call.parameter: _CALLS[call.function](run, [_value(run, item) for item in call.arguments]) for call in calls
    }


def _value(run: StatementRun, argument: CallArgument) -> Value:
    return run.parameters()[argument.parameter] if isinstance(argument, BoundArgument) else argument


def _control(run: StatementRun, function: str) -> SessionControl:
    if run.control is None:
        raise unsupported(f"{function} in this session")
    return run.control


def _whole(value: Value, function: str) -> int:
    """A number, given as one or as its text."""
    try:
        return int(str(value))
    except ValueError:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=value, name=function) from None


def _cancel_query(run: StatementRun, arguments: Sequence[Value]) -> str:
    query_id = str(arguments[0])
    if _control(run, "SYSTEM$CANCEL_QUERY").cancel_query(query_id, run.session.context):
        return f"query [{query_id}] terminated."
    return "Identified SQL statement is not currently executing."


def _cancel_all_queries(run: StatementRun, arguments: Sequence[Value]) -> str:
    session_id = str(_whole(arguments[0], "SYSTEM$CANCEL_ALL_QUERIES"))
    control = _control(run, "SYSTEM$CANCEL_ALL_QUERIES")
    return f"{control.cancel_queries(session_id, run.session.context, but=run.query_id)} cancelled."


def _abort_session(run: StatementRun, arguments: Sequence[Value]) -> str:
    session_id = str(_whole(arguments[0], "SYSTEM$ABORT_SESSION"))
    if session_id == run.session.id:
        raise unsupported("SYSTEM$ABORT_SESSION of the session that calls it")
    _control(run, "SYSTEM$ABORT_SESSION").close_session(session_id, run.session.context)
    return f"session [{session_id}] terminated."


def _abort_transaction(run: StatementRun, arguments: Sequence[Value]) -> str:
    transaction = _whole(arguments[0], "SYSTEM$ABORT_TRANSACTION")
    control = _control(run, "SYSTEM$ABORT_TRANSACTION")
    if not control.abort_transaction(transaction, run.session.context, but=run.query_id):
        raise SnowflakeError(ErrorCode.SEMANTIC, detail=f"Transaction {transaction} is not open.")
    return f"Aborted transaction id: {transaction}"


def _wait(run: StatementRun, arguments: Sequence[Value]) -> str:
    amount = _whole(arguments[0], "SYSTEM$WAIT")
    unit = str(arguments[1] if len(arguments) > 1 else "SECONDS").upper()
    if unit not in _SECONDS or amount < 0:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=unit if amount >= 0 else amount, name="SYSTEM$WAIT")
    left = amount * _SECONDS[unit]
    pause = threading.Event()
    while left > 0:
        run.check_cancelled()
        pause.wait(min(left, _SLICE))
        left -= _SLICE
    return f"waited {amount} {unit.lower()}"


def _pipe_force_resume(run: StatementRun, arguments: Sequence[Value]) -> str:
    given = str(arguments[1]) if len(arguments) > 1 else ""
    overrides = frozenset(word.strip().upper() for word in given.split(",") if word.strip())
    for word in overrides - _OVERRIDES:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=word, name="SYSTEM$PIPE_FORCE_RESUME")
    force_resume(run, named(str(arguments[0])), overrides)
    return "Statement executed successfully."


_CALLS: Mapping[str, Callable[[StatementRun, Sequence[Value]], str]] = MappingProxyType(
    {
        "SYSTEM$ABORT_SESSION": _abort_session,
        "SYSTEM$ABORT_TRANSACTION": _abort_transaction,
        "SYSTEM$CANCEL_ALL_QUERIES": _cancel_all_queries,
        "SYSTEM$CANCEL_QUERY": _cancel_query,
        "SYSTEM$PIPE_FORCE_RESUME": _pipe_force_resume,
        "SYSTEM$WAIT": _wait,
    }
)
