"""The parameters of a session: what was set, over the defaults of `mockhaus.domain.sessions.definitions`."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.sessions.definitions import DEFINITIONS
from mockhaus.domain.sessions.definitions.definition import ParameterValue

Settings = tuple[tuple[str, ParameterValue], ...]
"""Names and values in the order of names."""

_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class SessionParameters:
    """The parameters of a session. Hashable, so that plans can be kept by it."""

    settings: Settings = ()
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

    def adopting(self, asked: Mapping[str, object]) -> SessionParameters:
        """These parameters with those set that a client names when it logs in, or with one of its statements.

        Names count without regard to case, and unknown ones are left out: clients send names of their own. A value is
        what JSON gives, or its text; None sets nothing. INVALID_VALUE where one is not of its parameter.
        """
        found = dict(self._lookup)
        for name, value in asked.items():
            definition = DEFINITIONS.get(name.upper())
            if definition is not None and value is not None:
                found[definition.name] = definition.read(str(value))
        return SessionParameters(tuple(sorted(found.items())))

    def unsetting(self, name: str) -> SessionParameters:
        """These parameters with one back at its default."""
        if name not in DEFINITIONS:
            raise SnowflakeError(ErrorCode.INVALID_PARAMETER, name=name)
        return SessionParameters(tuple(item for item in self.settings if item[0] != name))

    def putting_back(self, before: SessionParameters, during: SessionParameters) -> SessionParameters:
        """These parameters, which came of `during`, with what set that apart from `before` as it is in `before`.

        What has changed since `during` stays.
        """
        found = dict(self._lookup)
        for name, value in during.settings:
            if before._lookup.get(name) == value or found.get(name) != value:
                continue
            if before.is_set(name):
                found[name] = before.value(name)
            else:
                del found[name]
        return SessionParameters(tuple(sorted(found.items())))


def reported(parameters: SessionParameters) -> Settings:
    """Every parameter with the value that holds, as clients are told at login and with each result.

    Equal parameters give the same tuple, so whatever is made of it can be kept by its identity.
    """
    return _reported(parameters.settings)


@functools.lru_cache(maxsize=_KEPT)
def _reported(settings: Settings) -> Settings:
    own = dict(settings)
    return tuple((name, own.get(name, definition.default)) for name, definition in DEFINITIONS.items())
