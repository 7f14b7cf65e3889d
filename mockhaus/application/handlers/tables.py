"""CREATE TABLE in its forms: columns, AS query, LIKE, CLONE, USING TEMPLATE; and OR ALTER.

Follows https://docs.snowflake.com/en/sql-reference/sql/create-table.
"""

from __future__ import annotations

from dataclasses import replace

from mockhaus.application import authorization, defaults, moments
from mockhaus.application.handlers import (
    cloning,
    columns,
    creation,
    evolution,
    properties,
    selection,
    targets,
    templates,
)
from mockhaus.application.handlers.creation import Creation, Request, Target
from mockhaus.application.handlers.steps import engine_steps
from mockhaus.application.outcome import Outcome
from mockhaus.application.precision import attempted, first_precision
from mockhaus.application.provided import release
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.objects import Column, Database, ObjectKind, Persistence, Table
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import CreateMode, CreateTable, Fragment, Statement
from mockhaus.translation import counters, versions
from mockhaus.translation.plan import Access, ObjectAccess, PlannedStep
from mockhaus.translation.precision import Precision

_OPERATION = "CREATE TABLE"


def create_table(statement: Statement, run: StatementRun) -> Outcome:
    """CREATE TABLE."""
    assert isinstance(statement, CreateTable)  # noqa: S101 - the registry pairs them
    if statement.template is not None:
        statement = replace(statement, columns=templates.template_columns(run, statement.template), template=None)
    if statement.mode is CreateMode.OR_ALTER:
        return _create_or_alter(statement, run)
    return _create(statement, run, statement.mode)


def _create(statement: CreateTable, run: StatementRun, mode: CreateMode) -> Outcome:
    return attempted(run, lambda precision: _create_with(statement, run, mode, precision), first_precision(run))


def _create_with(statement: CreateTable, run: StatementRun, mode: CreateMode, precision: Precision) -> Outcome:
    request = Request(
        kind=ObjectKind.TABLE,
        name=statement.name,
        mode=mode,
        temporary=statement.persistence is Persistence.TEMPORARY,
    )
    if statement.query is not None:
        return _create_as(statement, statement.query, run, request, precision)
    return creation.create(run, request, lambda target: _creation(statement, run, target))


def _create_as(
    statement: CreateTable, query: Fragment, run: StatementRun, request: Request, precision: Precision
) -> Outcome:
    """CREATE TABLE … AS SELECT: what the core provides to its query is freed at the end."""
    provided: list[str] = []
    try:
        return creation.create(
            run, request, lambda target: _as_query(statement, query, run, target, provided, precision)
        )
    finally:
        release(run, provided)


def _creation(statement: CreateTable, run: StatementRun, target: Target) -> Creation:
    if statement.clone is not None:
        return _clone(statement, statement.clone, run, target)
    if statement.like is not None:
        return _like(statement, statement.like, run, target)
    table = _defined_table(run, statement, target)
    return Creation(table, engine_steps(run, _physical_steps(target, table)))


def _defined_table(run: StatementRun, statement: CreateTable, target: Target) -> Table:
    built = columns.build(run, target.name, target.id, statement.columns, options=statement.options)
    return _constrained(run, statement, _table(statement, target, built))


def _table(statement: CreateTable, target: Target, built: tuple[Column, ...]) -> Table:
    options = properties.checked(ObjectKind.TABLE, statement.options)
    inherited = properties.schema_retention(target.database, target.schema)
    persistence = _persistence(statement, target)
    return Table(
        id=target.id,
        name=target.name.name,
        owner=target.owner,
        created_at=target.created_at,
        comment=statement.comment or options.get(properties.COMMENT, ""),
        options=properties.kept(options),
        schema_id=target.schema.id,
        columns=built,
        persistence=persistence,
        cluster_by=properties.clustering_key(statement.cluster_by),
        retention_days=properties.retention(options, persistence, inherited),
    )


def _persistence(statement: CreateTable, target: Target) -> Persistence:
    """A permanent table in a transient schema is transient."""
    if statement.persistence is Persistence.PERMANENT:
        return target.schema.persistence
    return statement.persistence


