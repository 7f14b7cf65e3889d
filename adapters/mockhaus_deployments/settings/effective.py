"""The effective settings: every source over the weaker ones, and where each value came from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pydantic

from mockhaus_deployments.settings.errors import ConfigurationError
from mockhaus_deployments.settings.listing import Setting, all_settings
from mockhaus_deployments.settings.model import IN_MEMORY, Settings
from mockhaus_deployments.settings.sources import Given, Source, of_environment, of_file, of_mapping

HIDDEN = "********"
DEFAULT = "default"
FLAG = "flag"
_PASSWORD = re.compile(r"(?<=://)([^/@\s:]*):([^/\s]*)@")
_PASSWORD_PARAMETER = re.compile(r"(?<=[?&])((?:\w*password|passwd|secret|token)=)[^&#\s]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shown:
    """One setting as people may see it: secrets are hidden."""

    name: str
    value: Any
    origin: str
    """`default`, `flag`, the file's name or the environment variable."""


@dataclass(frozen=True, slots=True)
class Effective:
    """Settings, and the place of each value that is not a default, by the setting's name."""

    settings: Settings
    origins: Mapping[str, str]

    def shown(self) -> Iterator[Shown]:
        """Every setting with its value and its origin, in the order of the model."""
        for setting in all_settings():
            value = printable(setting, setting.of(self.settings))
            yield Shown(setting.name, value, self.origins.get(setting.name, DEFAULT))


def effective(
    file: Path | None = None,
    flags: Mapping[str, Any] | None = None,
    *,
    defaults: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Effective:
    """The settings of all sources; ConfigurationError names everything that is wrong, and where.

    `defaults` are a program's own, weaker than the file; `environment` is that of the process unless given.
    """
    sources = _sources(file, flags or {}, defaults or {}, environment)
    given = {path: value for source in sources for path, value in source.given.items()}
    problems = [problem for source in sources for problem in source.problems]
    try:
        settings = Settings.model_validate(_nested(given))
    except pydantic.ValidationError as error:
        problems.extend(_problem(item["loc"], item["msg"], given) for item in error.errors())
    if problems:
        raise ConfigurationError(problems)
    return Effective(settings, {".".join(path): value.place for path, value in given.items()})


def _sources(
    file: Path | None, flags: Mapping[str, Any], defaults: Mapping[str, Any], environment: Mapping[str, str] | None
) -> tuple[Source, ...]:
    return (
        of_mapping(defaults, DEFAULT, keep_none=False),
        of_file(file) if file else Source(),
        of_environment(environment),
        of_mapping(flags, FLAG, keep_none=False),
    )


def single(name: str, file: Path | None = None, flags: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401
    """What the sources say of one setting, as it is written there, however wrong the others are; None for nothing."""
    path = tuple(name.split("."))
    found = [source.given[path].value for source in _sources(file, flags or {}, {}, None) if path in source.given]
    return found[-1] if found else None


def load(file: Path | None = None, flags: Mapping[str, Any] | None = None) -> Settings:
    """The effective settings alone; ConfigurationError names what is wrong and where."""
    return effective(file, flags).settings


def _nested(given: Mapping[tuple[str, ...], Given]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for (*outer, last), value in given.items():
        level = result
        for name in outer:
            level = level.setdefault(name, {})
        level[last] = value.value
    return result


def _problem(location: tuple[int | str, ...], message: str, given: Mapping[tuple[str, ...], Given]) -> str:
    path = tuple(str(part) for part in location)
    places = [value.place for known, value in given.items() if path[: len(known)] == known]
    return f"{'.'.join(path)}: {message}" + (f" ({places[0]})" if places else "")


def printable(setting: Setting, value: object) -> object:
    """A value as YAML and JSON know it, without secrets."""
    if setting.attributes == ("data_dir",) and value is None:
        return IN_MEMORY
    if setting.secret and value is not None:
        return HIDDEN
    if isinstance(value, str | Path):
        return without_passwords(str(value))
    if isinstance(value, list | tuple):
        return [without_passwords(str(item)) for item in value]
    return value


def without_passwords(text: str) -> str:
    """A text in which the passwords of URLs are hidden."""
    return _PASSWORD_PARAMETER.sub(rf"\1{HIDDEN}", _PASSWORD.sub(rf"\1:{HIDDEN}@", text))
