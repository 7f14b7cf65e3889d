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
from mockhaus_deployments.settings.sources import DEFAULT, Given, given, sources, unknown_variables

HIDDEN = "********"
PROGRAM = "program"
_PASSWORD = re.compile(r"(?<=://)([^/@\s:]*):([^/\s]*)@")
_PASSWORD_PARAMETER = re.compile(r"(?<=[?&])((?:\w*password|passwd|secret|token)=)[^&#\s]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shown:
    """One setting as people may see it: secrets are hidden."""

    name: str
    value: Any
    origin: str
    """`default`, `flag`, `program`, the file's name or the environment variable."""


@dataclass(frozen=True, slots=True)
class Effective:
    """Settings, and the place of each value that is not a default, by the setting's name."""

    settings: Settings
    origins: Mapping[str, str]

    @classmethod
    def of_program(cls, settings: Settings) -> Effective:
        """Settings that a program made: whatever is no default comes from there."""
        changed = (setting.name for setting in all_settings() if setting.of(settings) != setting.default)
        return cls(settings, dict.fromkeys(changed, PROGRAM))

    def shown(self) -> Iterator[Shown]:
        """Every setting with its value and its origin, in the order of the model."""
        for setting in all_settings():
            value = printable(setting, setting.of(self.settings))
            yield Shown(setting.name, value, self.origins.get(setting.name, DEFAULT))


def effective(
    file: Path | None = None, flags: Mapping[str, Any] | None = None, *, defaults: Mapping[str, Any] | None = None
) -> Effective:
    """The settings of all sources; ConfigurationError names everything that is wrong, and where.

    `defaults` are a program's own, weaker than the file.
    """
    found = sources(file, flags or {}, defaults or {})
    values, problems = given(found)
    problems += unknown_variables()
    try:
        settings = Settings.of([source.values for source in found])
    except pydantic.ValidationError as error:
        problems.extend(_problems(error, values))
    if problems:
        raise ConfigurationError(problems)
    return Effective(settings, {".".join(path): value.place for path, value in values.items()})


def single(name: str, file: Path | None = None, flags: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401
    """What the sources say of one setting, as it is written there, however wrong the others are; None for nothing."""
    values, _ = given(sources(file, flags or {}, {}))
    found = values.get(tuple(name.split(".")))
    return found.value if found else None


def load(file: Path | None = None, flags: Mapping[str, Any] | None = None) -> Settings:
    """The effective settings alone; ConfigurationError names what is wrong and where."""
    return effective(file, flags).settings


def _problems(error: pydantic.ValidationError, values: Mapping[tuple[str, ...], Given]) -> Iterator[str]:
    """What is wrong with values of settings; names that are none are told with their sources."""
    for item in error.errors():
        path = tuple(str(part) for part in item["loc"])
        for known, value in values.items():
            if path[: len(known)] == known:
                yield f"{'.'.join(path)}: {item['msg']} ({value.place})"


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
