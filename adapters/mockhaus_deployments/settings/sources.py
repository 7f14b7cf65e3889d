"""Where values come from: defaults of the program, a YAML file, the environment, flags; each stronger than the last.

A source is read into values by path, each with the place that said it, so that everything can be told where it came
from. An unknown name is a problem that names the nearest known one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mockhaus_deployments.settings.listing import (
    PREFIX,
    Setting,
    all_settings,
    nearest_name,
    nearest_variable,
    sections,
)

CONFIG_VARIABLE = "MOCKHAUS_CONFIG"
"""The environment variable that names the file of settings, where no flag does."""
NOT_SETTINGS = frozenset({CONFIG_VARIABLE})
"""Environment variables of the program that set nothing."""
_SERVICE_LINK = re.compile(r"MOCKHAUS(_\w+)?_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_[A-Z]+)?)=.*")
_SERVICE_URL = re.compile(r"MOCKHAUS(_\w+)?_PORT=\w+://.*")
"""What container platforms put into the environment for a service called mockhaus."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """A value and the place that gave it."""

    value: Any
    place: str


@dataclass(slots=True)
class Source:
    """What one source gives, and what is wrong with it."""

    given: dict[Key, Given] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def of_mapping(values: Mapping[str, Any], place: str, *, keep_none: bool) -> Source:
    """Nested values, such as flags; None sets nothing unless it is kept."""
    source = Source()
    for path, value in _leaves(values):
        if value is not None or keep_none:
            _take(source, path, value, place)
    return source


def of_file(file: Path) -> Source:
    """The values of a YAML file; ConfigurationError where it cannot be read or is no mapping."""
    from mockhaus_deployments.settings.yaml_text import mapping_of  # noqa: PLC0415 - start-up stays light

    return of_mapping(mapping_of(file), str(file), keep_none=True)


def of_environment(environment: Mapping[str, str] | None = None) -> Source:
    """The values of the variables MOCKHAUS_*."""
    source = Source()
    known = {setting.variable: setting for setting in all_settings()}
    for variable, text in sorted((os.environ if environment is None else environment).items()):
        name = variable.upper()
        if name in known:
            source.given[known[name].path] = Given(_value(known[name], text, variable), variable)
        elif name.startswith(PREFIX) and name not in NOT_SETTINGS and not _is_service_link(name, text):
            source.problems.append(f"{variable}: there is no such setting{_meant(nearest_variable(variable))}")
    return source


def _is_service_link(name: str, text: str) -> bool:
    pair = f"{name}={text}"
    return bool(_SERVICE_LINK.fullmatch(pair) or _SERVICE_URL.fullmatch(pair))


def _value(setting: Setting, text: str, variable: str) -> object:
    if not setting.structured:
        return text
    from mockhaus_deployments.settings.yaml_text import value_of  # noqa: PLC0415 - start-up stays light

    return value_of(text, variable)


def _leaves(values: Mapping[Any, Any], path: Key = ()) -> Iterator[tuple[Key, Any]]:
    """Every value with its path; a section that is empty has none."""
    known = {setting.path for setting in all_settings()}
    for key, value in values.items():
        here = (*path, str(key))
        if isinstance(value, Mapping) and here not in known:
            yield from _leaves(value, here)
        elif value is not None or here not in {(name,) for name in sections()}:
            yield here, value


def _take(source: Source, path: Key, value: object, place: str) -> None:
    name = ".".join(path)
    if path in {setting.path for setting in all_settings()}:
        source.given[path] = Given(value, place)
    elif name in sections():
        source.problems.append(f"{name}: a mapping of settings is expected ({place})")
    else:
        source.problems.append(f"{name}: there is no such setting ({place}){_meant(nearest_name(name))}")


def _meant(name: str | None) -> str:
    return f"; did you mean {name}?" if name else ""
