"""`mockhaus export` and `import`: a data folder as one file."""

from __future__ import annotations

from pathlib import Path

import click

from mockhaus_adapters.cli_click.failing import reported
from mockhaus_adapters.cli_click.launching import ArchiveSummary, Launcher, LaunchOptions
from mockhaus_adapters.cli_click.options import place_options
from mockhaus_adapters.cli_click.progress import progress

_UNITS = ("bytes", "KB", "MB", "GB", "TB")
_STEP = 1_000


@click.command("export")
@click.argument("archive", type=click.Path(path_type=Path))
@click.option(
    "--without-metadata",
    is_flag=True,
    help="Export the data alone where the metadata are in a database of their own.",
)
@place_options
@click.pass_obj
def export_folder(
    launcher: Launcher, *, archive: Path, without_metadata: bool, config: str | None, data_dir: str | None
) -> None:
    """Write a data folder into the file ARCHIVE, a compressed tar with a digest of each file.

    Refused while a process holds the folder: stop the server first. A file that is there is not overwritten.
    """
    options = LaunchOptions(config=config, data_dir=data_dir)
    with reported():
        summary = launcher.export_folder(
            options,
            archive,
            without_metadata=without_metadata,
            watch=lambda total: progress("Exporting", total, in_bytes=True),
        )
    click.echo(f"exported {summary.folder} to {archive}: {_told(summary)}", err=True)


@click.command("import")
@click.argument("archive", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@place_options
@click.pass_obj
def import_folder(launcher: Launcher, *, archive: Path, config: str | None, data_dir: str | None) -> None:
    """Make a data folder from the file ARCHIVE, once every digest in it was found right.

    Refused where the folder is there and not empty: nothing is overwritten.
    """
    options = LaunchOptions(config=config, data_dir=data_dir)
    with reported():
        summary = launcher.import_folder(
            options, archive, watch=lambda total: progress("Importing", total, in_bytes=True)
        )
    click.echo(f"imported {archive} into {summary.folder}: {_told(summary)}", err=True)


def _told(summary: ArchiveSummary) -> str:
    files = "1 file" if summary.files == 1 else f"{summary.files} files"
    size, unit = float(summary.size), 0
    while size >= _STEP and unit < len(_UNITS) - 1:
        size, unit = size / _STEP, unit + 1
    return f"{files}, {size:.3g} {_UNITS[unit]}"
