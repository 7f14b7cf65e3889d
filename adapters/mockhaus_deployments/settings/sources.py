"""Where values come from: defaults of the program, a YAML file, the environment, flags; each stronger than the last.

Each source is one of pydantic-settings, which merges and validates what they give. It is also called here for the
place of each value, so that everything can be told where it came from, and for names that are no setting: each is a
problem that names the nearest known one.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic_settings import EnvSettingsSource, InitSettingsSource, PydanticBaseSettingsSource, SettingsError

from mockhaus_deployments.settings.errors import ConfigurationError
from mockhaus_deployments.settings.listing import all_settings, nearest_name, nearest_variable, sections
from mockhaus_deployments.settings.model import BETWEEN, PREFIX, Settings

DEFAULT = "default"
FLAG = "flag"
CONFIG_VARIABLE = "MOCKHAUS_CONFIG"
"""The environment variable that names the file of settings, where no flag does."""
NOT_SETTINGS = frozenset({CONFIG_VARIABLE, "MOCKHAUS_USER", "MOCKHAUS_PASSWORD"})
"""Environment variables of the program that set nothing."""
_SERVICE_LINK = re.compile(r"MOCKHAUS(_\w+)?_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_[A-Z]+)?)=.*")
_SERVICE_URL = re.compile(r"MOCKHAUS(_\w+)?_PORT=\w+://.*")
"""What container platforms put into the environment for a service called mockhaus."""

Key = tuple[str, ...]


class FileSource(InitSettingsSource):
    """The values of a YAML file, their names as they are written; ConfigurationError where it cannot be read."""

    def __init__(self, file: Path) -> None:
        from mockhaus_deployments.settings.yaml_text import mapping_of  # noqa: PLC0415 - start-up stays light

        super().__init__(Settings, {})
        found = {str(name): value for name, value in mapping_of(file).items()}
        self.init_kwargs = {name: value for name, value in found.items() if value is not None or name not in sections()}


class VariablesSource(EnvSettingsSource):
    """The values of the environment variables that settings have."""

    def __init__(self) -> None:
        super().__init__(Settings)
        known = {setting.variable.lower() for setting in all_settings()}
        self.env_vars = {name: text for name, text in self.env_vars.items() if name in known}


@dataclass(frozen=True, slots=True)
class Given:
    """A value and the place that gave it."""

    value: Any
    place: str


@dataclass(frozen=True, slots=True)
class Source:
    """A source, and how the place of a value is called by its path."""

    values: PydanticBaseSettingsSource
    place: Callable[[Key], str]


def sources(file: Path | None, flags: Mapping[str, Any], defaults: Mapping[str, Any]) -> tuple[Source, ...]:
    """The sources, the strongest first. None among flags and defaults sets nothing."""
    of_file = (Source(FileSource(file), lambda _: str(file)),) if file else ()
    return (
        Source(InitSettingsSource(Settings, _set(flags)), lambda _: FLAG),
        Source(VariablesSource(), lambda path: PREFIX + BETWEEN.join(path).upper()),
        *of_file,
        Source(InitSettingsSource(Settings, _set(defaults)), lambda _: DEFAULT),
    )


def _set(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _set(value) if isinstance(value, Mapping) else value
        for name, value in values.items()
        if value is not None
    }


def given(found: Sequence[Source]) -> tuple[dict[Key, Given], list[str]]:
    """The value of each setting that a source gives, from the strongest that does, and what is wrong with names."""
    values: dict[Key, Given] = {}
    problems: list[str] = []
    for source in reversed(found):
        for path, value in _leaves(_called(source.values)):
            place = source.place(path)
            if path in _paths():
                values[path] = Given(value, place)
            else:
                problems.append(_unknown(".".join(path), place))
    return values, problems


def _called(values: PydanticBaseSettingsSource) -> dict[str, Any]:
    try:
        return values()
    except SettingsError as error:
        raise ConfigurationError(f"{error}: {error.__cause__}") from error


def _leaves(values: Mapping[Any, Any], path: Key = ()) -> Iterator[tuple[Key, Any]]:
    """Every value with its path; a section that is empty has none."""
    for key, value in values.items():
        here = (*path, str(key))
        if isinstance(value, Mapping) and here not in _paths():
            yield from _leaves(value, here)
        else:
            yield here, value


@functools.cache
def _paths() -> frozenset[Key]:
    return frozenset(setting.path for setting in all_settings())


def _unknown(name: str, place: str) -> str:
    if name in sections():
        return f"{name}: a mapping of settings is expected ({place})"
    return f"{name}: there is no such setting ({place}){_meant(nearest_name(name))}"


def unknown_variables() -> list[str]:
    """The variables MOCKHAUS_* that are no setting."""
    known = {*NOT_SETTINGS, *(setting.variable for setting in all_settings())}
    return [
        f"{variable}: there is no such setting{_meant(nearest_variable(variable))}"
        for variable, text in sorted(os.environ.items())
        if (name := variable.upper()).startswith(PREFIX) and name not in known and not _is_service_link(name, text)
    ]


def _is_service_link(name: str, text: str) -> bool:
    pair = f"{name}={text}"
    return bool(_SERVICE_LINK.fullmatch(pair) or _SERVICE_URL.fullmatch(pair))


def _meant(name: str | None) -> str:
    return f"; did you mean {name}?" if name else ""
