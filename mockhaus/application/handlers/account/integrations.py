"""CREATE STORAGE INTEGRATION, ALTER STORAGE INTEGRATION and DESCRIBE INTEGRATION.

Follows https://docs.snowflake.com/en/sql-reference/sql/create-storage-integration, alter-storage-integration and
desc-integration.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mockhaus.application.handlers.account.properties import fields, unset_fields
from mockhaus.application.outcome import Outcome, row_set
from mockhaus.application.services import StatementRun
from mockhaus.domain.account.account import Account
from mockhaus.domain.account.objects import AccountKind, StorageIntegration
from mockhaus.domain.account.statements import (
    AccountAction,
    CreateAccountObject,
    SetAccountProperties,
    UnsetAccountProperties,
)
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.results import Row, RowSet
from mockhaus.domain.statements import Options
from mockhaus.domain.types import VARCHAR, ResultColumn

_KIND = AccountKind.INTEGRATION
_COLUMNS = tuple(
    ResultColumn(name, VARCHAR) for name in ("property", "property_type", "property_value", "property_default")
)
_TYPES = ("POSTGRES_EXTERNAL_STORAGE", "POSTGRES_INTERNAL_STORAGE")
_REQUIRED = {
    "S3": ("STORAGE_AWS_ROLE_ARN",),
    "AZURE": ("AZURE_TENANT_ID",),
}
_UNSET = {"enabled": True, "blocked": (), "comment": ""}
_IAM_USER = "arn:aws:iam::000000000000:user/mockhaus"


def build(run: StatementRun, _: Account, statement: CreateAccountObject) -> StorageIntegration:
    """The storage integration of a CREATE."""
    given = dict(statement.properties.options)
    if given.get("TYPE", "").upper() in _TYPES:
        raise unsupported(f"STORAGE INTEGRATION of TYPE = {given['TYPE'].upper()}")
    provider = given.get("STORAGE_PROVIDER", "").upper()
    for name in ("TYPE", "STORAGE_PROVIDER", "ENABLED", "STORAGE_ALLOWED_LOCATIONS", *_REQUIRED.get(provider, ())):
        if name not in given:
            raise SnowflakeError(ErrorCode.SEMANTIC, detail=f"Missing option(s): [{name}]")
    found = fields(_KIND, statement.properties.options)
    if not found.get("external_id"):
        found["external_id"] = f"MOCKHAUS_SFCRole={run.services.identity.token()}"
    made = StorageIntegration(
        id=run.services.account.next_id(),
        name=statement.name,
        owner=run.session.context.role,
        created_at=run.services.clock.now(),
        provider=provider,
    )
    return replace(made, **found)


def change(_: StatementRun, __: Account, item: StorageIntegration, action: AccountAction) -> StorageIntegration:
    """The storage integration after an action of ALTER."""
    if isinstance(action, UnsetAccountProperties):
        for name in action.names:
            if name not in ("ENABLED", "STORAGE_BLOCKED_LOCATIONS", "COMMENT"):
                raise SnowflakeError(ErrorCode.INVALID_PROPERTY, name=name, kind=_KIND.value)
        return replace(item, **unset_fields(_KIND, action.names, _UNSET, item.options))
    assert isinstance(action, SetAccountProperties)  # noqa: S101 - what else the parser makes
    _check_changeable(action.properties.options)
    return replace(item, **fields(_KIND, action.properties.options, item.options))


def _check_changeable(options: Options) -> None:
    for name, _ in options:
        if name in ("TYPE", "STORAGE_PROVIDER"):
            raise SnowflakeError(ErrorCode.INVALID_PROPERTY, name=name, kind=_KIND.value)


def describe(item: StorageIntegration) -> Outcome:
    """The properties of a storage integration."""
    return row_set(RowSet(_COLUMNS, tuple(_rows(item))))


def _rows(item: StorageIntegration) -> Iterator[Row]:
    options = dict(item.options)
    yield "ENABLED", "Boolean", str(item.enabled).lower(), "false"
    yield "STORAGE_PROVIDER", "String", item.provider, ""
    yield "STORAGE_ALLOWED_LOCATIONS", "List", ",".join(item.allowed), "[]"
    yield "STORAGE_BLOCKED_LOCATIONS", "List", ",".join(item.blocked), "[]"
    if item.provider == "S3":
        yield "STORAGE_AWS_IAM_USER_ARN", "String", _IAM_USER, ""
        yield "STORAGE_AWS_ROLE_ARN", "String", options.get("STORAGE_AWS_ROLE_ARN", ""), ""
        yield "STORAGE_AWS_EXTERNAL_ID", "String", item.external_id, ""
    if item.provider == "AZURE":
        yield "AZURE_TENANT_ID", "String", options.get("AZURE_TENANT_ID", ""), ""
    yield "COMMENT", "String", item.comment, ""
