"""DESCRIBE WAREHOUSE and DESCRIBE USER: https://docs.snowflake.com/en/sql-reference/sql/desc-user."""

from __future__ import annotations

import datetime as dt

from mockhaus.application.outcome import Outcome, row_set
from mockhaus.domain.account import keys
from mockhaus.domain.account.objects import AccountObject, User, kind_of
from mockhaus.domain.results import Row, RowSet
from mockhaus.domain.types import VARCHAR, Kind, ResultColumn, fractional

_WAREHOUSE = (
    ResultColumn("created_on", fractional(Kind.TIMESTAMP_LTZ, 3)),
    ResultColumn("name", VARCHAR),
    ResultColumn("kind", VARCHAR),
)
_USER = tuple(ResultColumn(name, VARCHAR) for name in ("property", "value", "default", "description"))
_NULL = "null"
_HIDDEN = "********"


def warehouse(item: AccountObject) -> Outcome:
    """When a warehouse was created, its name and kind."""
    return row_set(RowSet(_WAREHOUSE, ((item.created_at, item.name, kind_of(item).value),)))


def user(item: User) -> Outcome:
    """The properties of a user. A password is never shown."""
    return row_set(RowSet(_USER, tuple(_rows(item))))


def role_list(roles: tuple[str, ...]) -> str:
    """Secondary roles as Snowflake shows a user's: `["ALL"]` or `[]`."""
    return "[" + ",".join(f'"{role}"' for role in roles) + "]"


def _rows(item: User) -> list[Row]:
    return [
        _row("NAME", item.name, "Name"),
        _row("COMMENT", item.comment, "Comment of the user"),
        _row("DISPLAY_NAME", item.display_name, "Name by which the user is displayed"),
        _row("TYPE", item.type, "Type of the user"),
        _row("LOGIN_NAME", item.login_name, "Name by which the user logs in"),
        _row("FIRST_NAME", item.first_name, "First name of the user"),
        _row("MIDDLE_NAME", item.middle_name, "Middle name of the user"),
        _row("LAST_NAME", item.last_name, "Last name of the user"),
        _row("EMAIL", item.email, "Email address of the user"),
        _row("PASSWORD", _HIDDEN if item.password else None, "Password of the user"),
        _flag("MUST_CHANGE_PASSWORD", "The user must change the password", value=item.must_change_password),
        _flag("DISABLED", "Whether the user is locked out", value=item.disabled),
        _flag("SNOWFLAKE_LOCK", "Whether Snowflake locked the user"),
        _flag("SNOWFLAKE_SUPPORT", "Whether Snowflake Support may use the user"),
        _row("DAYS_TO_EXPIRY", None, "Days until the user expires"),
        _row("MINS_TO_UNLOCK", None, "Minutes until a temporary lock ends"),
        _row("DEFAULT_WAREHOUSE", item.default_warehouse, "Warehouse of the user's new sessions"),
        _row("DEFAULT_NAMESPACE", item.default_namespace, "Database, or schema, of the user's new sessions"),
        _row("DEFAULT_ROLE", item.default_role, "Primary role of the user's new sessions"),
        ("DEFAULT_SECONDARY_ROLES", role_list(item.default_secondary_roles), '["ALL"]', "Secondary roles of sessions"),
        _flag("EXT_AUTHN_DUO", "Whether Duo is the second factor"),
        _row("EXT_AUTHN_UID", None, "Identity at the second factor"),
        _row("DEFAULT_MFA_METHOD", None, "Second factor by default"),
        _flag("HAS_MFA", "Whether the user has a second factor"),
        _flag("HAS_PAT", "Whether the user has a programmatic access token"),
        _flag("HAS_WORKLOAD_IDENTITY", "Whether the user has a workload identity"),
        _row("MINS_TO_BYPASS_MFA", None, "Minutes without a second factor"),
        _row("MINS_TO_BYPASS_NETWORK_POLICY", None, "Minutes without a network policy"),
        *_key_rows("RSA_PUBLIC_KEY", "RSA_PUBLIC_KEY_FP", item.rsa_public_key, item.rsa_public_key_set_at),
        *_key_rows("RSA_PUBLIC_KEY_2", "RSA_PUBLIC_KEY_2_FP", item.rsa_public_key_2, item.rsa_public_key_2_set_at),
        _row("PASSWORD_LAST_SET_TIME", _time(item.password_set_at), "When the password was last set"),
        _row("CUSTOM_LANDING_PAGE_URL", None, "Reserved"),
        _flag("CUSTOM_LANDING_PAGE_URL_FLUSH_NEXT_UI_LOAD", "Reserved"),
        _flag("IS_FROM_ORGANIZATION_USER", "Whether the user comes from the organization"),
    ]


def _row(name: str, value: str | None, description: str) -> Row:
    return name, value or _NULL, _NULL, description


def _flag(name: str, description: str, *, value: bool = False) -> Row:
    return name, str(value).lower(), "false", description


def _key_rows(name: str, digest_name: str, key: str | None, at: dt.datetime | None) -> list[Row]:
    return [
        _row(name, key, "Public key of the user"),
        _row(digest_name, keys.fingerprint(key) if key else None, "Fingerprint of the public key"),
        _row(f"{name}_LAST_SET_TIME", _time(at), "When the public key was last set"),
    ]


def _time(at: dt.datetime | None) -> str | None:
    return None if at is None else at.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
