"""What is known of one parameter, and how its values are read."""

from __future__ import annotations

import enum
import functools
import zoneinfo
from dataclasses import dataclass

from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported

ParameterValue = bool | int | str


class Effect(enum.Enum):
    """What setting a parameter does."""

    HONOURED = "honoured"
    KEPT = "kept"
    """Kept, shown and told to clients: there is nothing here for it to change."""
    ONLY_DEFAULT = "only default"
    """Another value than the default would change results and is not emulated: it is refused by name."""


@dataclass(frozen=True, slots=True)
class ParameterDefinition:
    """A parameter's default (whose type is the parameter's), its bounds or allowed values, and its description.

    A text's `maximum` is of its length. An `internal` one is told to clients and can be set, but is not documented:
    SHOW PARAMETERS leaves it out.
    """

    name: str
    default: ParameterValue
    description: str
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[str, ...] = ()
    effect: Effect = Effect.HONOURED
    internal: bool = False

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
        if self.maximum is not None and len(text) > self.maximum:
            raise self._invalid(text)
        if self.name == "TIMEZONE" and text not in _zones():
            raise self._invalid(text)
        return text


@functools.cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())
