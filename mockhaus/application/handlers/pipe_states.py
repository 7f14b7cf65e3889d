"""What ALTER PIPE sets of a pipe, and how a pipe is resumed.

Follows https://docs.snowflake.com/en/sql-reference/sql/alter-pipe and
https://docs.snowflake.com/en/sql-reference/functions/system_pipe_force_resume.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import cast

from mockhaus.application import authorization
from mockhaus.application.handlers import creation, properties, targets
from mockhaus.application.names import CatalogNames
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog.objects import ObjectKind, Pipe
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import Options, SetProperties, TableAction, UnsetProperties

PAUSED = "PIPE_EXECUTION_PAUSED"
_STALE = dt.timedelta(days=14)
"""How long a pipe that loads by itself may be paused."""


def changed(run: StatementRun, pipe: Pipe, action: TableAction) -> Pipe:
    """The pipe after an action; actions that pipes do not have are refused by name."""
    if isinstance(action, SetProperties):
        return _set(run, pipe, action.properties)
    if isinstance(action, UnsetProperties):
        properties.check_unset(ObjectKind.PIPE, action.names)
        cleared = replace(pipe, comment="") if "COMMENT" in action.names else pipe
        return _resumed(run, cleared) if PAUSED in action.names else cleared
    raise targets.refused(ObjectKind.PIPE, action)


def _set(run: StatementRun, pipe: Pipe, options: Options) -> Pipe:
    checked = properties.checked(ObjectKind.PIPE, options)
    pipe = replace(pipe, comment=checked.get(properties.COMMENT, pipe.comment))
    paused = checked.get(PAUSED)
    if paused is None:
        return pipe
    if paused == "FALSE":
        return _resumed(run, pipe)
    return pipe if pipe.paused_at is not None else replace(pipe, paused_at=run.services.clock.now())


def _resumed(run: StatementRun, pipe: Pipe) -> Pipe:
    if pipe.auto_ingest and pipe.paused_at is not None and pipe.paused_at < run.services.clock.now() - _STALE:
        detail = f"Pipe {pipe.name} cannot be resumed as it is stale. Resume it by SYSTEM$PIPE_FORCE_RESUME."
        raise SnowflakeError(ErrorCode.SEMANTIC, detail=detail)
    return replace(pipe, paused_at=None)


def force_resume(run: StatementRun, name: QualifiedName, overrides: frozenset[str]) -> None:
    """SYSTEM$PIPE_FORCE_RESUME: resume a pipe; a stale one only where that is said."""
    with run.changing() as catalog:
        names = CatalogNames(catalog, run.session.temporary)
        found = targets.object_at(run, names, ObjectKind.PIPE, name, "SYSTEM$PIPE_FORCE_RESUME")
        authorization.require_owner(run, found.item, ObjectKind.PIPE, found.name)
        pipe = cast("Pipe", found.item)
        resumed = replace(pipe, paused_at=None) if "STALENESS_CHECK_OVERRIDE" in overrides else _resumed(run, pipe)
        creation.keep(run, found.database.database, [resumed])
    run.services.pipes.wake()
