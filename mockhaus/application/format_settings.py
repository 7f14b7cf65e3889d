"""The settings of file formats and the copy options of stages: names, types and defaults, as DESCRIBE shows them.

Follows https://docs.snowflake.com/en/sql-reference/sql/desc-file-format and desc-stage.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.statements import Options


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting's name, its type's name in DESCRIBE, its default as DESCRIBE prints it."""

    name: str
    type: str
    default: str


_NULL_IF = r"[\\N]"
_CSV = (
    Setting("TYPE", "String", "CSV"),
    Setting("RECORD_DELIMITER", "String", r"\n"),
    Setting("FIELD_DELIMITER", "String", ","),
    Setting("FILE_EXTENSION", "String", ""),
    Setting("SKIP_HEADER", "Integer", "0"),
    Setting("PARSE_HEADER", "Boolean", "false"),
    Setting("DATE_FORMAT", "String", "AUTO"),
    Setting("TIME_FORMAT", "String", "AUTO"),
    Setting("TIMESTAMP_FORMAT", "String", "AUTO"),
    Setting("BINARY_FORMAT", "String", "HEX"),
    Setting("ESCAPE", "String", "NONE"),
    Setting("ESCAPE_UNENCLOSED_FIELD", "String", r"\\"),
    Setting("TRIM_SPACE", "Boolean", "false"),
    Setting("FIELD_OPTIONALLY_ENCLOSED_BY", "String", "NONE"),
    Setting("NULL_IF", "List", _NULL_IF),
    Setting("COMPRESSION", "String", "AUTO"),
    Setting("ERROR_ON_COLUMN_COUNT_MISMATCH", "Boolean", "true"),
    Setting("VALIDATE_UTF8", "Boolean", "true"),
    Setting("SKIP_BLANK_LINES", "Boolean", "false"),
    Setting("REPLACE_INVALID_CHARACTERS", "Boolean", "false"),
    Setting("EMPTY_FIELD_AS_NULL", "Boolean", "true"),
    Setting("SKIP_BYTE_ORDER_MARK", "Boolean", "true"),
    Setting("ENCODING", "String", "UTF8"),
    Setting("MULTI_LINE", "Boolean", "true"),
)
_JSON = (
    Setting("TYPE", "String", "JSON"),
    Setting("FILE_EXTENSION", "String", ""),
    Setting("DATE_FORMAT", "String", "AUTO"),
    Setting("TIME_FORMAT", "String", "AUTO"),
    Setting("TIMESTAMP_FORMAT", "String", "AUTO"),
    Setting("BINARY_FORMAT", "String", "HEX"),
    Setting("TRIM_SPACE", "Boolean", "false"),
    Setting("MULTI_LINE", "Boolean", "true"),
    Setting("NULL_IF", "List", "[]"),
    Setting("COMPRESSION", "String", "AUTO"),
    Setting("ENABLE_OCTAL", "Boolean", "false"),
    Setting("ALLOW_DUPLICATE", "Boolean", "false"),
    Setting("STRIP_OUTER_ARRAY", "Boolean", "false"),
    Setting("STRIP_NULL_VALUES", "Boolean", "false"),
    Setting("IGNORE_UTF8_ERRORS", "Boolean", "false"),
    Setting("REPLACE_INVALID_CHARACTERS", "Boolean", "false"),
    Setting("SKIP_BYTE_ORDER_MARK", "Boolean", "true"),
)
_PARQUET = (
    Setting("TYPE", "String", "PARQUET"),
    Setting("TRIM_SPACE", "Boolean", "false"),
    Setting("NULL_IF", "List", "[]"),
    Setting("COMPRESSION", "String", "AUTO"),
    Setting("SNAPPY_COMPRESSION", "Boolean", "true"),
    Setting("BINARY_AS_TEXT", "Boolean", "true"),
    Setting("USE_LOGICAL_TYPE", "Boolean", "false"),
    Setting("USE_VECTORIZED_SCANNER", "Boolean", "false"),
    Setting("REPLACE_INVALID_CHARACTERS", "Boolean", "false"),
)
_AVRO_OR_ORC = (
    Setting("TRIM_SPACE", "Boolean", "false"),
    Setting("NULL_IF", "List", "[]"),
    Setting("COMPRESSION", "String", "AUTO"),
    Setting("REPLACE_INVALID_CHARACTERS", "Boolean", "false"),
)
_XML = (
    Setting("COMPRESSION", "String", "AUTO"),
    Setting("IGNORE_UTF8_ERRORS", "Boolean", "false"),
    Setting("PRESERVE_SPACE", "Boolean", "false"),
    Setting("STRIP_OUTER_ELEMENT", "Boolean", "false"),
    Setting("DISABLE_SNOWFLAKE_DATA", "Boolean", "false"),
    Setting("DISABLE_AUTO_CONVERT", "Boolean", "false"),
    Setting("REPLACE_INVALID_CHARACTERS", "Boolean", "false"),
    Setting("SKIP_BYTE_ORDER_MARK", "Boolean", "true"),
)
_SETTINGS: dict[str, tuple[Setting, ...]] = {
    "CSV": _CSV,
    "JSON": _JSON,
    "PARQUET": _PARQUET,
    "AVRO": (Setting("TYPE", "String", "AVRO"), *_AVRO_OR_ORC),
    "ORC": (Setting("TYPE", "String", "ORC"), *_AVRO_OR_ORC),
    "XML": (Setting("TYPE", "String", "XML"), *_XML),
}
COPY_OPTIONS = (
    Setting("ON_ERROR", "String", "ABORT_STATEMENT"),
    Setting("SIZE_LIMIT", "Long", ""),
    Setting("PURGE", "Boolean", "false"),
    Setting("RETURN_FAILED_ONLY", "Boolean", "false"),
    Setting("ENFORCE_LENGTH", "Boolean", "true"),
    Setting("TRUNCATECOLUMNS", "Boolean", "false"),
    Setting("FORCE", "Boolean", "false"),
)
"""The copy options that a stage may set."""


def settings_of(format_type: str) -> tuple[Setting, ...]:
    """The settings of a format type, in DESCRIBE's order; INVALID_VALUE for an unknown type."""
    found = _SETTINGS.get(format_type)
    if found is None:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=format_type, name="TYPE")
    return found


def check(format_type: str, settings: Options) -> None:
    """Refuse a setting that the format type does not have."""
    known = {setting.name for setting in settings_of(format_type)}
    for name, _ in settings:
        if name not in known:
            raise SnowflakeError(ErrorCode.INVALID_PROPERTY, name=name, kind="FILE FORMAT")


def check_copy_options(options: Options) -> None:
    """Refuse a copy option that there is not."""
    known = {setting.name for setting in COPY_OPTIONS}
    for name, _ in options:
        if name not in known:
            raise SnowflakeError(ErrorCode.INVALID_PROPERTY, name=name, kind="COPY_OPTIONS")


def shown(setting: Setting, values: Mapping[str, str]) -> str:
    """A setting's value as DESCRIBE prints it."""
    value = values.get(setting.name)
    if value is None:
        return setting.default
    if setting.type == "Boolean":
        return value.lower()
    if setting.type == "List":
        return f"[{', '.join(json.loads(value))}]" if value.startswith("[") else f"[{value}]"
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
