"""CREATE SCHEMA and ALTER SCHEMA.

Follows https://docs.snowflake.com/en/sql-reference/sql/create-schema and alter-schema.
"""

from __future__ import annotations

from dataclasses import replace

from mockhaus.application import authorization, information_views
from mockhaus.application.handlers import cloning, creation, locking, properties, targets
from mockhaus.application.handlers.creation import Target
from mockhaus.application.names import CatalogNames
from mockhaus.application.outcome import Outcome, status
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog.catalog import DatabaseCatalog
from mockhaus.domain.catalog.objects import ObjectKind, Persistence, Schema, SchemaObject
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.identifiers import QualifiedName, qualified
from mockhaus.domain.statements import (
    AlterObject,
    CreateMode,
    CreateSchema,
    Options,
    RenameTo,
    SetProperties,
    Statement,
    SwapWith,
    UnsetProperties,
)
from mockhaus.ports.engine import EngineStep

_OPERATION = "CREATE SCHEMA"
_MANAGED_ACCESS = "MANAGED ACCESS"


def create_schema(statement: Statement, run: StatementRun) -> Outcome:
    """CREATE SCHEMA. It becomes the current one."""
    assert isinstance(statement, CreateSchema)  # noqa: S101 - the registry pairs them
    full = targets.full_schema_name(run, statement.name, _OPERATION)
    if statement.mode is CreateMode.OR_ALTER:
        altered = _alter_to(statement, run, full)
        if altered is not None:
            return altered
    if statement.mode is CreateMode.OR_REPLACE:
        locking.lock_schema(run, full)
    with run.changing() as catalog:
        names = CatalogNames(catalog, run.session.temporary)
        owner = targets.database_at(names, full.parts[0])
        existing = owner.schema(full.name)
        if existing is not None and statement.mode is CreateMode.IF_NOT_EXISTS:
            return creation.already_exists(full.name)
        _check_free(statement, run, owner, existing, full)
        schema = _schema(statement, run, owner)
        objects, steps = _contents(statement, run, names, owner, schema)
        gone = () if existing is None else (replace(existing, dropped_at=schema.created_at),)
        run.services.catalog.apply(run.session.engine, owner.database, put=(*gone, schema, *objects), steps=steps)
    run.session.context = replace(run.session.context, database=full.parts[0], schema=full.name)
    return creation.created(ObjectKind.SCHEMA, full.name)


def _alter_to(statement: CreateSchema, run: StatementRun, full: QualifiedName) -> Outcome | None:
    """Make an existing schema what the definition of a CREATE OR ALTER says; None where there is none yet."""
    if statement.clone is not None:
        raise unsupported("CREATE OR ALTER SCHEMA with CLONE")
    with run.changing() as catalog:
        owner = targets.database_at(CatalogNames(catalog, run.session.temporary), full.parts[0])
        schema = owner.schema(full.name)
        if schema is None:
            return None
        authorization.require_owner(run, schema, ObjectKind.SCHEMA, full)
        if statement.transient and schema.persistence is not Persistence.TRANSIENT:
            raise unsupported("CREATE OR ALTER SCHEMA that changes the schema's kind")
        options = properties.checked(ObjectKind.SCHEMA, statement.options)
        changed = replace(
            schema, comment=statement.comment, options=_kept(options), managed_access=statement.managed_access
        )
        run.services.catalog.apply(run.session.engine, owner.database, put=[changed])
    return creation.created(ObjectKind.SCHEMA, full.name)


def _check_free(
    statement: CreateSchema, run: StatementRun, owner: DatabaseCatalog, existing: Schema | None, full: QualifiedName
) -> None:
    if full.name == information_views.SCHEMA_NAME or (
        existing is not None and statement.mode is not CreateMode.OR_REPLACE
    ):
        raise SnowflakeError(ErrorCode.OBJECT_EXISTS, name=str(statement.name))
    if existing is not None:
        authorization.require_owner(run, existing, ObjectKind.SCHEMA, full)
    authorization.require_owner(run, owner.database, ObjectKind.DATABASE, qualified(owner.database.name))


def _schema(statement: CreateSchema, run: StatementRun, owner: DatabaseCatalog) -> Schema:
    transient = statement.transient or owner.database.persistence is Persistence.TRANSIENT
    persistence = Persistence.TRANSIENT if transient else Persistence.PERMANENT
    options = properties.checked(ObjectKind.SCHEMA, statement.options)
    return Schema(
        id=run.services.catalog.next_id(owner.database.id),
        name=statement.name.name,
        owner=run.session.context.role,
        created_at=run.services.clock.now(),
        comment=statement.comment or options.get(properties.COMMENT, ""),
        options=_kept(options),
        persistence=persistence,
        managed_access=statement.managed_access,
    )


def _kept(options: dict[str, str]) -> Options:
    own = options.get(properties.RETENTION)
    return (*properties.kept(options), *(() if own is None else ((properties.RETENTION, own),)))


