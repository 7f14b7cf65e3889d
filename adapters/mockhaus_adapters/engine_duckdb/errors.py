"""DuckDB's exceptions as Snowflake's errors: one table, the first line that fits decides.

Nothing of DuckDB's own wording is shown, except values and the messages of its regular expressions (RE2, which
Snowflake shows too).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import duckdb

from mockhaus.domain.errors import ErrorCode, SnowflakeError, needs_nanoseconds, unsupported

_NANOSECONDS = "NANOS"
"""What stands in the place of an SQL state where a plan must be made anew, in nanoseconds."""
_Maker = Callable[["re.Match[str]"], SnowflakeError]
_Line = tuple[type[Exception], str, _Maker]

_EXCERPT = "\n\nLINE "
_TEXT = r"""['"](.*)['"]"""
_NUMERIC = r"(?:U?INT\d+|U?HUGEINT|FLOAT|DOUBLE|DECIMAL\(\d+, ?\d+\)|U?BIGINT|U?INTEGER|U?SMALLINT|U?TINYINT)"
_NARROW_CAST = re.compile(r"INT\d\d?\Z|BIGINT|INTEGER|SMALLINT|TINYINT")
_NARROW_ARITHMETIC = re.compile(r"INT\d\d?\Z|DECIMAL\((?:[1-9]|1\d)\)")
_NUMBER = re.compile(r"\s*[+-]?(\d+(?:\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*\Z")
_REGEX = (
    r"((?:missing [)\]]|unexpected \)|no argument for repetition operator|invalid escape sequence|"
    r"invalid character class(?: range)?|bad repetition operator|invalid repetition size|invalid perl operator|"
    r"invalid named capture group|invalid UTF-8|trailing \\)(?:: .*)?)\Z"
)


def _of(code: ErrorCode, **details: Any) -> _Maker:  # noqa: ANN401 - what the template takes
    return lambda _: SnowflakeError(code, **details)


def _value(code: ErrorCode) -> _Maker:
    return lambda found: SnowflakeError(code, value=found[1])


def _worded(found: re.Match[str]) -> SnowflakeError:
    if found[2] == _NANOSECONDS:
        return needs_nanoseconds()
    return SnowflakeError.worded(found[1], found[2], found[3])


def _number(found: re.Match[str]) -> SnowflakeError:
    if not _NUMBER.match(found[1]):
        return SnowflakeError(ErrorCode.NUMERIC_NOT_RECOGNIZED, value=found[1])
    return _out_of_range(found[1], found[2])


def _out_of_range(value: str, engine_type: str, narrow: re.Pattern[str] = _NARROW_CAST) -> SnowflakeError:
    """`overflow` in the details says that the same statement may succeed with 128-bit integers."""
    return SnowflakeError(ErrorCode.NUMERIC_OUT_OF_RANGE, value=value, overflow=narrow.match(engine_type) is not None)


def _data(detail: str) -> SnowflakeError:
    return SnowflakeError(ErrorCode.DATA, detail=detail)


def _invalid_pattern(detail: str) -> SnowflakeError:
    fragment = detail.partition(": ")[2]
    return SnowflakeError(ErrorCode.REGULAR_EXPRESSION_INVALID, pattern=fragment, detail=detail)


def _aborted(_: re.Match[str]) -> SnowflakeError:
    return SnowflakeError(ErrorCode.TRANSACTION_ABORTED, cause="an earlier statement")


_CONFLICT = _of(ErrorCode.SERIALIZATION, name="the same rows or object")
_DISK_FULL = _of(ErrorCode.STORAGE, detail="no space left on the device")
_FILE = _of(ErrorCode.STORAGE, detail="a file could not be read or written")
_TABLE: tuple[_Line, ...] = (
    (duckdb.InterruptException, "", _of(ErrorCode.CANCELLED)),
    (duckdb.OutOfMemoryException, "", _of(ErrorCode.OUT_OF_MEMORY, detail="the memory limit of the engine")),
    # Checks in our own SQL fail a cast of their whole message; those in our Python functions raise it.
    (
        duckdb.ConversionException,
        r"""Could not convert string ['"](\d{6}) \(([0-9A-Z]{5})\): (.*)['"] to [A-Z0-9(), ]+\Z""",
        _worded,
    ),
    (duckdb.InvalidInputException, r"(?<!\d)(\d{6}) \(([0-9A-Z]{5})\): (.*?)(?=\n\n|\n?\Z)", _worded),
    (duckdb.ConstraintException, "NOT NULL constraint failed", _of(ErrorCode.NULL_NOT_ALLOWED)),
    (duckdb.ConversionException, rf"Could not convert string {_TEXT} to ({_NUMERIC})", _number),
    (
        duckdb.ConversionException,
        rf"Could not convert string {_TEXT} to BOOL",
        _value(ErrorCode.BOOLEAN_NOT_RECOGNIZED),
    ),
    (
        duckdb.ConversionException,
        rf"Type \w+(?:\([\d, ]+\))? with value (\S+) can't be cast .* type ({_NUMERIC})",
        lambda found: _out_of_range(found[1], found[2]),
    ),
    (
        duckdb.ConversionException,
        rf'Casting value "?(.*?)"? to type ({_NUMERIC}) failed',
        lambda found: _out_of_range(found[1], found[2]),
    ),
    (
        duckdb.ConversionException,
        rf"Could not cast value (\S+) to ({_NUMERIC})",
        lambda found: _out_of_range(found[1], found[2]),
    ),
    (
        duckdb.ConversionException,
        rf"Failed to cast decimal value (\S+) to type ({_NUMERIC})",
        lambda found: _out_of_range(found[1], found[2]),
    ),
    (
        duckdb.ConversionException,
        "(?i)not in timestamp range|epoch seconds out of range",
        _of(ErrorCode.DATA, detail="Timestamp is out of range"),
    ),
    (
        duckdb.ConversionException,
        rf"timestamp field (?:format|value out of range): {_TEXT}",
        _value(ErrorCode.TIMESTAMP_NOT_RECOGNIZED),
    ),
    (
        duckdb.ConversionException,
        rf"date field (?:format|value out of range): {_TEXT}",
        _value(ErrorCode.DATE_NOT_RECOGNIZED),
    ),
    (
        duckdb.ConversionException,
        rf"time field (?:format|value out of range): {_TEXT}",
        _value(ErrorCode.TIME_NOT_RECOGNIZED),
    ),
    (
        duckdb.NotImplementedException,
        r"Unknown TimeZone '(.*)'",
        lambda found: _data(f"Unknown time zone: '{found[1]}'"),
    ),
    (duckdb.ConversionException, r"Date out of range: (\S+)", _value(ErrorCode.DATE_NOT_RECOGNIZED)),
    (
        duckdb.ConversionException,
        r'Could not decode string "(.*)" as base64',
        lambda found: _data(f"The following string is not a legal base64-encoded value: '{found[1]}'"),
    ),
    (
        duckdb.ConversionException,
        "invalid UTF8 characters",
        _of(ErrorCode.DATA, detail="Invalid UTF8 detected in binary value"),
    ),
    (
        duckdb.InvalidInputException,
        "Invalid string encoding found in Parquet",
        lambda _: unsupported("texts in Parquet files that are not UTF-8"),
    ),
    (
        duckdb.InvalidInputException,
        "Invalid input for hex digit: (.*)",
        lambda found: _data(f"The following string is not a legal hex-encoded value: '{found[1]}'"),
    ),
    (duckdb.Error, "Max expression depth limit", _of(ErrorCode.PARSE_FAILED, detail="statement is nested too deeply")),
    (duckdb.Error, "pattern must not end with escape", _of(ErrorCode.DATA, detail="The pattern ends with its escape")),
    (duckdb.Error, "Invalid escape string", _of(ErrorCode.DATA, detail="An escape must be a single character")),
    (
        duckdb.BinderException,
        "^Binder Error: GROUPING ",
        _of(ErrorCode.NOT_A_GROUP_BY_EXPRESSION, expression="GROUPING"),
    ),
    (
        duckdb.BinderException,
        "subqueries in lambda expressions",
        lambda _: unsupported("a subquery as an argument of this function"),
    ),
    (duckdb.BinderException, "JSON path error", lambda _: unsupported("this path into a VARIANT")),
    (duckdb.Error, "Malformed JSON", _of(ErrorCode.JSON_INVALID, detail="the text is malformed")),
    (
        duckdb.OutOfRangeException,
        r"Overflow in \w+ of ([A-Z0-9]+(?:\(\d+\))?) \((.*)\)!",
        lambda found: _out_of_range(found[2], found[1], _NARROW_ARITHMETIC),
    ),
    (
        duckdb.OutOfRangeException,
        r"Overflow in HUGEINT \w+: (.*)",
        lambda found: _out_of_range(found[1], "HUGEINT"),
    ),
    (duckdb.OutOfRangeException, "(?i)overflow on (.*)", lambda found: _out_of_range(found[1], "INT64")),
    (
        duckdb.OutOfRangeException,
        "string of size",
        _of(ErrorCode.OUT_OF_MEMORY, detail="a string is too long"),
    ),
    (
        duckdb.OutOfRangeException,
        "",
        lambda _: SnowflakeError.worded("100046", "22003", "Number out of representable range"),
    ),
    (duckdb.InvalidInputException, "Division by zero", _of(ErrorCode.DIVISION_BY_ZERO)),
    (
        duckdb.InvalidInputException,
        "More than one row returned by a subquery",
        _of(ErrorCode.SUBQUERY_MANY_ROWS),
    ),
    (
        duckdb.InvalidInputException,
        rf"Type \w+ with value (\S+) can't be cast .* type ({_NUMERIC})",
        lambda found: _out_of_range(found[1], found[2]),
    ),
    (
        duckdb.InvalidInputException,
        r'Could not parse string "(.*?)" according to format',
        _value(ErrorCode.TIMESTAMP_NOT_RECOGNIZED),
    ),
    (
        duckdb.InvalidInputException,
        _REGEX,
        lambda found: _invalid_pattern(found[1]),
    ),
    (
        duckdb.InvalidInputException,
        r"Pattern has \d+ groups?\. Cannot access group (\d+)",
        lambda found: _invalid_pattern(f"no group: {found[1]}"),
    ),
    (
        duckdb.TransactionException,
        "Attempting to write to database",
        lambda _: unsupported("writing to two databases in one transaction"),
    ),
    (duckdb.TransactionException, "Current transaction is aborted", _aborted),
    (duckdb.TransactionException, "(?i)conflict|altered by a different|failed to commit", _CONFLICT),
    (duckdb.CatalogException, "(?i)write-write conflict", _CONFLICT),
    (duckdb.SequenceException, "", _of(ErrorCode.DATA, detail="A sequence has no further value.")),
    (duckdb.IOException, "(?i)no space left|disk full|max_temp_directory_size", _DISK_FULL),
    (duckdb.IOException, "", _FILE),
)
_COMPILED = tuple((kind, re.compile(pattern, re.DOTALL), maker) for kind, pattern, maker in _TABLE)


# Errors of Arrow streams reach Python as text alone.
_KINDS: dict[str, type[Exception]] = {
    "Conversion Error": duckdb.ConversionException,
    "Out of Range Error": duckdb.OutOfRangeException,
    "Invalid Input Error": duckdb.InvalidInputException,
    "Out of Memory Error": duckdb.OutOfMemoryException,
    "INTERRUPT Error": duckdb.InterruptException,
    "TransactionContext Error": duckdb.TransactionException,
    "Sequence Error": duckdb.SequenceException,
    "IO Error": duckdb.IOException,
}


def snowflake_error(error: Exception) -> SnowflakeError:
    """The Snowflake error for an exception of the driver; INTERNAL, a fault of ours, where the table has none."""
    message = str(error).split(_EXCERPT)[0]
    kind = type(error) if isinstance(error, duckdb.Error) else _KINDS.get(message.split(":")[0], Exception)
    for line_kind, pattern, maker in _COMPILED:
        if issubclass(kind, line_kind) and (found := pattern.search(message)):
            return maker(found)
    return SnowflakeError(ErrorCode.INTERNAL, query_id="?")
