"""SHOW PARAMETERS of a session, the account, a user or an object.

Follows https://docs.snowflake.com/en/sql-reference/sql/show-parameters. The level is where the value was set; it is
empty for a default.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mockhaus.application.handlers import properties, targets
from mockhaus.application.handlers.showing.listing import chosen, result
from mockhaus.application.outcome import Outcome
from mockhaus.application.services import StatementRun
from mockhaus.application.visibility import may_see
from mockhaus.domain.account.objects import User
from mockhaus.domain.catalog.objects import ObjectKind, Table
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.results import Row
from mockhaus.domain.sessions.definitions import DEFINITIONS, objects
from mockhaus.domain.sessions.definitions.definition import ParameterDefinition, ParameterValue
from mockhaus.domain.statements import Show

_OPERATION = "SHOW PARAMETERS"
_DOCUMENTED = tuple(item for item in DEFINITIONS.values() if not item.internal)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A parameter, the value that holds and where it was set."""

    definition: ParameterDefinition
    value: ParameterValue
    level: str = ""

    @property
    def row(self) -> Row:
        """The row of the result."""
        item = self.definition
        return item.name, _text(self.value), _text(item.default), self.level, item.description, item.type_name


def parameters(statement: Show, run: StatementRun) -> Outcome:
    """SHOW PARAMETERS [LIKE …] [IN scope]."""
    listing = _SCOPES.get(statement.scope_kind or ("" if statement.scope else "SESSION"))
    if listing is None:
        raise unsupported(f"SHOW PARAMETERS IN {statement.scope_kind or statement.scope}")
    items = chosen(statement, listing(run, statement.scope), lambda item: item.definition.name)
    return result("key value default level description type", (item.row for item in items))


def _text(value: ParameterValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _session(run: StatementRun, _name: QualifiedName | None) -> Iterator[_Shown]:
    own = run.session.context.parameters
    user = dict(_user_parameters(run.services.account.user_named(run.session.context.user)))
    for item in _DOCUMENTED:
        value = own.value(item.name)
        level = "" if not own.is_set(item.name) else "USER" if user.get(item.name) == value else "SESSION"
        yield _Shown(item, value, level)


def _user_parameters(user: User) -> Iterator[tuple[str, ParameterValue]]:
    return ((name, DEFINITIONS[name].read(text)) for name, text in user.parameters if name in DEFINITIONS)


def _user(run: StatementRun, name: QualifiedName | None) -> Iterator[_Shown]:
    wanted = run.session.context.user if name is None else name.name
    user = run.services.account.current.user(wanted)
    if user is None and name is not None:
        raise SnowflakeError(ErrorCode.OBJECT_NOT_FOUND, kind="User", name=str(name))
    own = dict(_user_parameters(user)) if user else {}
    return (_Shown(item, own.get(item.name, item.default), "USER" if item.name in own else "") for item in _DOCUMENTED)


def _account(_run: StatementRun, _name: QualifiedName | None) -> Iterable[_Shown]:
    """What can be set for the account: nothing has been."""
    items = {item.name: item for item in (*objects.CONTAINER, *objects.TABLE, *objects.WAREHOUSE, *_DOCUMENTED)}
    return [_Shown(items[name], items[name].default) for name in sorted(items)]


def _warehouse(run: StatementRun, name: QualifiedName | None) -> Iterable[_Shown]:
    wanted = name.name if name else run.session.context.warehouse
    found = run.services.account.current.warehouse(wanted) if wanted else None
    if found is None:
        raise SnowflakeError(ErrorCode.OBJECT_NOT_FOUND, kind="Warehouse", name=wanted or "")
    return _inherited(objects.WAREHOUSE, ("WAREHOUSE", dict(found.options)))


def _database(run: StatementRun, name: QualifiedName | None) -> Iterable[_Shown]:
    wanted = name.name if name else run.session.context.database
    if wanted is None:
        raise SnowflakeError(ErrorCode.NO_CURRENT_DATABASE, operation=_OPERATION)
    database = targets.database_at(run.names(), wanted).database
    return _inherited(objects.CONTAINER, ("DATABASE", _set_by(database.options, database.retention_days)))


def _schema(run: StatementRun, name: QualifiedName | None) -> Iterable[_Shown]:
    context = run.session.context
    if name is None and context.schema is None:
        raise SnowflakeError(ErrorCode.NO_CURRENT_SCHEMA, operation=_OPERATION)
    wanted = name or QualifiedName((context.schema or "",))
    found = targets.schema_at(run.names(), *targets.full_schema_name(run, wanted, _OPERATION).parts)
    database = found.database.database
    return _inherited(
        objects.CONTAINER,
        ("SCHEMA", dict(found.schema.options)),
        ("DATABASE", _set_by(database.options, database.retention_days)),
    )


def _table(run: StatementRun, name: QualifiedName | None) -> Iterable[_Shown]:
    if name is None:
        raise unsupported("SHOW PARAMETERS IN TABLE without a name")
    context = run.session.context
    found = run.names().find(ObjectKind.TABLE, run.names().complete(name, context.database, context.schema))
    if found is None or not may_see(run, found.item):
        raise targets.missing(ObjectKind.TABLE, name)
    database = found.database.database
    days = found.item.retention_days if isinstance(found.item, Table) else None
    taken_over = days == properties.schema_retention(database, found.schema)
    return _inherited(
        objects.TABLE,
        ("TABLE", _set_by(found.item.options, None if taken_over else days)),
        ("SCHEMA", dict(found.schema.options)),
        ("DATABASE", _set_by(database.options, database.retention_days)),
    )


def _set_by(options: Iterable[tuple[str, str]], retention: int | None) -> dict[str, str]:
    """What an object sets itself; retention has a field of its own, in which the default is as if nothing was set."""
    found = dict(options)
    if retention is not None:
        found[objects.RETENTION] = str(retention)
    return found


def _inherited(definitions: Iterable[ParameterDefinition], *levels: tuple[str, Mapping[str, str]]) -> Iterator[_Shown]:
    """The values that hold for an object: of the first of the levels, from the object upwards, that has one."""
    for item in definitions:
        found = next(((level, options[item.name]) for level, options in levels if item.name in options), None)
        level, value = found or ("", _text(item.default))
        if isinstance(item.default, bool):
            value = value.lower()
        yield _Shown(item, value, "" if value == _text(item.default) else level)


_SCOPES: Mapping[str, Callable[[StatementRun, QualifiedName | None], Iterable[_Shown]]] = MappingProxyType(
    {
        "ACCOUNT": _account,
        "DATABASE": _database,
        "SCHEMA": _schema,
        "SESSION": _session,
        "TABLE": _table,
        "USER": _user,
        "VIEW": _table,
        "WAREHOUSE": _warehouse,
    }
)