def _constrained(run: StatementRun, statement: CreateTable, table: Table) -> Table:
    definitions = (*columns.inline_constraints(statement.columns), *statement.constraints)
    return columns.with_constraints(run, table, definitions)


def _physical_steps(target: Target, table: Table) -> tuple[PlannedStep, ...]:
    attachment = physical.attachment_of(target.database, table)
    return (*versions.create_table(table, attachment), *_identity_steps(table, attachment))


def _identity_steps(table: Table, attachment: str) -> tuple[PlannedStep, ...]:
    return tuple(
        step
        for column in table.columns
        if column.identity is not None
        for step in counters.create_identity(column.identity, attachment)
    )


def _as_query(
    statement: CreateTable,
    query: Fragment,
    run: StatementRun,
    target: Target,
    provided: list[str],
    precision: Precision,
) -> Creation:
    plan = selection.select(run, query, precision)
    provided.extend(plan.provided)
    built = selection.target_columns(run, target, statement, plan.columns)
    table = _constrained(run, statement, replace(_table(statement, target, built), wide=precision.wide))
    if precision.nanoseconds:
        table = versions.refined(table)
    attachment = physical.attachment_of(target.database, table)
    rows = versions.insert(table, attachment, table.columns, selection.coerced(run, table, plan, precision), count=None)
    return Creation(table, engine_steps(run, (*_physical_steps(target, table), *rows)))


def _like(statement: CreateTable, like: QualifiedName, run: StatementRun, target: Target) -> Creation:
    _, source = _readable_table(run, like, target)
    table = cloning.redefined(run, source, target, _persistence(statement, target))
    table = _overlaid(statement, replace(table, wide=False, retention_days=_retention(statement, target, table)))
    return Creation(table, engine_steps(run, _physical_steps(target, table)))


def _clone(statement: CreateTable, clone: QualifiedName, run: StatementRun, target: Target) -> Creation:
    database, source = _readable_table(run, clone, target)
    persistence = _persistence(statement, target)
    if persistence is Persistence.PERMANENT and source.persistence is not Persistence.PERMANENT:
        detail = f"{source.persistence.value.capitalize()} object cannot be cloned to a permanent object."
        raise SnowflakeError(ErrorCode.SEMANTIC, detail=detail)
    table = cloning.redefined(run, source, target, persistence)
    table = _overlaid(statement, table)
    moment = moments.of_clone(run, statement.clone_at) if statement.clone_at else None
    steps = cloning.copy_steps(run, database, source, target.database, table, moment)
    return Creation(table, steps)


def _retention(statement: CreateTable, target: Target, table: Table) -> int:
    inherited = properties.schema_retention(target.database, target.schema)
    options = properties.checked(ObjectKind.TABLE, statement.options)
    return properties.retention(options, table.persistence, inherited)


def _overlaid(statement: CreateTable, table: Table) -> Table:
    options = properties.checked(ObjectKind.TABLE, statement.options)
    return replace(
        table,
        comment=statement.comment or options.get(properties.COMMENT, table.comment),
        options=properties.merged(table.options, options),
        cluster_by=properties.clustering_key(statement.cluster_by) or table.cluster_by,
    )


def _readable_table(run: StatementRun, name: QualifiedName, target: Target) -> tuple[Database, Table]:
    """A table to copy, with its database; its defaults are as they look from where the copy goes."""
    found = targets.object_at(run, run.names(), ObjectKind.TABLE, name, _OPERATION)
    access = ObjectAccess(ObjectKind.TABLE, found.name, found.item.owner, Access.SELECT)
    authorization.authorize(run, [access])
    assert isinstance(found.item, Table)  # noqa: S101 - a table was asked for
    return found.database.database, defaults.moved(found.item, found.name, target.name)


def _create_or_alter(statement: CreateTable, run: StatementRun) -> Outcome:
    full = targets.full_name(run, statement.name, _OPERATION)
    targets.lock_named(run, ObjectKind.TABLE, full)
    found = targets.find_object(run, run.names(), ObjectKind.TABLE, statement.name, _OPERATION)
    if found is None:
        return _create(statement, run, CreateMode.PLAIN)
    return evolution.alter_to(run, statement, found)
