"""`mockhaus stage`: files on stages."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import BinaryIO, cast

import click

from mockhaus.domain import types
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import ResultColumn
from mockhaus.ports.client_files import ClientFile
from mockhaus.ports.stages import StagedFile
from mockhaus_adapters.cli_click.client.opening import Target, opened
from mockhaus_adapters.cli_click.client.protocol import Client, Context
from mockhaus_adapters.cli_click.failing import reported
from mockhaus_adapters.cli_click.launching import Launcher
from mockhaus_adapters.cli_click.options import format_option, target_options
from mockhaus_adapters.cli_click.printing import print_rows
from mockhaus_adapters.cli_click.progress import progress

_LISTED = (
    ResultColumn("NAME", types.VARCHAR),
    ResultColumn("SIZE", types.number(18)),
    ResultColumn("MD5", types.VARCHAR),
    ResultColumn("LAST_MODIFIED", types.VARCHAR),
)
_PUT = (
    ResultColumn("SOURCE", types.VARCHAR),
    ResultColumn("TARGET", types.VARCHAR),
    ResultColumn("SIZE", types.number(18)),
    ResultColumn("STATUS", types.VARCHAR),
)
_GOT = (ResultColumn("FILE", types.VARCHAR), ResultColumn("SIZE", types.number(18)))
_REMOVED = (ResultColumn("NAME", types.VARCHAR),)


@dataclass(frozen=True, slots=True)
class Where:
    """In which account the stage is, and what its location leaves out."""

    target: Target
    context: Context


def _where(command: Callable[..., None]) -> Callable[..., None]:
    """--database, --schema and --role of a location, and the options of the account, as one parameter."""

    @click.option("--database", "-d", help="The database of a location that names none.")
    @click.option("--schema", "-s", help="The schema of a location that names none.  [default: PUBLIC]")
    @click.option("--role", "-r", help="Whose stages these are.")
    @target_options
    @functools.wraps(command)
    def collected(
        *values: object,
        database: str | None,
        schema: str | None,
        role: str | None,
        url: str | None,
        config: str | None,
        data_dir: str | None,
        **options: object,
    ) -> None:
        target = Target(url=url, config=config, data_dir=data_dir)
        command(*values, where=Where(target, Context(database=database, schema=schema, role=role)), **options)

    return collected


_location = click.argument("location", metavar="@STAGE[/PATH]")


@click.group()
def stage() -> None:
    """Put, get, list and remove files on stages.

    A location is written as in SQL: @name/path, @database.schema.name/path, @%table/path of a table, @~/path of the
    user.
    """


@stage.command("put")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@_location
@click.option("--overwrite", is_flag=True, help="Replace files that are there; otherwise they stay as they are.")
@click.option("--compress", is_flag=True, help="Store the files as gzip, with .gz behind their names.")
@format_option
@_where
@click.pass_obj
def put(
    launcher: Launcher,
    *,
    files: tuple[str, ...],
    location: str,
    overwrite: bool,
    compress: bool,
    style: str,
    where: Where,
) -> None:
    """Store files under the location, by their own names. A FILE may have * and ? in its name."""
    local = launcher.client_files()
    with reported(), opened(launcher, where.target, where.context) as client:
        found = [item for pattern in files for item in _found(local.find(pattern), pattern)]
        rows = []
        with progress("Putting", sum(item.size for item in found), in_bytes=True) as done:
            for item in found:
                with local.open(item) as content:
                    stored = client.put_file(
                        f"{_folder(location)}{item.name}",
                        _watched(content, done),
                        item.size,
                        overwrite=overwrite,
                        compress=compress,
                    )
                rows.append(_told(item, stored))
    print_rows(_PUT, rows, style)


@stage.command("get")
@_location
@click.argument("folder", type=click.Path(file_okay=False), default=".")
@format_option
@_where
@click.pass_obj
def get(
    launcher: Launcher,
    *,
    location: str,
    folder: str,
    style: str,
    where: Where,
) -> None:
    """Copy the files whose paths begin with the location into FOLDER, all beside each other."""
    local = launcher.client_files()
    with reported(), opened(launcher, where.target, where.context) as client:
        found = _staged(client, location)
        _check_names(found)
        rows = []
        with progress("Getting", sum(item.size for item in found), in_bytes=True) as done:
            for item in found:
                with client.open_file(_at(location, item)) as content:
                    size = local.write(folder, _name(item), _watched(content, done))
                rows.append((_name(item), str(size)))
    print_rows(_GOT, rows, style)


@stage.command("ls")
@_location
@format_option
@_where
@click.pass_obj
def ls(
    launcher: Launcher,
    *,
    location: str,
    style: str,
    where: Where,
) -> None:
    """List the files whose paths begin with the location."""
    with reported(), opened(launcher, where.target, where.context) as client:
        found = client.staged_files(location)
    rows = [(item.path, str(item.size), item.md5, f"{item.modified_at:%Y-%m-%d %H:%M:%S %z}") for item in found]
    print_rows(_LISTED, rows, style)


@stage.command("rm")
@_location
@format_option
@_where
@click.pass_obj
def rm(
    launcher: Launcher,
    *,
    location: str,
    style: str,
    where: Where,
) -> None:
    """Remove the files whose paths begin with the location."""
    with reported(), opened(launcher, where.target, where.context) as client:
        found = _staged(client, location)
        for item in found:
            client.remove_file(_at(location, item))
    print_rows(_REMOVED, [(item.path,) for item in found], style)


def _found(files: Sequence[ClientFile], pattern: str) -> Sequence[ClientFile]:
    if not files:
        raise SnowflakeError(ErrorCode.LOCAL_FILE_MISSING, name=pattern)
    return files


def _staged(client: Client, location: str) -> Sequence[StagedFile]:
    found = client.staged_files(location)
    if not found:
        raise SnowflakeError(ErrorCode.FILE_NOT_FOUND, name=location)
    return found


def _check_names(files: Sequence[StagedFile]) -> None:
    """Files of different folders of the stage must not replace each other where they go."""
    names = [_name(item) for item in files]
    for name in sorted(set(names)):
        if names.count(name) > 1:
            raise click.UsageError(f"several files are called {name}; get them one by one")


def _name(item: StagedFile) -> str:
    return item.path.rpartition("/")[2]


def _folder(location: str) -> str:
    return location if location.endswith("/") else f"{location}/"


def _at(location: str, item: StagedFile) -> str:
    """The location of a file of the same stage."""
    from mockhaus.translation.parsers.stages import split_location  # noqa: PLC0415 - start-up stays light

    return f"{split_location(location)[0]}/{item.path}"


def _told(item: ClientFile, stored: StagedFile | None) -> tuple[str | None, ...]:
    if stored is None:
        return item.path, None, None, "SKIPPED"
    return item.path, stored.path, str(stored.size), "UPLOADED"


class _Watched:
    """A file that tells how much of it was read."""

    def __init__(self, content: BinaryIO, done: Callable[[float], None]) -> None:
        self._content = content
        self._done = done

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        found = self._content.read(size)
        self._done(len(found))
        return found


def _watched(content: BinaryIO, done: Callable[[float], None]) -> BinaryIO:
    return cast("BinaryIO", _Watched(content, done))
