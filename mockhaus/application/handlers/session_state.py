"""USE, SET, UNSET and ALTER SESSION: what changes the session's context.

Follows https://docs.snowflake.com/en/sql-reference/sql/use, set and alter-session.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from mockhaus.application import information_views
from mockhaus.application.handlers import expressions, targets
from mockhaus.application.outcome import Outcome, status
from mockhaus.application.services import StatementRun
from mockhaus.domain.account.objects import ALL_ROLES
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.sessions.context import SessionContext, Variable
from mockhaus.domain.statements import AlterSession, SetVariables, Statement, UnsetVariables, Use

_DONE = "Statement executed successfully."
_PUBLIC = "PUBLIC"
_MOST_BYTES = 256


def use(statement: Statement, run: StatementRun) -> Outcome:
    """USE kind name."""
    assert isinstance(statement, Use)  # noqa: S101 - the registry pairs them
    run.session.context = _USES[statement.kind](run, statement.name)
    return status(_DONE)


def _use_database(run: StatementRun, name: QualifiedName) -> SessionContext:
    found = run.names().find_database(name.name)
    if found is None:
        raise SnowflakeError(ErrorCode.OBJECT_CANNOT_BE_USED)
    schema = _PUBLIC if found.schema(_PUBLIC) else None
    return replace(run.session.context, database=found.database.name, schema=schema)


def _use_schema(run: StatementRun, name: QualifiedName) -> SessionContext:
    full = targets.full_schema_name(run, name, "USE SCHEMA")
    database, schema = full.parts
    found = run.names().find_database(database)
    if found is None or not information_views.has_schema(found, schema):
        raise SnowflakeError(ErrorCode.OBJECT_CANNOT_BE_USED)
    return replace(run.session.context, database=database, schema=schema)


def _use_role(run: StatementRun, name: QualifiedName) -> SessionContext:
    account = run.services.account.current
    if account.role(name.name) is None:
        raise SnowflakeError(ErrorCode.OBJECT_CANNOT_BE_USED)
    if not account.may_activate(run.session.context.user, name.name):
        raise SnowflakeError(ErrorCode.ROLE_NOT_GRANTED, name=name.name)
    return replace(run.session.context, role=name.name)


def _use_warehouse(run: StatementRun, name: QualifiedName) -> SessionContext:
    """Every role may use every warehouse; one that is suspended may be used too."""
    if run.services.account.current.warehouse(name.name) is None:
        raise SnowflakeError(ErrorCode.OBJECT_CANNOT_BE_USED)
    return replace(run.session.context, warehouse=name.name)


def _use_secondary_roles(run: StatementRun, name: QualifiedName) -> SessionContext:
    """ALL follows what is granted to the user from statement to statement; single roles are checked now."""
    if name.parts == ("NONE",):
        return replace(run.session.context, secondary_roles=())
    if name.parts != ALL_ROLES:
        account = run.services.account.current
        for role in name.parts:
            if not account.may_activate(run.session.context.user, role):
                raise SnowflakeError(ErrorCode.ROLE_NOT_GRANTED, name=role)
    return replace(run.session.context, secondary_roles=name.parts)


_USES: dict[str, Callable[[StatementRun, QualifiedName], SessionContext]] = {
    "DATABASE": _use_database,
    "SCHEMA": _use_schema,
    "ROLE": _use_role,
    "WAREHOUSE": _use_warehouse,
    "SECONDARY ROLES": _use_secondary_roles,
}


def set_variables(statement: Statement, run: StatementRun) -> Outcome:
    """SET name = expression, or several at once. All are evaluated before one is set."""
    assert isinstance(statement, SetVariables)  # noqa: S101 - the registry pairs them
    values = [found for fragment in statement.values for found in expressions.evaluate(run, fragment)]
    if len(values) != len(statement.names):
        detail = f"Number of variables ({len(statement.names)}) does not match number of values ({len(values)})"
        raise SnowflakeError(ErrorCode.SEMANTIC, detail=detail)
    context = run.session.context
    for name, variable in zip(statement.names, values, strict=True):
        _check_size(name, variable)
        context = context.with_variable(name, variable)
    run.session.context = context
    return status(_DONE)


def _check_size(name: str, variable: Variable) -> None:
    value = variable.value
    size = len(value.encode()) if isinstance(value, str) else len(value) if isinstance(value, bytes) else 0
    if size > _MOST_BYTES:
        detail = (
            f"Assignment to '{name}' not done because value exceeds size limit for variables. "
            f"Its size is {size}; the limit is {_MOST_BYTES} (internal storage size in bytes)."
        )
        raise SnowflakeError(ErrorCode.SEMANTIC, detail=detail)


def unset_variables(statement: Statement, run: StatementRun) -> Outcome:
    """UNSET name, …; a variable that is not set is no error."""
    assert isinstance(statement, UnsetVariables)  # noqa: S101 - the registry pairs them
    for name in statement.names:
        run.session.context = run.session.context.without_variable(name)
    return status(_DONE)


def alter_session(statement: Statement, run: StatementRun) -> Outcome:
    """ALTER SESSION SET | UNSET parameters: all of them or none."""
    assert isinstance(statement, AlterSession)  # noqa: S101 - the registry pairs them
    parameters = run.session.context.parameters
    for name, text in statement.settings:
        parameters = parameters.setting(name, text)
    for name in statement.unset:
        parameters = parameters.unsetting(name)
    zone = parameters.text("TIMEZONE")
    if zone != run.session.context.parameters.text("TIMEZONE"):
        run.session.engine.set_time_zone(zone)
    run.session.context = replace(run.session.context, parameters=parameters)
    return status(_DONE)
