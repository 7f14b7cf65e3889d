"""CREATE STAGE and ALTER STAGE: the definitions of stages, internal and external.

Follows https://docs.snowflake.com/en/sql-reference/sql/create-stage and alter-stage.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import cast

from mockhaus.application import authorization, defaults, format_settings, stage_directories, storage_integrations
from mockhaus.application.handlers import creation, properties, renaming, targets
from mockhaus.application.handlers.creation import Creation, Request, Target
from mockhaus.application.names import CatalogNames
from mockhaus.application.outcome import Outcome, status
from mockhaus.application.services import StatementRun
from mockhaus.application.stage_areas import directory_location, external_place
from mockhaus.domain.catalog.objects import FileFormat, ObjectKind, Stage
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import (
    AlterObject,
    CreateMode,
    CreateStage,
    Options,
    RefreshDirectory,
    RenameTo,
    SetProperties,
    Statement,
    UnsetProperties,
)

_TYPE = "TYPE"
_PLACE = ("URL", "ENDPOINT", "CREDENTIALS", "STORAGE_INTEGRATION", "ENCRYPTION_BY_STORE")


def create_stage(statement: Statement, run: StatementRun) -> Outcome:
    """CREATE STAGE."""
    assert isinstance(statement, CreateStage)  # noqa: S101 - the registry pairs them
    if statement.mode is CreateMode.OR_ALTER:
        raise unsupported("CREATE OR ALTER STAGE")
    _check_settings(statement.format_settings)
    format_settings.check_copy_options(statement.copy_options)
    named = _format_name(run, statement.file_format)
    request = Request(kind=ObjectKind.STAGE, name=statement.name, mode=statement.mode, temporary=statement.temporary)
    return creation.create(run, request, lambda target: Creation(_stage(statement, run, target, named)))


def _check_settings(settings: Options) -> None:
    given = dict(settings)
    format_settings.check(given.get(_TYPE, "CSV").upper(), settings)


def _format_name(run: StatementRun, name: QualifiedName | None) -> str:
    """The full name of a stage's file format, which must exist."""
    if name is None:
        return ""
    found = targets.object_at(run, run.names(), ObjectKind.FILE_FORMAT, name, "CREATE STAGE")
    assert isinstance(found.item, FileFormat)  # noqa: S101 - a format was asked for
    return str(found.name)


def _stage(statement: CreateStage, run: StatementRun, target: Target, file_format: str) -> Stage:
    options = properties.checked(ObjectKind.STAGE, statement.options)
    made = Stage(
        id=target.id,
        name=target.name.name,
        owner=target.owner,
        created_at=target.created_at,
        comment=statement.comment or options.get(properties.COMMENT, ""),
        options=properties.kept(options),
        schema_id=target.schema.id,
        location=run.services.identity.token(),
        file_format=file_format,
        format_settings=statement.format_settings,
        copy_options=statement.copy_options,
        directory_enabled=statement.directory_enabled,
        temporary=statement.temporary,
        url=statement.url,
        endpoint=statement.endpoint,
        credentials=statement.credentials,
        integration=statement.integration,
        encryption=statement.encryption,
    )
    _check_place(run, made)
    return made


def _check_place(run: StatementRun, stage: Stage) -> None:
    """Refuse a place that no stage may have, and encryption that its files cannot have."""
    encryption = dict(stage.options).get("ENCRYPTION", "")
    if (encryption == "NONE") != bool(stage.url) and encryption:
        raise unsupported(f"ENCRYPTION of TYPE '{encryption}' for {'external' if stage.url else 'internal'} stages")
    given = {
        "ENDPOINT": stage.endpoint,
        "CREDENTIALS": stage.credentials,
        "STORAGE_INTEGRATION": stage.integration,
        "ENCRYPTION": stage.encryption,
    }
    if not stage.url:
        for name, value in given.items():
            if value:
                raise SnowflakeError(ErrorCode.INVALID_PROPERTY, name=name, kind="STAGE")
        return
    if stage.integration:
        if stage.credentials or stage.endpoint:
            raise unsupported("STORAGE_INTEGRATION together with CREDENTIALS or ENDPOINT")
        storage_integrations.require(run.services.account.current, stage.integration, stage.url)
    run.services.external.check(external_place(stage))


