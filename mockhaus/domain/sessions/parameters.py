"""Session parameters: names, types, defaults and allowed values.

Follows https://docs.snowflake.com/en/sql-reference/parameters. A parameter that is here may be set; its `effect`
tells what that does. All others are refused by name.
"""

from __future__ import annotations

import enum
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported

ParameterValue = bool | int | str


class Effect(enum.Enum):
    """What setting a parameter does."""

    HONOURED = "honoured"
    KEPT = "kept"
    """Kept and shown: there is nothing here for it to change."""
    ONLY_DEFAULT = "only default"
    """Another value than the default would change results and is not emulated: it is refused by name."""


@dataclass(frozen=True, slots=True)
class ParameterDefinition:
    """A parameter's default (whose type is the parameter's), its bounds or allowed values, and its description."""

    name: str
    default: ParameterValue
    description: str
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[str, ...] = ()
    effect: Effect = Effect.HONOURED

    @property
    def type_name(self) -> str:
        """The type as SHOW PARAMETERS prints it."""
        return {bool: "BOOLEAN", int: "NUMBER", str: "STRING"}[type(self.default)]

    def read(self, text: str) -> ParameterValue:
        """The typed value of a literal as written.

        INVALID_VALUE where it is not one, STATEMENT_UNSUPPORTED where it is one that Mockhaus would not honour.
        """
        value = self._typed(text)
        if self.effect is Effect.ONLY_DEFAULT and value != self.default:
            raise unsupported(f"{self.name} = {text}")
        return value

    def _typed(self, text: str) -> ParameterValue:
        if isinstance(self.default, bool):
            return self._read_boolean(text)
        if isinstance(self.default, int):
            return self._read_integer(text)
        return self._read_text(text)

    def _invalid(self, text: str) -> SnowflakeError:
        return SnowflakeError(ErrorCode.INVALID_VALUE, value=text, name=self.name)

    def _read_boolean(self, text: str) -> bool:
        lowered = text.lower()
        if lowered not in ("true", "false"):
            raise self._invalid(text)
        return lowered == "true"

    def _read_integer(self, text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise self._invalid(text) from None
        if (self.minimum is not None and value < self.minimum) or (self.maximum is not None and value > self.maximum):
            raise self._invalid(text)
        return value

    def _read_text(self, text: str) -> str:
        if self.choices:
            found = next((choice for choice in self.choices if choice.upper() == text.upper()), None)
            if found is None:
                raise self._invalid(text)
            return found
        if self.name == "TIMEZONE" and text not in _zones():
            raise self._invalid(text)
        return text


def _zones() -> frozenset[str]:
    if not _ZONES:
        _ZONES.append(frozenset(zoneinfo.available_timezones()))
    return _ZONES[0]


_ZONES: list[frozenset[str]] = []

_TIMESTAMP_MAPPINGS = ("TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ")
_DEFINITIONS = (
    ParameterDefinition("ABORT_DETACHED_QUERY", False, "Abort a query whose connection is lost.", effect=Effect.KEPT),
    ParameterDefinition("AUTOCOMMIT", True, "Each statement outside of a transaction is one of its own."),
    ParameterDefinition(
        "BINARY_INPUT_FORMAT",
        "HEX",
        "Format of text converted to BINARY.",
        choices=("HEX", "BASE64", "UTF8", "UTF-8"),
    ),
    ParameterDefinition(
        "BINARY_OUTPUT_FORMAT", "HEX", "Format of BINARY converted to text.", choices=("HEX", "BASE64")
    ),
    ParameterDefinition(
        "CLIENT_RESULT_CHUNK_SIZE",
        160,
        "Largest result chunk a client downloads, in MB.",
        16,
        160,
        effect=Effect.KEPT,
    ),
    ParameterDefinition("CLIENT_SESSION_KEEP_ALIVE", False, "Clients keep the session alive.", effect=Effect.KEPT),
    ParameterDefinition("DATE_INPUT_FORMAT", "AUTO", "Format of text converted to DATE."),
    ParameterDefinition("DATE_OUTPUT_FORMAT", "YYYY-MM-DD", "Format of DATE converted to text."),
    ParameterDefinition(
        "ERROR_ON_NONDETERMINISTIC_MERGE",
        True,
        "MERGE fails where several source rows change one target row.",
    ),
    ParameterDefinition(
        "ERROR_ON_NONDETERMINISTIC_UPDATE",
        False,
        "UPDATE fails where several source rows change one target row.",
    ),
    ParameterDefinition("JSON_INDENT", 2, "Blanks of indentation of printed JSON.", 0, 16, effect=Effect.KEPT),
    ParameterDefinition("LOCK_TIMEOUT", 43200, "Seconds to wait for a lock.", 0),
    ParameterDefinition(
        "MULTI_STATEMENT_COUNT", 1, "Statements allowed in one request; 0 is any number.", 0, effect=Effect.KEPT
    ),
    ParameterDefinition("QUERY_TAG", "", "Text kept with each statement in the history."),
    ParameterDefinition(
        "QUOTED_IDENTIFIERS_IGNORE_CASE", False, "Fold quoted identifiers too.", effect=Effect.ONLY_DEFAULT
    ),
    ParameterDefinition(
        "ROWS_PER_RESULTSET", 0, "Largest number of rows of a result; 0 is no limit.", 0, effect=Effect.ONLY_DEFAULT
    ),
    ParameterDefinition(
        "STATEMENT_QUEUED_TIMEOUT_IN_SECONDS",
        0,
        "Seconds a statement may wait to start; 0 is no limit.",
        0,
        effect=Effect.ONLY_DEFAULT,
    ),
    ParameterDefinition("STATEMENT_TIMEOUT_IN_SECONDS", 172800, "Seconds a statement may run.", 0, 604800),
    ParameterDefinition("STRICT_JSON_OUTPUT", False, "Print JSON strictly.", effect=Effect.ONLY_DEFAULT),
    ParameterDefinition(
        "TIMESTAMP_DAY_IS_ALWAYS_24H", False, "A day is always 24 hours in date arithmetic.", effect=Effect.ONLY_DEFAULT
    ),
    ParameterDefinition("TIMESTAMP_INPUT_FORMAT", "AUTO", "Format of text converted to timestamps."),
    ParameterDefinition(
        "TIMESTAMP_LTZ_OUTPUT_FORMAT", "", "Format of TIMESTAMP_LTZ; empty takes TIMESTAMP_OUTPUT_FORMAT."
    ),
    ParameterDefinition(
        "TIMESTAMP_NTZ_OUTPUT_FORMAT",
        "YYYY-MM-DD HH24:MI:SS.FF3",
        "Format of TIMESTAMP_NTZ; empty takes TIMESTAMP_OUTPUT_FORMAT.",
    ),
    ParameterDefinition(
        "TIMESTAMP_OUTPUT_FORMAT",
        "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM",
        "Format of timestamps converted to text.",
    ),
    ParameterDefinition(
        "TIMESTAMP_TYPE_MAPPING", "TIMESTAMP_NTZ", "What TIMESTAMP means.", choices=_TIMESTAMP_MAPPINGS
    ),
    ParameterDefinition(
        "TIMESTAMP_TZ_OUTPUT_FORMAT", "", "Format of TIMESTAMP_TZ; empty takes TIMESTAMP_OUTPUT_FORMAT."
    ),
    ParameterDefinition("TIMEZONE", "America/Los_Angeles", "Time zone of the session."),
    ParameterDefinition("TIME_INPUT_FORMAT", "AUTO", "Format of text converted to TIME."),
    ParameterDefinition("TIME_OUTPUT_FORMAT", "HH24:MI:SS", "Format of TIME converted to text."),
    ParameterDefinition("TRANSACTION_ABORT_ON_ERROR", False, "An error ends the transaction.", effect=Effect.KEPT),
    ParameterDefinition("TWO_DIGIT_CENTURY_START", 1970, "First year that two digits can mean.", 1900, 2100),
    ParameterDefinition(
        "UNSUPPORTED_DDL_ACTION",
        "ignore",
        "What unsupported DDL options do.",
        choices=("ignore", "fail"),
        effect=Effect.KEPT,
    ),
    ParameterDefinition("USE_CACHED_RESULT", True, "Reuse results of identical queries.", effect=Effect.KEPT),
    ParameterDefinition("WEEK_OF_YEAR_POLICY", 0, "Which week is the year's first.", 0, 1),
    ParameterDefinition("WEEK_START", 0, "First day of the week; 0 is the ISO way.", 0, 7),
)
DEFINITIONS: Mapping[str, ParameterDefinition] = MappingProxyType({item.name: item for item in _DEFINITIONS})


@dataclass(frozen=True, slots=True)
class SessionParameters:
    """The parameters of a session: what was set, over the defaults. Hashable, so that plans can be kept by it."""

    settings: tuple[tuple[str, ParameterValue], ...] = ()
    _lookup: Mapping[str, ParameterValue] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_lookup", dict(self.settings))

    def value(self, name: str) -> ParameterValue:
        """The value that holds, by upper-case name."""
        found = self._lookup.get(name)
        return DEFINITIONS[name].default if found is None else found

    def text(self, name: str) -> str:
        """The value of a text parameter."""
        return str(self.value(name))

    def integer(self, name: str) -> int:
        """The value of a numeric parameter."""
        return int(self.value(name))

    def flag(self, name: str) -> bool:
        """The value of a boolean parameter."""
        return bool(self.value(name))

    def is_set(self, name: str) -> bool:
        """Whether the session set the parameter itself."""
        return name in self._lookup

    def setting(self, name: str, text: str) -> SessionParameters:
        """These parameters with one set from its literal; INVALID_PARAMETER or INVALID_VALUE where that cannot be."""
        definition = DEFINITIONS.get(name)
        if definition is None:
            raise SnowflakeError(ErrorCode.INVALID_PARAMETER, name=name)
        return SessionParameters(tuple(sorted({**self._lookup, name: definition.read(text)}.items())))

    def unsetting(self, name: str) -> SessionParameters:
        """These parameters with one back at its default."""
        if name not in DEFINITIONS:
            raise SnowflakeError(ErrorCode.INVALID_PARAMETER, name=name)
        return SessionParameters(tuple(item for item in self.settings if item[0] != name))
