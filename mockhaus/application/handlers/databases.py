"""CREATE DATABASE and ALTER DATABASE.

Follows https://docs.snowflake.com/en/sql-reference/sql/create-database and alter-database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from mockhaus.application import authorization
from mockhaus.application.handlers import cloning, creation, locking, properties, targets
from mockhaus.application.handlers.steps import engine_steps
from mockhaus.application.outcome import Outcome, status
from mockhaus.application.purge_dropped import physical_end
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog.catalog import Catalog, DatabaseCatalog
from mockhaus.domain.catalog.objects import (
    Database,
    ObjectKind,
    Persistence,
    Schema,
    SchemaObject,
    Sequence,
    Stage,
    Table,
)
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.identifiers import QualifiedName, qualified
from mockhaus.domain.statements import (
    AlterObject,
    CreateDatabase,
    CreateMode,
    PointInTime,
    RenameTo,
    SetProperties,
    Statement,
    UnsetProperties,
)
from mockhaus.translation import past_rows, versions
from mockhaus.translation.plan import Moment, PlannedStep

PUBLIC = "PUBLIC"
_CREATOR = "SYSADMIN"


def create_database(statement: Statement, run: StatementRun) -> Outcome:
    """CREATE DATABASE. It becomes the current one, with schema PUBLIC."""
    assert isinstance(statement, CreateDatabase)  # noqa: S101 - the registry pairs them
    name = statement.name.name
    if statement.mode is CreateMode.OR_ALTER:
        altered = _alter_to(statement, run)
        if altered is not None:
            return altered
    if not run.services.policy.may_use(run.session.context.role, _CREATOR):
        raise SnowflakeError(ErrorCode.NOT_AUTHORIZED, kind="account", name=run.session.context.account)
    if statement.mode is CreateMode.OR_REPLACE:
        locking.lock_database(run, name)
    with run.changing() as catalog:
        existing = catalog.database(name)
        if existing is not None and statement.mode is CreateMode.IF_NOT_EXISTS:
            return creation.already_exists(name)
        source = targets.database_at(run.names(), statement.clone.name) if statement.clone else None
        new = _database(statement, run, source)
        if existing is not None:
            _replace(statement, run, existing)
        if source is None:
            run.services.catalog.create_database(new, [_public(new)])
        else:
            _clone(run, source, new, statement.clone_at)
    run.session.context = replace(run.session.context, database=name, schema=PUBLIC)
    return creation.created(ObjectKind.DATABASE, name)


def _alter_to(statement: CreateDatabase, run: StatementRun) -> Outcome | None:
    """Make an existing database what the definition of a CREATE OR ALTER says; None where there is none yet."""
    if statement.clone is not None:
        raise unsupported("CREATE OR ALTER DATABASE with CLONE")
    with run.changing() as catalog:
        found = catalog.database(statement.name.name)
        if found is None:
            return None
        authorization.require_owner(run, found.database, ObjectKind.DATABASE, statement.name)
        if statement.transient != (found.database.persistence is Persistence.TRANSIENT):
            raise unsupported("CREATE OR ALTER DATABASE that changes the database's kind")
        options = properties.checked(ObjectKind.DATABASE, statement.options)
        changed = replace(
            found.database,
            comment=statement.comment,
            options=properties.kept(options),
            retention_days=properties.retention(options, found.database.persistence, 1),
        )
        run.services.catalog.apply(run.session.engine, found.database, put=[changed])
    return creation.created(ObjectKind.DATABASE, changed.name)


def _replace(statement: CreateDatabase, run: StatementRun, existing: DatabaseCatalog) -> None:
    if statement.mode is not CreateMode.OR_REPLACE:
        raise SnowflakeError(ErrorCode.OBJECT_EXISTS, name=str(statement.name))
    authorization.require_owner(run, existing.database, ObjectKind.DATABASE, statement.name)
    dropped = replace(existing.database, dropped_at=run.services.clock.now())
    run.services.catalog.apply(run.session.engine, existing.database, put=[dropped])


def _database(statement: CreateDatabase, run: StatementRun, source: DatabaseCatalog | None) -> Database:
    options = properties.checked(ObjectKind.DATABASE, statement.options)
    persistence = Persistence.TRANSIENT if statement.transient else Persistence.PERMANENT
    inherited = source.database if source else None
    comment = inherited.comment if inherited else ""
    return Database(
        id=run.services.catalog.next_database_id(),
        name=statement.name.name,
        owner=run.session.context.role,
        created_at=run.services.clock.now(),
        comment=statement.comment or options.get(properties.COMMENT, comment),
        options=properties.merged(inherited.options if inherited else (), options),
        attachment="",
        persistence=persistence,
        retention_days=properties.retention(options, persistence, inherited.retention_days if inherited else 1),
    )


def _public(database: Database) -> Schema:
    return Schema(
        id=1,
        name=PUBLIC,
        owner=database.owner,
        created_at=database.created_at,
        persistence=database.persistence,
    )


def _clone(run: StatementRun, source: DatabaseCatalog, new: Database, point: PointInTime | None) -> None:
    """Copy the file with everything in it; stages are copied without their files, pipes and external tables not at all.

    What does not belong to the clone comes along in the file and is purged there: its engine names must be free for new
    objects. Until that is done, and tables of the past have their rows, the copy counts as dropped.
    """
    authorization.require_owner(run, source.database, ObjectKind.DATABASE, qualified(source.database.name))
    moment = cloning.moment(run, ObjectKind.DATABASE, source.database, point)
    schemas = _schemas(source, moment)
    kept = cloning.contents(source.all_objects.values(), {item.id for item in schemas}, point, moment)
    if moment is not None:
        for table in _tables(kept):
            past_rows.check(table, moment)
    containers = [replace(item, owner=new.owner, created_at=new.created_at, dropped_at=None) for item in schemas]
    objects = [*containers, *(_copied(run, item, new, moment) for item in kept)]
    ids = {item.id for item in kept}
    gone = [
        replace(item, dropped_at=new.created_at)
        for item in source.all_objects.values()
        if isinstance(item, Table | Sequence) and item.id not in ids
    ]
    unready = replace(new, dropped_at=new.created_at)
    copy = run.services.catalog.copy_database(source.database, unready, [*objects, *gone]).database
    steps = [step for item in gone for step in physical_end(copy, item)]
    if moment is not None:
        steps += [step for table in _tables(kept) for step in _restored(copy, table, moment)]
    run.services.catalog.apply(
        run.session.engine,
        copy,
        put=[replace(copy, dropped_at=None)],
        remove=[item.id for item in gone],
        steps=engine_steps(run, steps),
    )


def _schemas(source: DatabaseCatalog, moment: Moment | None) -> list[Schema]:
    if moment is None:
        return list(source.schemas.values())
    found = [item for item in source.all_schemas.values() if past_rows.was_there(item, moment)]
    cloning.check_names((item.name,) for item in found)
    return found


def _tables(items: Iterable[SchemaObject]) -> Iterator[Table]:
    return (item for item in items if isinstance(item, Table))


def _restored(copy: Database, table: Table, moment: Moment) -> Iterable[PlannedStep]:
    return versions.restore_table(table, copy.attachment, past_rows.rows_at(table, copy.attachment, moment))


def _copied(run: StatementRun, item: SchemaObject, new: Database, moment: Moment | None) -> SchemaObject:
    copy = replace(item, owner=new.owner, created_at=new.created_at, dropped_at=None)
    if isinstance(copy, Stage):
        return replace(copy, location=run.services.identity.token())
    return replace(copy, generations=0) if isinstance(copy, Table) and moment is not None else copy


def alter_database(statement: AlterObject, run: StatementRun) -> Outcome:
    """ALTER DATABASE."""
    with run.changing() as catalog:
        found = catalog.database(statement.name.name)
        if found is None:
            if statement.if_exists:
                return status("Statement executed successfully.")
            raise targets.missing(ObjectKind.DATABASE, statement.name)
        authorization.require_owner(run, found.database, ObjectKind.DATABASE, statement.name)
        changed = found.database
        for action in statement.actions:
            if isinstance(action, RenameTo):
                changed = _renamed(catalog, changed, action.name)
            elif isinstance(action, SetProperties):
                changed = _set(changed, action)
            elif isinstance(action, UnsetProperties):
                changed = _unset(changed, action)
            else:
                raise targets.refused(ObjectKind.DATABASE, action)
        run.services.catalog.apply(run.session.engine, found.database, put=[changed])
    if run.session.context.database == found.database.name:
        run.session.context = replace(run.session.context, database=changed.name)
    return status("Statement executed successfully.")


def _renamed(catalog: Catalog, database: Database, name: QualifiedName) -> Database:
    if catalog.database(name.name) is not None:
        raise SnowflakeError(ErrorCode.OBJECT_EXISTS, name=str(name))
    return replace(database, name=name.name)


def _set(database: Database, action: SetProperties) -> Database:
    checked = properties.checked(ObjectKind.DATABASE, action.properties)
    return replace(
        database,
        comment=checked.get(properties.COMMENT, database.comment),
        options=properties.merged(database.options, checked),
        retention_days=properties.retention(checked, database.persistence, database.retention_days),
    )


def _unset(database: Database, action: UnsetProperties) -> Database:
    properties.check_unset(ObjectKind.DATABASE, action.names)
    return replace(
        database,
        comment="" if properties.COMMENT in action.names else database.comment,
        options=tuple(item for item in database.options if item[0] not in action.names),
        retention_days=1 if properties.RETENTION in action.names else database.retention_days,
    )
