"""`mockhaus serve`: the REST API."""

from __future__ import annotations

import logging

import click

from mockhaus_adapters.cli_click.failing import reported
from mockhaus_adapters.cli_click.launching import Launcher, LaunchOptions
from mockhaus_adapters.cli_click.options import place_options


@click.command()
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes a free one.  [default: 8084]")
@place_options
@click.pass_obj
def serve(launcher: Launcher, *, host: str | None, port: int | None, config: str | None, data_dir: str | None) -> None:
    """Serve the REST API until a signal ends it."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    options = LaunchOptions(config=config, data_dir=data_dir, host=host, port=port)
    with reported():
        launcher.serve(options, lambda url: click.echo(f"Mockhaus answers at {url}", err=True))
