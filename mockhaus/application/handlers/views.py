"""CREATE VIEW and ALTER VIEW.

Follows https://docs.snowflake.com/en/sql-reference/sql/create-view and alter-view.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, cast

from mockhaus.application import authorization
from mockhaus.application.handlers import columns, creation, pivoting, properties, renaming, targets
from mockhaus.application.handlers.creation import Creation, Request, Target
from mockhaus.application.names import CatalogNames
from mockhaus.application.outcome import Outcome, status
from mockhaus.application.precision import attempted, first_precision
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog.objects import Column, ObjectKind, View
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.statements import (
    AlterColumn,
    AlterObject,
    CreateMode,
    CreateView,
    RenameTo,
    SetProperties,
    Statement,
    TableAction,
    UnsetProperties,
)
from mockhaus.translation.plan import QueryPlan
from mockhaus.translation.precision import Precision
from mockhaus.translation.translate import plan_query

_SECURE = "SECURE"


def create_view(statement: Statement, run: StatementRun) -> Outcome:
    """CREATE VIEW. The query is translated once, so that it is known to be valid and what columns it has."""
    assert isinstance(statement, CreateView)  # noqa: S101 - the registry pairs them
    if statement.mode is CreateMode.OR_ALTER:
        raise unsupported("CREATE OR ALTER VIEW")
    request = Request(kind=ObjectKind.VIEW, name=statement.name, mode=statement.mode, temporary=statement.temporary)
    return creation.create(run, request, lambda target: Creation(_view(statement, run, target)))


def _view(statement: CreateView, run: StatementRun, target: Target) -> View:
    options = properties.checked(ObjectKind.VIEW, statement.options)
    database, schema, name = target.name.parts
    return View(
        id=target.id,
        name=name,
        owner=target.owner,
        created_at=target.created_at,
        comment=statement.comment or options.get(properties.COMMENT, ""),
        options=properties.kept(options),
        schema_id=target.schema.id,
        query=statement.query.text,
        text=statement.text,
        columns=_columns(statement, run, target),
        database_name=database,
        schema_name=schema,
        secure=statement.secure,
        temporary=statement.temporary,
    )


def _columns(statement: CreateView, run: StatementRun, target: Target) -> tuple[Column, ...]:
    """The view's columns. Unqualified names of its query mean objects of its own schema."""
    database, schema, _ = target.name.parts
    session = replace(run.session.context, database=database, schema=schema)

    def planned(precision: Precision) -> QueryPlan:
        place = replace(run.translation(precision), session=session, searches_public=False)
        return pivoting.plan(run, partial(plan_query, statement.query), place)[0]

    plan = attempted(run, planned, first_precision(run))
    authorization.authorize(run, plan.accesses)
    types = [item.type for item in plan.columns]
    if not statement.columns:
        return columns.of_query([item.name for item in plan.columns], types)
    if len(statement.columns) != len(types):
        raise SnowflakeError(ErrorCode.INVALID_COLUMN_DEFINITION, detail="Invalid column definition list")
    named = columns.of_query([definition.name for definition in statement.columns], types)
    return tuple(
        replace(column, comment=definition.comment) for column, definition in zip(named, statement.columns, strict=True)
    )


def alter_view(statement: AlterObject, run: StatementRun) -> Outcome:
    """ALTER VIEW."""
    with run.changing() as catalog:
        names = CatalogNames(catalog, run.session.temporary)
        found = targets.find_object(run, names, ObjectKind.VIEW, statement.name, "ALTER VIEW")
        if found is None:
            if statement.if_exists:
                return status("Statement executed successfully.")
            raise targets.missing(ObjectKind.VIEW, statement.name)
        authorization.require_owner(run, found.item, ObjectKind.VIEW, found.name)
        view = cast("View", found.item)
        for action in statement.actions:
            if isinstance(action, RenameTo):
                return renaming.rename(run, names, found, action.name)
            if type(action) not in _ACTIONS:
                raise targets.refused(ObjectKind.VIEW, action)
            view = _ACTIONS[type(action)](view, action)
        creation.keep(run, found.database.database, [view])
    return status("Statement executed successfully.")


def _set(view: View, action: SetProperties) -> View:
    secure = [value for name, value in action.properties if name == _SECURE]
    rest = tuple(item for item in action.properties if item[0] != _SECURE)
    checked = properties.checked(ObjectKind.VIEW, rest)
    return replace(
        view,
        comment=checked.get(properties.COMMENT, view.comment),
        options=properties.merged(view.options, checked),
        secure=view.secure or bool(secure),
    )


def _unset(view: View, action: UnsetProperties) -> View:
    names = tuple(name for name in action.names if name != _SECURE)
    properties.check_unset(ObjectKind.VIEW, names)
    return replace(
        view,
        comment="" if properties.COMMENT in names else view.comment,
        options=tuple(item for item in view.options if item[0] not in names),
        secure=view.secure and _SECURE not in action.names,
    )


def _alter_column(view: View, action: AlterColumn) -> View:
    if action.comment is None:
        raise unsupported("ALTER VIEW … ALTER COLUMN other than COMMENT")
    if action.name not in {column.name for column in view.columns}:
        raise SnowflakeError(ErrorCode.INVALID_IDENTIFIER, name=action.name)
    return replace(
        view,
        columns=tuple(
            replace(column, comment=action.comment) if column.name == action.name else column for column in view.columns
        ),
    )


_ACTIONS: dict[type[TableAction], Callable[[View, Any], View]] = {
    SetProperties: _set,
    UnsetProperties: _unset,
    AlterColumn: _alter_column,
}
