"""What all kinds of SHOW share: scopes, filters, columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from mockhaus.application import information_views, visibility
from mockhaus.application.names import FoundSchema
from mockhaus.application.outcome import Outcome, row_set
from mockhaus.application.services import StatementRun
from mockhaus.application.visibility import Seen
from mockhaus.domain.catalog.catalog import DatabaseCatalog
from mockhaus.domain.catalog.objects import ExternalTable, ObjectKind, Table, View
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.results import Row, RowSet
from mockhaus.domain.statements import Show
from mockhaus.domain.types import VARCHAR, DataType, Kind, ResultColumn, fractional, number

T = TypeVar("T")

COUNT = number(38, 0)
CREATED = fractional(Kind.TIMESTAMP_LTZ, 3)
MOST_ROWS = 10_000
_TIMES = frozenset({"created_on", "dropped_on", "updated_on", "started_on"})
_SCHEMA_PARTS = 2


def result(listed: str, rows: Iterable[Row], /, **others: DataType) -> Outcome:
    """Rows under headings separated by blanks, where `_` stands for itself and `·` for a blank."""
    columns = tuple(ResultColumn(name.replace("·", " "), others.get(name, _standard(name))) for name in listed.split())
    return row_set(RowSet(columns, tuple(rows)))


def _standard(name: str) -> DataType:
    return CREATED if name in _TIMES else VARCHAR


def yes(value: object) -> str:
    """Y or N."""
    return "Y" if value else "N"


def pattern(like: str) -> re.Pattern[str]:
    """A LIKE pattern as SHOW reads it: without regard to case, `%` and `_` as wild cards, `\\` before a plain one."""
    pieces = re.findall(r"\\.|.", like, re.DOTALL)
    wild = {"%": ".*", "_": "."}
    return re.compile("".join(wild.get(piece) or re.escape(piece[-1]) for piece in pieces), re.IGNORECASE | re.DOTALL)


def chosen(statement: Show, items: Iterable[T], name: Callable[[T], str]) -> list[T]:
    """The items that LIKE, STARTS WITH and LIMIT … FROM leave."""
    if statement.limit is not None and not 0 < statement.limit <= MOST_ROWS:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=statement.limit, name="LIMIT")
    found = list(items)
    if statement.like is not None:
        wanted = pattern(statement.like)
        found = [item for item in found if wanted.fullmatch(name(item))]
    if statement.starts_with is not None:
        found = [item for item in found if name(item).startswith(statement.starts_with)]
    if statement.from_name is not None:
        found = [item for item in found if name(item) > statement.from_name]
    return found[: statement.limit] if statement.limit is not None else found


def database_scope(statement: Show, run: StatementRun) -> list[DatabaseCatalog]:
    """The databases in whose schemas SHOW SCHEMAS looks: the one of IN, the current one, or all."""
    if statement.scope_kind not in (None, "ACCOUNT", "DATABASE"):
        raise unsupported(f"SHOW {statement.kind} IN {statement.scope_kind}")
    if statement.scope is not None:
        return [_database(run, statement.scope.name)]
    return _current_databases(statement, run)


def _current_databases(statement: Show, run: StatementRun) -> list[DatabaseCatalog]:
    current = run.session.context.database
    if statement.scope_kind == "ACCOUNT" or current is None:
        return list(visibility.databases(run))
    return [_database(run, current)]


def _database(run: StatementRun, name: str) -> DatabaseCatalog:
    found = run.names().find_database(name)
    if found is None:
        raise SnowflakeError(ErrorCode.OBJECT_CANNOT_BE_USED)
    return found


def schema_scope(statement: Show, run: StatementRun, *, bare: str = "SCHEMA") -> list[FoundSchema]:
    """The schemas in which SHOW looks for objects. `bare` is what a name without a word before it is."""
    kind = statement.scope_kind or (bare if statement.scope is not None else None)
    if kind not in (None, "ACCOUNT", "DATABASE", "SCHEMA", "TABLE", "VIEW"):
        raise unsupported(f"SHOW {statement.kind} IN {kind}")
    if kind == "DATABASE" and statement.scope is not None:
        return list(visibility.places(run, _database(run, statement.scope.name)))
    if statement.scope is not None:
        return [_schema(run, statement.scope)]
    context = run.session.context
    if kind in ("SCHEMA", "TABLE", "VIEW") and context.database is not None and context.schema is not None:
        return [_schema(run, QualifiedName((context.database, context.schema)))]
    return [place for database in _current_databases(statement, run) for place in visibility.places(run, database)]


def _schema(run: StatementRun, name: QualifiedName) -> FoundSchema:
    parts = name.parts
    if len(parts) < _SCHEMA_PARTS:
        current = run.session.context.database
        if current is None:
            raise SnowflakeError(ErrorCode.OBJECT_CANNOT_BE_USED)
        parts = (current, *parts)
    if len(parts) > _SCHEMA_PARTS:
        raise SnowflakeError(ErrorCode.OBJECT_CANNOT_BE_USED)
    found = information_schema(run, *parts) or run.names().find_schema(*parts)
    if found is None:
        raise SnowflakeError(ErrorCode.OBJECT_CANNOT_BE_USED)
    return found


def information_schema(run: StatementRun, database: str, schema: str) -> FoundSchema | None:
    """INFORMATION_SCHEMA of a database, where that is what is named."""
    found = run.names().find_database(database) if schema == information_views.SCHEMA_NAME else None
    return FoundSchema(found, information_views.schema_of(found)) if found else None


def seen_in(statement: Show, run: StatementRun) -> Iterator[Seen]:
    """The objects in SHOW's scope, by database, schema and name."""
    for place in schema_scope(statement, run):
        yield from visibility.objects(run, place)


def relations_in(statement: Show, run: StatementRun) -> Iterator[Seen]:
    """The tables and views in the scope of a SHOW that may name a single one."""
    if statement.scope is not None and statement.scope_kind in (None, "TABLE", "VIEW"):
        yield _relation(run, statement.scope)
        return
    for place in schema_scope(statement, run, bare="TABLE"):
        for seen in visibility.objects(run, place):
            if isinstance(seen.item, (Table, ExternalTable, View)):
                yield seen


def _relation(run: StatementRun, name: QualifiedName) -> Seen:
    context = run.session.context
    full = run.names().complete(name, context.database, context.schema)
    place = information_schema(run, *full.qualifiers)
    if place is not None:
        return _information_view(run, place, name)
    found = run.names().find(ObjectKind.TABLE, full)
    if found is None or not visibility.may_see(run, found.item):
        raise SnowflakeError(ErrorCode.OBJECT_NOT_FOUND, kind="Table", name=str(name))
    return Seen(FoundSchema(found.database, found.schema), found.item)


def _information_view(run: StatementRun, place: FoundSchema, name: QualifiedName) -> Seen:
    for seen in visibility.objects(run, place):
        if seen.item.name == name.name:
            return seen
    raise SnowflakeError(ErrorCode.OBJECT_NOT_FOUND, kind="Table", name=str(name))


def object_name(seen: Seen) -> str:
    """The name by which objects are filtered."""
    return seen.item.name


def where(seen: Seen) -> tuple[str, str]:
    """The database and schema of an object."""
    return seen.place.database.database.name, seen.place.schema.name
