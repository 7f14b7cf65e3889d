"""`mockhaus sample-data`: TPC-H, as Snowflake shares it."""

from __future__ import annotations

import time

import click

from mockhaus.domain import types
from mockhaus.domain.types import ResultColumn
from mockhaus_adapters.cli_click.client.opening import Target, opened
from mockhaus_adapters.cli_click.failing import reported
from mockhaus_adapters.cli_click.launching import Launcher
from mockhaus_adapters.cli_click.options import format_option, target_options
from mockhaus_adapters.cli_click.printing import footer, print_rows
from mockhaus_adapters.cli_click.progress import progress

_TABLES = 8
_COLUMNS = (ResultColumn("TABLE", types.VARCHAR), ResultColumn("ROWS", types.number(18)))


@click.group("sample-data")
def sample_data() -> None:
    """The database SNOWFLAKE_SAMPLE_DATA."""


@sample_data.command()
@click.option(
    "--scale",
    type=click.FloatRange(min=0, min_open=True, max=1_000),
    default=0.01,
    show_default=True,
    help="Scale factor of TPC-H; 1 is a gigabyte.",
)
@format_option
@target_options
@click.pass_obj
def install(
    launcher: Launcher, *, scale: float, style: str, url: str | None, config: str | None, data_dir: str | None
) -> None:
    """Install the tables of TPC-H. Those of the same scale that are there are replaced."""
    began = time.perf_counter()
    rows = []
    with (
        reported(),
        opened(launcher, Target(url=url, config=config, data_dir=data_dir)) as client,
        progress("Installing TPC-H", _TABLES) as done,
    ):
        for table, count in client.install_sample_data(scale):
            rows.append((table, str(count)))
            done(1)
    print_rows(_COLUMNS, rows, style)
    if style == "table":
        click.echo(footer(len(rows), (time.perf_counter() - began) * 1_000), err=True)
