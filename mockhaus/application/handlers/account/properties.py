"""Properties of warehouses, roles and users: which there are, and the fields that they become.

A property that would change what statements do, and does not here, is refused by name where it asks for that.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mockhaus.domain.account import keys
from mockhaus.domain.account.objects import ALL_ROLES, SIZES, AccountKind
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.sessions.definitions import DEFINITIONS
from mockhaus.domain.sessions.parameters import SessionParameters
from mockhaus.domain.statements import Options

Fields = dict[str, Any]
"""Values of fields of an object, by name."""
_NULL = "NULL"
_Read = Callable[[str, str], Any]


def invalid(name: str, value: str) -> SnowflakeError:
    """INVALID_VALUE of a property."""
    return SnowflakeError(ErrorCode.INVALID_VALUE, value=value, name=name)


def _text(_: str, value: str) -> str:
    return "" if value == _NULL else value


def _comment(_: str, value: str) -> str:
    return value


def _optional(_: str, value: str) -> str | None:
    return None if value == _NULL else value


def _boolean(name: str, value: str) -> bool:
    if value.upper() not in ("TRUE", "FALSE"):
        raise invalid(name, value)
    return value.upper() == "TRUE"


def _count(least: int) -> _Read:
    def read(name: str, value: str) -> int:
        if not value.isdigit() or int(value) < least:
            raise invalid(name, value)
        return int(value)

    return read


def _seconds(name: str, value: str) -> int | None:
    return None if value == _NULL else int(_count(0)(name, value))


def _one_of(*words: str) -> _Read:
    def read(name: str, value: str) -> str:
        if value.upper() not in words:
            raise invalid(name, value)
        return value.upper()

    return read


def _refused(name: str, value: str) -> None:
    if value.upper() not in (_NULL, "FALSE", "0"):
        raise unsupported(name)


# -- warehouses ----------------------------------------------------------------------------------------------------

_SIZE_WORDS = {
    **{size: size for size in SIZES},
    **{shown.upper(): size for size, shown in SIZES.items()},
    "X2LARGE": "XXLARGE",
    "X3LARGE": "XXXLARGE",
}
_MOST_SCALE = 100


def _size(name: str, value: str) -> str:
    found = _SIZE_WORDS.get(value.upper())
    if found is None:
        raise invalid(name, value)
    return found


def _warehouse_type(name: str, value: str) -> str:
    if value.upper() == "ADAPTIVE":
        raise unsupported("adaptive warehouse")
    return str(_one_of("STANDARD", "SNOWPARK-OPTIMIZED")(name, value))


def _scale_factor(name: str, value: str) -> int:
    found = int(_count(0)(name, value))
    if found > _MOST_SCALE:
        raise invalid(name, value)
    return found


_CONSTRAINTS = (
    *("STANDARD_GEN_1", "STANDARD_GEN_2", "MEMORY_1X", "MEMORY_1X_X86", "MEMORY_16X", "MEMORY_16X_X86"),
    *("MEMORY_64X", "MEMORY_64X_X86"),
)
_WAREHOUSE: dict[str, tuple[str, _Read]] = {
    "COMMENT": ("comment", _comment),
    "WAREHOUSE_TYPE": ("type", _warehouse_type),
    "WAREHOUSE_SIZE": ("size", _size),
    "GENERATION": ("generation", _one_of("1", "2")),
    "RESOURCE_CONSTRAINT": ("resource_constraint", _one_of(*_CONSTRAINTS)),
    "MAX_CLUSTER_COUNT": ("max_cluster_count", _count(1)),
    "MIN_CLUSTER_COUNT": ("min_cluster_count", _count(1)),
    "SCALING_POLICY": ("scaling_policy", _one_of("STANDARD", "ECONOMY")),
    "AUTO_SUSPEND": ("auto_suspend", _seconds),
    "AUTO_RESUME": ("auto_resume", _boolean),
    "ENABLE_QUERY_ACCELERATION": ("enable_query_acceleration", _boolean),
    "QUERY_ACCELERATION_MAX_SCALE_FACTOR": ("query_acceleration_max_scale_factor", _scale_factor),
    "INITIALLY_SUSPENDED": ("suspended", _boolean),
    "WAIT_FOR_COMPLETION": ("", _boolean),
    "RESOURCE_MONITOR": ("", _refused),
}
_WAREHOUSE_OPTIONS = {
    "MAX_CONCURRENCY_LEVEL": _count(1),
    "STATEMENT_QUEUED_TIMEOUT_IN_SECONDS": _count(0),
    "STATEMENT_TIMEOUT_IN_SECONDS": _count(0),
}

# -- users ---------------------------------------------------------------------------------------------------------


def _login_name(_: str, value: str) -> str | None:
    return None if value == _NULL else value.upper()


def _secondary_roles(name: str, value: str) -> tuple[str, ...]:
    try:
        found = tuple(str(item).upper() for item in json.loads(value))
    except ValueError as error:
        raise invalid(name, value) from error
    if found not in ((), ALL_ROLES):
        raise invalid(name, ", ".join(found))
    return found


def _public_key(name: str, value: str) -> str | None:
    if value in ("", _NULL):
        return None
    try:
        return keys.body(value)
    except ValueError as error:
        raise invalid(name, value) from error


def _user_type(name: str, value: str) -> str:
    if value == _NULL:
        return "PERSON"
    if value.upper() == "SERVICE_AGENT":
        raise unsupported("TYPE = SERVICE_AGENT")
    return str(_one_of("PERSON", "SERVICE", "LEGACY_SERVICE")(name, value))


_USER: dict[str, tuple[str, _Read]] = {
    "COMMENT": ("comment", _comment),
    "LOGIN_NAME": ("login_name", _login_name),
    "DISPLAY_NAME": ("display_name", _optional),
    "FIRST_NAME": ("first_name", _text),
    "MIDDLE_NAME": ("middle_name", _text),
    "LAST_NAME": ("last_name", _text),
    "EMAIL": ("email", _text),
    "MUST_CHANGE_PASSWORD": ("must_change_password", _boolean),
    "DISABLED": ("disabled", _boolean),
    "DEFAULT_WAREHOUSE": ("default_warehouse", _optional),
    "DEFAULT_NAMESPACE": ("default_namespace", _optional),
    "DEFAULT_ROLE": ("default_role", _optional),
    "DEFAULT_SECONDARY_ROLES": ("default_secondary_roles", _secondary_roles),
    "RSA_PUBLIC_KEY": ("rsa_public_key", _public_key),
    "RSA_PUBLIC_KEY_2": ("rsa_public_key_2", _public_key),
    "TYPE": ("type", _user_type),
    **dict.fromkeys(
        ("DAYS_TO_EXPIRY", "MINS_TO_UNLOCK", "MINS_TO_BYPASS_MFA", "DISABLE_MFA", "NETWORK_POLICY"), ("", _refused)
    ),
    **dict.fromkeys(
        ("ALLOWED_INTERFACES", "WORKLOAD_IDENTITY", "RSA_PUBLIC_KEY_FP", "RSA_PUBLIC_KEY_2_FP"), ("", _refused)
    ),
}


# -- storage integrations -------------------------------------------------------------------------------------------


def _locations(name: str, value: str) -> tuple[str, ...]:
    try:
        found = tuple(map(str, json.loads(value)))
    except (TypeError, ValueError) as error:
        raise invalid(name, value) from error
    for url in found:
        if url != "*" and "://" not in url:
            raise invalid(name, url)
    return found


_INTEGRATION: dict[str, tuple[str, _Read]] = {
    "COMMENT": ("comment", _comment),
    "TYPE": ("", _one_of("EXTERNAL_STAGE")),
    "ENABLED": ("enabled", _boolean),
    "STORAGE_PROVIDER": ("provider", _one_of("S3", "GCS", "AZURE")),
    "STORAGE_ALLOWED_LOCATIONS": ("allowed", _locations),
    "STORAGE_BLOCKED_LOCATIONS": ("blocked", _locations),
    "STORAGE_AWS_EXTERNAL_ID": ("external_id", _comment),
    "USE_PRIVATELINK_ENDPOINT": ("", _refused),
}
_INTEGRATION_OPTIONS: dict[str, _Read] = {
    "STORAGE_AWS_ROLE_ARN": _comment,
    "STORAGE_AWS_OBJECT_ACL": _one_of("BUCKET-OWNER-FULL-CONTROL"),
    "AZURE_TENANT_ID": _comment,
}

# -- all -----------------------------------------------------------------------------------------------------------


def _parameter(name: str, value: str) -> str:
    SessionParameters().setting(name, value)
    return value


_FIELDS: dict[AccountKind, dict[str, tuple[str, _Read]]] = {
    AccountKind.WAREHOUSE: _WAREHOUSE,
    AccountKind.ROLE: {"COMMENT": ("comment", _comment)},
    AccountKind.USER: _USER,
    AccountKind.INTEGRATION: _INTEGRATION,
}
_OPTIONS: dict[AccountKind, tuple[str, Mapping[str, _Read]]] = {
    AccountKind.WAREHOUSE: ("options", _WAREHOUSE_OPTIONS),
    AccountKind.INTEGRATION: ("options", _INTEGRATION_OPTIONS),
    AccountKind.USER: ("parameters", dict.fromkeys(DEFINITIONS, _parameter)),
}


def fields(kind: AccountKind, options: Options, kept: Options = ()) -> Fields:
    """The fields that properties set; what lies in a list of options is added to those `kept`."""
    found: Fields = {}
    field, readers = _OPTIONS.get(kind, ("", {}))
    others = dict(kept)
    for name, value in options:
        if name in _FIELDS[kind]:
            target, read = _FIELDS[kind][name]
            found[target] = read(name, value)
        elif name in readers:
            others[name] = str(readers[name](name, value))
        else:
            raise SnowflakeError(ErrorCode.INVALID_PROPERTY, name=name, kind=kind.value)
    found.pop("", None)
    return {**found, field: tuple(sorted(others.items()))} if field else found


def unset_fields(kind: AccountKind, names: Iterable[str], defaults: Fields, kept: Options) -> Fields:
    """The fields that UNSET gives their `defaults`; options are taken out of those `kept`."""
    found: Fields = {}
    field, readers = _OPTIONS.get(kind, ("", {}))
    gone = set()
    for name in names:
        if name in _FIELDS[kind]:
            target = _FIELDS[kind][name][0]
            found[target] = defaults.get(target)
        elif name in readers:
            gone.add(name)
        else:
            raise SnowflakeError(ErrorCode.INVALID_PROPERTY, name=name, kind=kind.value)
    found.pop("", None)
    return {**found, field: tuple(item for item in kept if item[0] not in gone)} if field else found
