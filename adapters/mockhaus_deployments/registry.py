"""What the command line can start, by options: it knows commands, not containers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mockhaus_adapters.cli_click.launching import (
    ArchiveError,
    ArchiveSummary,
    LaunchError,
    LaunchOptions,
    NoServerError,
    ReloadReport,
    ServerFound,
    SettingShown,
    Watch,
)
from mockhaus_deployments.data_folder import DEFAULT_FOLDER
from mockhaus_deployments.settings import ConfigurationError, Effective, NotRunningError, effective, single
from mockhaus_deployments.settings.sources import CONFIG_VARIABLE

if TYPE_CHECKING:  # start-up stays light
    from mockhaus.application.use_cases import UseCases
    from mockhaus.ports.client_files import ClientFiles


def effective_of(options: LaunchOptions) -> Effective:
    """The settings that the file, the environment and flags give; LaunchError where they cannot be used."""
    with _reported():
        return _effective(options)


def _effective(options: LaunchOptions) -> Effective:
    flags: dict[str, Any] = {
        "data_dir": options.data_dir,
        "server": {"host": options.host, "port": options.port, "pid_file": options.pid_file},
        "log": {"file": options.log_file, "format": options.log_format, "level": options.log_level},
        "sessions": {
            "database": options.database,
            "schema": options.schema,
            "role": options.role,
            "warehouse": options.warehouse,
        },
    }
    return effective(_file(options), flags, defaults={"data_dir": DEFAULT_FOLDER})


def _file(options: LaunchOptions) -> Path | None:
    name = options.config or os.environ.get(CONFIG_VARIABLE)
    return Path(name) if name else None


def _pid_file(options: LaunchOptions) -> Path:
    """The pid file that is named; the other settings may be wrong by now."""
    with _reported():
        found = options.pid_file or single("server.pid_file", _file(options))
    if not found:
        raise NoServerError("no server is named: give --pid-file, or a file of settings with server.pid_file")
    return Path(str(found))


def _of_daemon(options: LaunchOptions) -> LaunchOptions:
    """A daemon needs a pid file to be found again, and a file for its log: beside the pid file by default."""
    settings = effective_of(options).settings
    if settings.server.pid_file is None:
        raise LaunchError("a daemon needs a pid file: give --pid-file, or server.pid_file in the settings")
    if settings.log.file is not None:
        return options
    return replace(options, log_file=str(settings.server.pid_file.with_suffix(".log")))


def _serve_daemon(options: LaunchOptions, tell: Callable[[Mapping[str, Any]], None]) -> None:
    from mockhaus_deployments.server import serve  # noqa: PLC0415 - start-up stays light

    serve(
        _effective(options),
        lambda: _effective(options),
        lambda url: tell({"url": url, "pid": os.getpid()}),
        daemon=True,
    )


@contextmanager
def _reported() -> Iterator[None]:
    try:
        yield
    except NotRunningError as error:
        raise NoServerError(str(error)) from error
    except ConfigurationError as error:
        raise LaunchError(error.problems) from error


@contextmanager
def _archive_errors() -> Iterator[None]:
    from mockhaus_deployments.archives import UnusableArchiveError  # noqa: PLC0415 - start-up stays light

    try:
        yield
    except UnusableArchiveError as error:
        raise ArchiveError(str(error)) from error


def _kept(folder: Path | None) -> Path:
    if folder is None:
        raise ArchiveError("what is kept in memory has no data folder")
    return folder


class Launchers:
    """Starts deployments for the command line."""

    @contextmanager
    def embedded(self, options: LaunchOptions) -> Iterator[UseCases]:
        """The use cases in this process."""
        from mockhaus_deployments.embedded import embedded  # noqa: PLC0415 - start-up stays light

        with _reported(), embedded(effective_of(options).settings) as use_cases:
            yield use_cases

    def data_folder(self, options: LaunchOptions) -> str | None:
        """The data folder that would be used; None for memory."""
        folder = effective_of(options).settings.data_dir
        return None if folder is None else str(folder)

    def settings(self, options: LaunchOptions) -> Sequence[SettingShown]:
        """Every setting in force, without secrets."""
        return [SettingShown(item.name, item.value, item.origin) for item in effective_of(options).shown()]

    def example_settings(self) -> str:
        """A file of all settings with their defaults and meanings, as YAML."""
        from mockhaus_deployments.settings.documents import example  # noqa: PLC0415 - start-up stays light

        return example()

    def client_files(self) -> ClientFiles:
        """The files of this machine, in the name of whoever runs the command."""
        from mockhaus_adapters.client_files_local.files import LocalClientFiles  # noqa: PLC0415 - start-up stays light

        return LocalClientFiles()

    def serve(self, options: LaunchOptions, on_ready: Callable[[str], None]) -> None:
        """A server until a signal ends it."""
        from mockhaus_deployments.server import serve  # noqa: PLC0415 - start-up stays light

        with _reported():
            serve(_effective(options), lambda: _effective(options), on_ready)

    def start_daemon(self, options: LaunchOptions) -> ServerFound:
        """A server in the background, once it answers."""
        from mockhaus_deployments.daemon import start_daemon  # noqa: PLC0415 - start-up stays light

        options = _of_daemon(options)
        with _reported():
            told = start_daemon(lambda tell: _serve_daemon(options, tell))
        return ServerFound(pid=told["pid"], running=True, state="running", url=told["url"])

    def find_server(self, options: LaunchOptions) -> ServerFound:
        """The server of a pid file, running or not."""
        from mockhaus_deployments.pid_file import look  # noqa: PLC0415 - start-up stays light

        path = _pid_file(options)
        with _reported():
            found = look(path)
        if found is None:
            raise NoServerError(f"no server runs: there is no pid file {path}")
        known = {name: found.state[name] for name in ("state", "url", "since") if name in found.state}
        return ServerFound(pid=found.pid, running=found.alive, **known)

    def stop_server(self, options: LaunchOptions, seconds: float) -> bool:
        """End the server of a pid file; whether it ended in time."""
        from mockhaus_deployments import control  # noqa: PLC0415 - start-up stays light

        with _reported():
            return control.stop(_pid_file(options), seconds)

    def reload_server(self, options: LaunchOptions, seconds: float) -> ReloadReport | None:
        """Let the server of a pid file read its settings; its report, or None where none came in time."""
        from mockhaus_deployments import control  # noqa: PLC0415 - start-up stays light

        with _reported():
            report = control.reload(_pid_file(options), seconds)
        return None if report is None else ReloadReport(**report)

    def export_folder(
        self, options: LaunchOptions, archive: Path, *, without_metadata: bool, watch: Watch
    ) -> ArchiveSummary:
        """Archive a data folder that no process holds."""
        from mockhaus_deployments import archives  # noqa: PLC0415 - start-up stays light

        settings = effective_of(options).settings
        if settings.metadata.url is not None and not without_metadata:
            raise ArchiveError(
                "the metadata are in a database of their own, which an archive cannot hold:"
                " export that with its own tools, and the data here with --without-metadata"
            )
        folder = _kept(settings.data_dir)
        with _reported(), _archive_errors():
            manifest = archives.write(folder, archive, watch)
        return ArchiveSummary(folder=str(folder), files=len(manifest.entries), size=manifest.size)

    def import_folder(self, options: LaunchOptions, archive: Path, *, watch: Watch) -> ArchiveSummary:
        """Make a data folder from an archive."""
        from mockhaus_deployments import archives  # noqa: PLC0415 - start-up stays light

        folder = _kept(effective_of(options).settings.data_dir)
        with _reported(), _archive_errors():
            manifest = archives.read(archive, folder, watch)
        return ArchiveSummary(folder=str(folder), files=len(manifest.entries), size=manifest.size)

    @contextmanager
    def background_server(self, options: LaunchOptions) -> Iterator[tuple[str, UseCases]]:
        """A server beside the caller; its base URL, and its use cases."""
        from mockhaus_deployments.server import background_server  # noqa: PLC0415 - start-up stays light

        with _reported(), background_server(effective_of(options).settings) as started:
            yield started