def _contents(
    statement: CreateSchema, run: StatementRun, names: CatalogNames, owner: DatabaseCatalog, schema: Schema
) -> tuple[list[SchemaObject], list[EngineStep]]:
    """What CLONE puts into a new schema: copies of the other one's objects, but for pipes and external tables."""
    objects: list[SchemaObject] = []
    steps: list[EngineStep] = []
    if statement.clone is not None:
        full = targets.full_schema_name(run, statement.clone, _OPERATION)
        source = targets.schema_at(names, *full.parts)
        authorization.require_owner(run, source.schema, ObjectKind.SCHEMA, full)
        moment = cloning.moment(run, ObjectKind.SCHEMA, source.schema, statement.clone_at)
        items = source.database.all_objects.values()
        for item in cloning.contents(items, {source.schema.id}, statement.clone_at, moment):
            target = _target(run, owner, schema, item)
            copy, made = cloning.copied(run, source.database.database, item, target, moment)
            objects.append(copy)
            steps += made
    return objects, steps


def _target(run: StatementRun, owner: DatabaseCatalog, schema: Schema, item: SchemaObject) -> Target:
    return Target(
        name=qualified(owner.database.name, schema.name, item.name),
        database=owner.database,
        schema=schema,
        id=run.services.catalog.next_id(owner.database.id),
        owner=schema.owner,
        created_at=schema.created_at,
        existing=None,
    )


def alter_schema(statement: AlterObject, run: StatementRun) -> Outcome:
    """ALTER SCHEMA."""
    full = targets.full_schema_name(run, statement.name, "ALTER SCHEMA")
    with run.changing() as catalog:
        names = CatalogNames(catalog, run.session.temporary)
        owner = targets.database_at(names, full.parts[0])
        schema = owner.schema(full.name)
        if schema is None:
            if statement.if_exists:
                return status("Statement executed successfully.")
            raise targets.missing(ObjectKind.SCHEMA, full)
        authorization.require_owner(run, schema, ObjectKind.SCHEMA, full)
        changed = _altered(statement, run, owner, schema)
        run.services.catalog.apply(run.session.engine, owner.database, put=changed)
    context = run.session.context
    if (context.database, context.schema) == full.parts:
        run.session.context = replace(context, schema=changed[0].name)
    return status("Statement executed successfully.")


def _altered(statement: AlterObject, run: StatementRun, owner: DatabaseCatalog, schema: Schema) -> tuple[Schema, ...]:
    for action in statement.actions:
        if isinstance(action, RenameTo):
            return (_renamed(run, owner, schema, action.name),)
        if isinstance(action, SwapWith):
            return _swapped(run, owner, schema, action.name)
        if isinstance(action, SetProperties):
            schema = _set(schema, action)
        elif isinstance(action, UnsetProperties):
            schema = _unset(schema, action)
        else:
            raise targets.refused(ObjectKind.SCHEMA, action)
    return (schema,)


def _same_database(run: StatementRun, owner: DatabaseCatalog, name: QualifiedName) -> str:
    full = targets.full_schema_name(run, name, "ALTER SCHEMA")
    if full.parts[0] != owner.database.name:
        raise unsupported("ALTER SCHEMA across databases")
    return full.name


def _renamed(run: StatementRun, owner: DatabaseCatalog, schema: Schema, name: QualifiedName) -> Schema:
    new_name = _same_database(run, owner, name)
    if owner.schema(new_name) is not None or new_name == information_views.SCHEMA_NAME:
        raise SnowflakeError(ErrorCode.OBJECT_EXISTS, name=str(name))
    return replace(schema, name=new_name)


def _swapped(run: StatementRun, owner: DatabaseCatalog, schema: Schema, name: QualifiedName) -> tuple[Schema, ...]:
    other = owner.schema(_same_database(run, owner, name))
    if other is None:
        raise targets.missing(ObjectKind.SCHEMA, qualified(owner.database.name, name.name))
    authorization.require_owner(run, other, ObjectKind.SCHEMA, name)
    return replace(schema, name=other.name), replace(other, name=schema.name)


def _set(schema: Schema, action: SetProperties) -> Schema:
    managed = [value == "TRUE" for name, value in action.properties if name == _MANAGED_ACCESS]
    if managed:
        return replace(schema, managed_access=managed[-1])
    checked = properties.checked(ObjectKind.SCHEMA, action.properties)
    options = {**dict(schema.options), **dict(_kept(checked))}
    return replace(
        schema, comment=checked.get(properties.COMMENT, schema.comment), options=tuple(sorted(options.items()))
    )


def _unset(schema: Schema, action: UnsetProperties) -> Schema:
    properties.check_unset(ObjectKind.SCHEMA, action.names)
    return replace(
        schema,
        comment="" if properties.COMMENT in action.names else schema.comment,
        options=tuple(item for item in schema.options if item[0] not in action.names),
    )
