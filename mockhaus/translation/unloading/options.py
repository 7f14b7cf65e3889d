"""Copy options of COPY INTO a location, with Snowflake's defaults.

Follows https://docs.snowflake.com/en/sql-reference/sql/copy-into-location (copy options).
"""

from __future__ import annotations

from dataclasses import dataclass

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.statements import Options

_DEFAULT = 16_777_216
_LARGEST = 5_368_709_120


@dataclass(frozen=True, slots=True, kw_only=True)
class UnloadOptions:
    """How rows are unloaded. `max_file_size` is in bytes."""

    overwrite: bool = False
    single: bool = False
    max_file_size: int = _DEFAULT
    include_query_id: bool = False
    detailed: bool = False
    header: bool = False


def unload_options(given: Options, *, partitioned: bool) -> UnloadOptions:
    """The options as given; SEMANTIC for ones that do not go together."""
    found = {name: value.upper() for name, value in given}
    made = UnloadOptions(
        overwrite=_flag(found, "OVERWRITE"),
        single=_flag(found, "SINGLE"),
        max_file_size=_size(found),
        include_query_id=_flag(found, "INCLUDE_QUERY_ID", default=partitioned),
        detailed=_flag(found, "DETAILED_OUTPUT"),
        header=_flag(found, "HEADER"),
    )
    _check(made, partitioned=partitioned)
    return made


def _check(made: UnloadOptions, *, partitioned: bool) -> None:
    if partitioned and not made.include_query_id:
        raise _conflict("INCLUDE_QUERY_ID = FALSE", "PARTITION BY")
    other = "PARTITION BY" if partitioned else "INCLUDE_QUERY_ID = TRUE"
    if made.include_query_id and made.overwrite:
        raise _conflict("OVERWRITE = TRUE", other)
    if made.include_query_id and made.single:
        raise _conflict("SINGLE = TRUE", other)


def _conflict(option: str, other: str) -> SnowflakeError:
    detail = f"Copy option {option} is not supported in combination with {other}."
    return SnowflakeError(ErrorCode.SEMANTIC, detail=detail)


def _flag(found: dict[str, str], name: str, *, default: bool = False) -> bool:
    value = found.get(name, str(default).upper())
    if value not in ("TRUE", "FALSE"):
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=value, name=name)
    return value == "TRUE"


def _size(found: dict[str, str]) -> int:
    value = found.get("MAX_FILE_SIZE", str(_DEFAULT))
    if not value.isdecimal() or not 0 < int(value) <= _LARGEST:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=value, name="MAX_FILE_SIZE")
    return int(value)
