"""CREATE FILE FORMAT and ALTER FILE FORMAT.

Follows https://docs.snowflake.com/en/sql-reference/sql/create-file-format and alter-file-format.
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from mockhaus.application import authorization, format_settings
from mockhaus.application.handlers import creation, properties, renaming, targets
from mockhaus.application.handlers.creation import Creation, Request, Target
from mockhaus.application.names import CatalogNames
from mockhaus.application.outcome import Outcome, status
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog.objects import FileFormat, ObjectKind
from mockhaus.domain.errors import unsupported
from mockhaus.domain.statements import (
    AlterObject,
    CreateFileFormat,
    CreateMode,
    RenameTo,
    SetProperties,
    Statement,
    UnsetProperties,
)


def create_file_format(statement: Statement, run: StatementRun) -> Outcome:
    """CREATE FILE FORMAT."""
    assert isinstance(statement, CreateFileFormat)  # noqa: S101 - the registry pairs them
    if statement.mode is CreateMode.OR_ALTER:
        raise unsupported("CREATE OR ALTER FILE FORMAT")
    format_settings.check(statement.format_type, statement.settings)
    request = Request(
        kind=ObjectKind.FILE_FORMAT,
        name=statement.name,
        mode=statement.mode,
        temporary=statement.temporary,
    )
    return creation.create(run, request, lambda target: Creation(_file_format(statement, target)))


def _file_format(statement: CreateFileFormat, target: Target) -> FileFormat:
    return FileFormat(
        id=target.id,
        name=target.name.name,
        owner=target.owner,
        created_at=target.created_at,
        comment=statement.comment,
        schema_id=target.schema.id,
        format_type=statement.format_type,
        settings=statement.settings,
        temporary=statement.temporary,
    )


def alter_file_format(statement: AlterObject, run: StatementRun) -> Outcome:
    """ALTER FILE FORMAT. The type of a format never changes."""
    with run.changing() as catalog:
        names = CatalogNames(catalog, run.session.temporary)
        found = targets.find_object(run, names, ObjectKind.FILE_FORMAT, statement.name, "ALTER FILE FORMAT")
        if found is None:
            if statement.if_exists:
                return status("Statement executed successfully.")
            raise targets.missing(ObjectKind.FILE_FORMAT, statement.name)
        authorization.require_owner(run, found.item, ObjectKind.FILE_FORMAT, found.name)
        changed = cast("FileFormat", found.item)
        for action in statement.actions:
            if isinstance(action, RenameTo):
                return renaming.rename(run, names, found, action.name)
            if isinstance(action, SetProperties):
                changed = _set(changed, action)
            elif isinstance(action, UnsetProperties):
                properties.check_unset(ObjectKind.FILE_FORMAT, action.names)
                changed = replace(changed, comment="")
            else:
                raise targets.refused(ObjectKind.FILE_FORMAT, action)
        creation.keep(run, found.database.database, [changed])
    return status("Statement executed successfully.")


def _set(item: FileFormat, action: SetProperties) -> FileFormat:
    wanted = dict(action.properties)
    comment = wanted.pop(properties.COMMENT, item.comment)
    if wanted.pop("TYPE", item.format_type).upper() != item.format_type:
        raise unsupported("ALTER FILE FORMAT … SET TYPE")
    settings = tuple(sorted({**dict(item.settings), **wanted}.items()))
    format_settings.check(item.format_type, settings)
    return replace(item, comment=comment, settings=settings)