def alter_stage(statement: AlterObject, run: StatementRun) -> Outcome:
    """ALTER STAGE."""
    with run.changing() as catalog:
        names = CatalogNames(catalog, run.session.temporary)
        found = targets.find_object(run, names, ObjectKind.STAGE, statement.name, "ALTER STAGE")
        if found is None:
            if statement.if_exists:
                return status("Statement executed successfully.")
            raise targets.missing(ObjectKind.STAGE, statement.name)
        authorization.require_owner(run, found.item, ObjectKind.STAGE, found.name)
        changed = cast("Stage", found.item)
        for action in statement.actions:
            if isinstance(action, RenameTo):
                return renaming.rename(run, names, found, action.name)
            if isinstance(action, SetProperties):
                changed = _set(run, changed, action.properties)
            elif isinstance(action, RefreshDirectory):
                return stage_directories.refresh(run, changed, action.path)
            elif isinstance(action, UnsetProperties):
                properties.check_unset(ObjectKind.STAGE, action.names)
                changed = replace(changed, comment="")
            else:
                raise targets.refused(ObjectKind.STAGE, action)
        creation.keep(run, found.database.database, [changed])
        _forget(run, cast("Stage", found.item), changed)
    return status("Statement executed successfully.")


def _forget(run: StatementRun, before: Stage, stage: Stage) -> None:
    """Forget what was known of the place that an external stage had before it got another."""
    if before.location != stage.location:
        run.services.stages.remove_location(before.location)
        run.services.stages.remove_location(directory_location(before))


def _set(run: StatementRun, stage: Stage, options: Options) -> Stage:
    rest = []
    for name, value in options:
        if name == "FILE_FORMAT":
            stage = _with_format(run, stage, value)
        elif name == "COPY_OPTIONS":
            copy_options = tuple(json.loads(value).items())
            format_settings.check_copy_options(copy_options)
            stage = replace(stage, copy_options=copy_options)
        elif name == "DIRECTORY":
            stage = replace(stage, directory_enabled=value == "TRUE")
        elif name in _PLACE:
            stage = _elsewhere(run, stage, name, value)
        else:
            rest.append((name, value))
    checked = properties.checked(ObjectKind.STAGE, tuple(rest))
    changed = replace(
        stage,
        comment=checked.get(properties.COMMENT, stage.comment),
        options=properties.merged(stage.options, checked),
    )
    _check_place(run, changed)
    return changed


def _elsewhere(run: StatementRun, stage: Stage, name: str, value: str) -> Stage:
    """An external stage at another place, or reached in another way."""
    if not stage.url:
        raise unsupported(f"ALTER STAGE … SET {name} of an internal stage")
    if name == "CREDENTIALS":
        return replace(stage, credentials=tuple(json.loads(value).items()), integration="")
    if name == "STORAGE_INTEGRATION":
        return replace(stage, integration=value, credentials=())
    if name == "ENCRYPTION_BY_STORE":
        return replace(stage, encryption=tuple(json.loads(value).items()))
    if name == "ENDPOINT":
        return replace(stage, endpoint=value)
    return replace(stage, url=value, location=run.services.identity.token())


def _with_format(run: StatementRun, stage: Stage, value: str) -> Stage:
    """A stage with another format: the name of one, or inline settings as a JSON object."""
    if not value.startswith("{"):
        named = QualifiedName(defaults.name_parts(value))
        return replace(stage, file_format=_format_name(run, named), format_settings=())
    settings = tuple(json.loads(value).items())
    _check_settings(settings)
    return replace(stage, file_format="", format_settings=settings)
