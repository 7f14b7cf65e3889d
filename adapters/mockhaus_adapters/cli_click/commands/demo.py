"""`mockhaus demo`: the whole of Mockhaus in a few seconds, on real data."""

from __future__ import annotations

import click

from mockhaus_adapters.cli_click.failing import reported
from mockhaus_adapters.cli_click.launching import Launcher, LaunchOptions
from mockhaus_adapters.cli_click.options import place_options


@click.command()
@click.option(
    "--scale",
    type=click.FloatRange(min=0, min_open=True),
    default=0.01,
    show_default=True,
    help="Scale factor of the TPC-H sample data; 1 is a gigabyte.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port of the server.  [default: a free one]")
@place_options
@click.pass_obj
def demo(launcher: Launcher, *, scale: float, port: int, config: str | None, data_dir: str | None) -> None:
    """Start a server, install sample data, load files, run Snowflake queries over HTTP, and show the results."""
    from mockhaus_adapters.cli_click.demonstration import demonstrate  # noqa: PLC0415 - start-up stays light

    with reported():
        demonstrate(launcher, LaunchOptions(config=config, data_dir=data_dir, port=port), scale)
