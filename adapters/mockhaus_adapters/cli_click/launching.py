"""What the command line needs of a deployment, without knowing one."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # start-up stays light
    from mockhaus.application.use_cases import UseCases
    from mockhaus.ports.client_files import ClientFiles


class LaunchError(Exception):
    """A deployment that cannot be started as asked; the text is for the person at the terminal."""

    def __init__(self, problems: str | Sequence[str]) -> None:
        self.problems = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class SettingShown:
    """A setting as people may see it: its name, its value without secrets, and the place that gave it."""

    name: str
    value: object
    origin: str


class ArchiveError(Exception):
    """An archive that cannot be written or used; the text is for the person at the terminal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchOptions:
    """What flags say; None leaves it to the configuration file, the environment and the defaults."""

    config: str | None = None
    data_dir: str | None = None
    host: str | None = None
    port: int | None = None
    database: str | None = None
    schema: str | None = None
    role: str | None = None
    warehouse: str | None = None


class Launcher(Protocol):
    """Starts deployments. All raise LaunchError."""

    @abstractmethod
    def embedded(self, options: LaunchOptions) -> AbstractContextManager[UseCases]:
        """The use cases in this process."""

    @abstractmethod
    def data_folder(self, options: LaunchOptions) -> str | None:
        """The data folder that would be used; None for memory."""

    @abstractmethod
    def settings(self, options: LaunchOptions) -> Sequence[SettingShown]:
        """Every setting in force, without secrets."""

    @abstractmethod
    def example_settings(self) -> str:
        """A file of all settings with their defaults and meanings, as YAML."""

    @abstractmethod
    def client_files(self) -> ClientFiles:
        """The files of the person at the terminal, for PUT."""

    @abstractmethod
    def serve(self, options: LaunchOptions, on_ready: Callable[[str], None]) -> None:
        """A server until a signal ends it; `on_ready` is told its base URL."""

    @abstractmethod
    def background_server(self, options: LaunchOptions) -> AbstractContextManager[tuple[str, UseCases]]:
        """A server beside the caller; its base URL, and its use cases."""
