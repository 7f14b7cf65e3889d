"""The settings one by one: their names, and what is known of each."""

from __future__ import annotations

import difflib
import functools
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from mockhaus_deployments.settings.model import BETWEEN, PREFIX, Settings


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `path` is its place in the file, `attributes` in the object."""

    path: tuple[str, ...]
    attributes: tuple[str, ...]
    field: FieldInfo

    @property
    def name(self) -> str:
        """Its name, such as `server.port`."""
        return ".".join(self.path)

    @property
    def variable(self) -> str:
        """Its environment variable, such as `MOCKHAUS_SERVER__PORT`."""
        return PREFIX + BETWEEN.join(self.path).upper()

    @property
    def default(self) -> object:
        """Its value where nothing sets it."""
        return self.field.get_default(call_default_factory=True)

    @property
    def description(self) -> str:
        """Its meaning in a sentence."""
        return self.field.description or ""

    @property
    def example(self) -> object:
        """A value to show where there is no default."""
        return (self.field.examples or [None])[0]

    @property
    def reloadable(self) -> bool:
        """Whether a running server takes a new value over."""
        extra = self.field.json_schema_extra
        return isinstance(extra, dict) and bool(extra.get("reloadable"))

    @property
    def secret(self) -> bool:
        """Whether nobody may read its value."""
        return SecretStr in _alternatives(self.field.annotation)

    def of(self, settings: Settings) -> object:
        """Its value in an object."""
        return functools.reduce(getattr, self.attributes, settings)


def _alternatives(annotation: object) -> tuple[object, ...]:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return typing.get_args(annotation)
    return (annotation,)


def is_section(annotation: object) -> typing.TypeGuard[type[BaseModel]]:
    """Whether a field's type is a group of settings."""
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _settings(
    model: type[BaseModel], path: tuple[str, ...] = (), attributes: tuple[str, ...] = ()
) -> Iterator[Setting]:
    for name, field in model.model_fields.items():
        here, there = (*path, field.alias or name), (*attributes, name)
        if is_section(field.annotation):
            yield from _settings(field.annotation, here, there)
        else:
            yield Setting(here, there, field)


@functools.cache
def all_settings() -> tuple[Setting, ...]:
    """Every setting, in the order of the model."""
    return tuple(_settings(Settings))


@functools.cache
def sections() -> dict[str, str]:
    """The groups of settings, each with its meaning."""
    return {
        field.alias or name: (field.annotation.__doc__ or "").strip()
        for name, field in Settings.model_fields.items()
        if is_section(field.annotation)
    }


def nearest_name(name: str) -> str | None:
    """The setting or section that somebody may have meant; None where nothing is near."""
    names = [*(setting.name for setting in all_settings()), *sections()]
    near = difflib.get_close_matches(name.lower(), names, n=1, cutoff=0.6)
    if near:
        return near[0]
    last = name.lower().rpartition(".")[2]
    inner = {setting.path[-1]: setting.name for setting in reversed(all_settings())}
    near = difflib.get_close_matches(last, inner, n=1, cutoff=0.75)
    return inner[near[0]] if near else None


def nearest_variable(variable: str) -> str | None:
    """The environment variable that somebody may have meant; None where nothing is near."""
    near = difflib.get_close_matches(variable.upper(), [item.variable for item in all_settings()], n=1, cutoff=0.6)
    return near[0] if near else None
