"""`mockhaus serve`: the REST API."""

from __future__ import annotations

import click

from mockhaus_adapters.cli_click.failing import reported
from mockhaus_adapters.cli_click.launching import Launcher, LaunchOptions
from mockhaus_adapters.cli_click.options import place_options

_FORMATS = ("console", "json")
_LEVELS = ("debug", "info", "warning", "error")


@click.command()
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes a free one.  [default: 8084]")
@click.option("--daemon", is_flag=True, help="Run in the background; return once the server answers.")
@click.option("--pid-file", type=click.Path(dir_okay=False), help="File that names the process, for stop and the like.")
@click.option(
    "--log-file",
    type=click.Path(dir_okay=False),
    help="File for the log.  [default: standard error; of a daemon the pid file's name with .log]",
)
@click.option("--log-format", type=click.Choice(_FORMATS), help="Lines for people or JSON.  [default: console]")
@click.option("--log-level", type=click.Choice(_LEVELS), help="Least important lines written.  [default: info]")
@place_options
@click.pass_obj
def serve(  # noqa: PLR0913 - one parameter for each option
    launcher: Launcher,
    *,
    host: str | None,
    port: int | None,
    daemon: bool,
    pid_file: str | None,
    log_file: str | None,
    log_format: str | None,
    log_level: str | None,
    config: str | None,
    data_dir: str | None,
) -> None:
    """Serve the REST API until a signal ends it.

    SIGTERM ends the server in order, SIGHUP lets it open its log anew and take settings over that can be.
    """
    options = LaunchOptions(
        config=config,
        data_dir=data_dir,
        host=host,
        port=port,
        pid_file=pid_file,
        log_file=log_file,
        log_format=log_format,
        log_level=log_level,
    )
    with reported():
        if daemon:
            server = launcher.start_daemon(options)
            click.echo(f"Mockhaus answers at {server.url} (process {server.pid})", err=True)
        else:
            launcher.serve(options, lambda url: click.echo(f"Mockhaus answers at {url}", err=True))
