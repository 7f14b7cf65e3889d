"""CREATE WAREHOUSE and ALTER WAREHOUSE: https://docs.snowflake.com/en/sql-reference/sql/create-warehouse."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from mockhaus.application.handlers.account.properties import Fields, fields, invalid, unset_fields
from mockhaus.application.services import StatementRun
from mockhaus.domain.account.account import Account
from mockhaus.domain.account.objects import AccountKind, Warehouse
from mockhaus.domain.account.statements import (
    AbortAllQueries,
    AccountAction,
    CreateAccountObject,
    Resume,
    SetAccountProperties,
    Suspend,
    UnsetAccountProperties,
)
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.statements import Options

_KIND = AccountKind.WAREHOUSE
_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_SNOWPARK = "SNOWPARK-OPTIMIZED"


def build(run: StatementRun, _: Account, statement: CreateAccountObject) -> Warehouse:
    """The warehouse of a CREATE; it becomes the session's own."""
    options = _only(statement.properties.options, "WAIT_FOR_COMPLETION")
    now = run.services.clock.now()
    made = Warehouse(
        id=run.services.account.next_id(),
        name=statement.name,
        owner=run.session.context.role,
        created_at=now,
        resumed_at=now,
        updated_at=now,
    )
    made = _consistent(made, fields(_KIND, options))
    run.session.context = replace(run.session.context, warehouse=made.name)
    return replace(made, resumed_at=_NEVER) if made.suspended else made


def redefined(run: StatementRun, item: Warehouse, statement: CreateAccountObject) -> Warehouse:
    """A warehouse as a CREATE OR ALTER defines it; whether it runs stays as it is."""
    options = _only(statement.properties.options, "WAIT_FOR_COMPLETION")
    fresh = Warehouse(
        id=item.id,
        name=item.name,
        owner=item.owner,
        created_at=item.created_at,
        resumed_at=item.resumed_at,
        updated_at=run.services.clock.now(),
    )
    return replace(_consistent(fresh, fields(_KIND, options)), suspended=item.suspended)


def change(run: StatementRun, _: Account, item: Warehouse, action: AccountAction) -> Warehouse:
    """The warehouse after an action of ALTER."""
    now = run.services.clock.now()
    if isinstance(action, Suspend):
        if item.suspended:
            raise SnowflakeError(ErrorCode.WAREHOUSE_NOT_SUSPENDABLE, name=item.name)
        return replace(item, suspended=True, updated_at=now)
    if isinstance(action, Resume):
        return _resumed(item, action, now)
    if isinstance(action, AbortAllQueries):
        run.services.account.abort(warehouse=item.name, but=run.query_id)
        return item
    return replace(_altered(item, action), updated_at=now)


def _resumed(item: Warehouse, action: Resume, now: dt.datetime) -> Warehouse:
    if item.suspended:
        return replace(item, suspended=False, resumed_at=now, updated_at=now)
    if not action.if_suspended:
        raise SnowflakeError(ErrorCode.WAREHOUSE_NOT_RESUMABLE, name=item.name)
    return item


def _altered(item: Warehouse, action: AccountAction) -> Warehouse:
    if isinstance(action, UnsetAccountProperties):
        defaults = _defaults(item)
        return _consistent(item, unset_fields(_KIND, action.names, defaults, item.options))
    assert isinstance(action, SetAccountProperties)  # noqa: S101 - what else the parser makes
    options = _only(action.properties.options, "INITIALLY_SUSPENDED")
    names = {name for name, _ in options}
    if "WAIT_FOR_COMPLETION" in names and "WAREHOUSE_SIZE" not in names:
        raise SnowflakeError(ErrorCode.INVALID_PROPERTY, name="WAIT_FOR_COMPLETION", kind="WAREHOUSE")
    return _consistent(item, fields(_KIND, options, item.options))


def _defaults(item: Warehouse) -> Fields:
    fresh = Warehouse(
        id=0,
        name=item.name,
        owner=item.owner,
        created_at=item.created_at,
        resumed_at=item.resumed_at,
        updated_at=item.updated_at,
    )
    return {name: getattr(fresh, name) for name in fresh.__dataclass_fields__}


def _only(options: Options, other: str) -> Options:
    """The properties, none of which may be one that belongs to another statement."""
    if any(name == other for name, _ in options):
        raise SnowflakeError(ErrorCode.INVALID_PROPERTY, name=other, kind="WAREHOUSE")
    return options


def _consistent(item: Warehouse, found: Fields) -> Warehouse:
    """The warehouse with fields changed, and others as they follow from its type."""
    if found.get("type", item.type) != item.type:
        found = {**_of_type(found["type"]), **found}
    made = replace(item, **found)
    if made.min_cluster_count > made.max_cluster_count:
        raise invalid("MIN_CLUSTER_COUNT", str(made.min_cluster_count))
    constraint = made.resource_constraint or ""
    if constraint.startswith("STANDARD_GEN_"):
        made = replace(made, resource_constraint=None, generation=constraint[-1])
    if made.type == _SNOWPARK and made.generation is not None:
        raise invalid("GENERATION", made.generation)
    if (made.type == _SNOWPARK) != (made.resource_constraint is not None):
        raise invalid("RESOURCE_CONSTRAINT", constraint)
    return made


def _of_type(name: str) -> Fields:
    if name == _SNOWPARK:
        return {"size": "MEDIUM", "resource_constraint": "MEMORY_16X", "generation": None}
    return {"resource_constraint": None, "generation": "1"}
