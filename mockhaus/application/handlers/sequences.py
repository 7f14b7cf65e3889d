"""CREATE SEQUENCE and ALTER SEQUENCE.

Follows https://docs.snowflake.com/en/sql-reference/sql/create-sequence and alter-sequence.
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from mockhaus.application import authorization
from mockhaus.application.handlers import cloning, creation, properties, renaming, targets
from mockhaus.application.handlers.creation import Creation, Request, Target
from mockhaus.application.handlers.steps import engine_steps
from mockhaus.application.names import CatalogNames
from mockhaus.application.outcome import Outcome, status
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.objects import Database, ObjectKind, Sequence
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.statements import (
    AlterObject,
    CreateMode,
    CreateSequence,
    Options,
    RenameTo,
    SetProperties,
    Statement,
    UnsetProperties,
)
from mockhaus.ports.engine import EngineStep
from mockhaus.translation import counters

_INCREMENT = "INCREMENT"


def create_sequence(statement: Statement, run: StatementRun) -> Outcome:
    """CREATE SEQUENCE."""
    assert isinstance(statement, CreateSequence)  # noqa: S101 - the registry pairs them
    if statement.mode is CreateMode.OR_ALTER:
        raise unsupported("CREATE OR ALTER SEQUENCE")
    _check_increment(str(statement.increment))
    request = Request(kind=ObjectKind.SEQUENCE, name=statement.name, mode=statement.mode)
    return creation.create(run, request, lambda target: _creation(statement, run, target))


def _creation(statement: CreateSequence, run: StatementRun, target: Target) -> Creation:
    sequence = Sequence(
        id=target.id,
        name=target.name.name,
        owner=target.owner,
        created_at=target.created_at,
        comment=statement.comment,
        schema_id=target.schema.id,
        start=statement.start,
        increment=statement.increment,
        ordered=statement.ordered,
    )
    steps = counters.create_sequence(sequence, target.database.attachment)
    return Creation(sequence, engine_steps(run, steps))


def _check_increment(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = 0
    if value == 0:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=text, name=_INCREMENT)
    return value


def alter_sequence(statement: AlterObject, run: StatementRun) -> Outcome:
    """ALTER SEQUENCE. A new increment holds from the next number on."""
    with run.changing() as catalog:
        names = CatalogNames(catalog, run.session.temporary)
        found = targets.find_object(run, names, ObjectKind.SEQUENCE, statement.name, "ALTER SEQUENCE")
        if found is None:
            if statement.if_exists:
                return status("Statement executed successfully.")
            raise targets.missing(ObjectKind.SEQUENCE, statement.name)
        authorization.require_owner(run, found.item, ObjectKind.SEQUENCE, found.name)
        old = changed = cast("Sequence", found.item)
        for action in statement.actions:
            if isinstance(action, RenameTo):
                return renaming.rename(run, names, found, action.name)
            if isinstance(action, SetProperties):
                changed = _set(changed, action.properties)
            elif isinstance(action, UnsetProperties):
                properties.check_unset(ObjectKind.SEQUENCE, action.names)
                changed = replace(changed, comment="")
            else:
                raise targets.refused(ObjectKind.SEQUENCE, action)
        database = found.database.database
        creation.keep(run, database, [changed], _restarted(run, database, old, changed))
    return status("Statement executed successfully.")


def _set(sequence: Sequence, options: Options) -> Sequence:
    rest = []
    for name, value in options:
        if name == _INCREMENT:
            sequence = replace(sequence, increment=_check_increment(value))
        elif name == "ORDER":
            sequence = replace(sequence, ordered=value == "TRUE")
        else:
            rest.append((name, value))
    checked = properties.checked(ObjectKind.SEQUENCE, tuple(rest))
    return replace(sequence, comment=checked.get(properties.COMMENT, sequence.comment))


def _restarted(run: StatementRun, database: Database, old: Sequence, new: Sequence) -> tuple[EngineStep, ...]:
    """Steps that make the engine's sequence anew where it counts by other steps now."""
    if old.increment == new.increment:
        return ()
    name = physical.relation(database.attachment, physical.sequence_name(old))
    start = cloning.next_value(run, name) - old.increment + new.increment
    anew = counters.create_sequence(replace(new, start=start), database.attachment)
    return engine_steps(run, (*counters.drop_sequence(old, database.attachment), *anew))
