"""What the command line needs of a deployment, without knowing one."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
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


class NoServerError(Exception):
    """There is no server to control; the text is for the person at the terminal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFound:
    """A server by its pid file; `state` is starting, running or stopping, `since` an ISO 8601 time."""

    pid: int
    running: bool
    state: str = "starting"
    url: str | None = None
    since: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReloadReport:
    """What a server made of new settings: changes in force, changes that need a restart, what is wrong with them."""

    changed: Sequence[str] = ()
    pending: Sequence[str] = ()
    problems: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSummary:
    """What an archive holds: the data folder, the number of its files, their bytes."""

    folder: str
    files: int
    size: int


Watch = Callable[[int], AbstractContextManager[Callable[[float], None]]]
"""Told the bytes that there are to do, gives a function to call with those that were done."""


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
    pid_file: str | None = None
    log_file: str | None = None
    log_format: str | None = None
    log_level: str | None = None


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
    def start_daemon(self, options: LaunchOptions) -> ServerFound:
        """A server in the background, once it answers."""

    @abstractmethod
    def find_server(self, options: LaunchOptions) -> ServerFound:
        """The server of a pid file, running or not; NoServerError where there is no such file."""

    @abstractmethod
    def stop_server(self, options: LaunchOptions, seconds: float) -> bool:
        """End the server of a pid file; whether it ended in time. NoServerError where none runs."""

    @abstractmethod
    def reload_server(self, options: LaunchOptions, seconds: float) -> ReloadReport | None:
        """Let the server of a pid file read its settings; its report, or None where none came in time.

        NoServerError where none runs.
        """

    @abstractmethod
    def export_folder(
        self, options: LaunchOptions, archive: Path, *, without_metadata: bool, watch: Watch
    ) -> ArchiveSummary:
        """Archive a data folder that no process holds; ArchiveError where that cannot be.

        Metadata that are not in the folder are not archived: that is refused, unless `without_metadata`.
        """

    @abstractmethod
    def import_folder(self, options: LaunchOptions, archive: Path, *, watch: Watch) -> ArchiveSummary:
        """Make a data folder, which is not there or empty, from an archive; ArchiveError where that cannot be."""

    @abstractmethod
    def background_server(self, options: LaunchOptions) -> AbstractContextManager[tuple[str, UseCases]]:
        """A server beside the caller; its base URL, and its use cases."""
