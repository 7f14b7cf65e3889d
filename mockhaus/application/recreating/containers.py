"""CREATE of databases and schemas as GET_DDL writes it, with all that is in them, in an order that can be run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from mockhaus.application import visibility
from mockhaus.application.names import FoundSchema
from mockhaus.application.recreating.external_tables import external_table_text
from mockhaus.application.recreating.pieces import comment, name, qualified, words
from mockhaus.application.recreating.small_objects import (
    file_format_text,
    pipe_text,
    sequence_text,
    stage_text,
    view_text,
)
from mockhaus.application.recreating.tables import table_text
from mockhaus.application.services import StatementRun
from mockhaus.application.visibility import Seen
from mockhaus.domain.catalog.catalog import DatabaseCatalog
from mockhaus.domain.catalog.objects import (
    ExternalTable,
    FileFormat,
    Persistence,
    Pipe,
    SchemaObject,
    Sequence,
    Stage,
    Table,
    View,
)
from mockhaus.domain.errors import SnowflakeError
from mockhaus.translation.cursor import Cursor, tokenize
from mockhaus.translation.fragments import query
from mockhaus.translation.translate import plan_query

_T = TypeVar("_T")
_ORDER: tuple[type[SchemaObject], ...] = (Sequence, Table, FileFormat, Stage, ExternalTable, View, Pipe)


def object_text(seen: Seen, *, full: bool) -> str:
    """The statement for an object of a schema; `full` writes its name with database and schema."""
    database, schema = seen.place.database.database.name, seen.place.schema.name
    item = seen.item
    written = qualified((database, schema, item.name)) if full else name(item.name)
    match item:
        case Table():
            return table_text(item, written, database, schema)
        case ExternalTable():
            return external_table_text(item, written)
        case View():
            return view_text(item, written)
        case Sequence():
            return sequence_text(item, written)
        case FileFormat():
            return file_format_text(item, written)
        case Pipe():
            return pipe_text(item, written)
    assert isinstance(item, Stage)  # noqa: S101 - there is no other kind
    return stage_text(item, written)


def schema_text(run: StatementRun, place: FoundSchema, *, full: bool) -> str:
    """The statements for a schema."""
    return "\n".join(_schema_texts(run, place, full=full))


def database_text(run: StatementRun, found: DatabaseCatalog, *, full: bool) -> str:
    """The statements for a database."""
    database = found.database
    kind = "transient database" if database.persistence is Persistence.TRANSIENT else "database"
    head = words("create or replace", kind, name(database.name), comment(database.comment))
    texts = [f"{head};\n"]
    for place in visibility.places(run, found):
        texts += _schema_texts(run, place, full=full)
    return "\n".join(texts)


def _schema_texts(run: StatementRun, place: FoundSchema, *, full: bool) -> Iterator[str]:
    schema = place.schema
    head = words(
        "create or replace",
        "transient schema" if schema.persistence is Persistence.TRANSIENT else "schema",
        qualified((place.database.database.name, schema.name)) if full else name(schema.name),
        "with managed access" if schema.managed_access else "",
        comment(schema.comment),
    )
    yield f"{head};\n"
    found = visibility.objects(run, place)
    for kind in _ORDER:
        items = {seen.item.name: seen for seen in found if isinstance(seen.item, kind)}
        yield from (object_text(seen, full=full) for seen in _ordered(items, lambda seen: _needs(run, seen)))


def _ordered(items: Mapping[str, _T], needs: Callable[[_T], Iterable[str]]) -> list[_T]:
    """The items by name, but each behind those that it needs."""
    found: dict[str, _T] = {}
    waiting = sorted(items, reverse=True)
    begun: set[str] = set()
    while waiting:
        current = waiting.pop()
        missing = [] if current in begun else [item for item in needs(items[current]) if item in items]
        missing = [item for item in missing if item not in found and item not in begun]
        begun.add(current)
        if missing:
            waiting += [current, *sorted(missing, reverse=True)]
        else:
            found.setdefault(current, items[current])
    return list(found.values())


def _needs(run: StatementRun, seen: Seen) -> Iterable[str]:
    """The names in the same schema without which an object cannot be made."""
    if isinstance(seen.item, Table):
        return [item.referenced_table[-1] for item in seen.item.constraints if item.referenced_table]
    return _read_by(run, seen) if isinstance(seen.item, View) else ()


def _read_by(run: StatementRun, seen: Seen) -> list[str]:
    assert isinstance(seen.item, View)  # noqa: S101 - what else reads
    place = (seen.place.database.database.name, seen.place.schema.name)
    context = run.translation()
    session = replace(context.session, database=place[0], schema=place[1])
    text = seen.item.query
    try:
        fragment = query(Cursor(text, tokenize(text)))
        plan = plan_query(fragment, replace(context, session=session, searches_public=False))
    except SnowflakeError:
        return []  # what it reads is gone, so there is nothing that must come before it
    return [access.name.name for access in plan.accesses if access.name.qualifiers == place]
