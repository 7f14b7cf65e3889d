"""`mockhaus stop`, `status` and `reload`: a server in another process, known by its pid file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any, TypeVar

import click

from mockhaus_adapters.cli_click.client.readiness import Readiness, readiness
from mockhaus_adapters.cli_click.failing import NOT_STARTED, STATEMENT_FAILED, reported
from mockhaus_adapters.cli_click.launching import Launcher, LaunchOptions, NoServerError, ServerFound

_NOT_RUNNING = NOT_STARTED
_FAILED = STATEMENT_FAILED
_NOT_READY = 4
F = TypeVar("F", bound=Callable[..., Any])


def _server_options(command: F) -> F:
    config = click.option(
        "--config", type=click.Path(exists=True, dir_okay=False), help="The server's file of settings."
    )
    pid_file = click.option("--pid-file", type=click.Path(dir_okay=False), help="The server's pid file.")
    return pid_file(config(command))


@contextmanager
def _controlled() -> Iterator[None]:
    with reported():
        try:
            yield
        except NoServerError as error:
            click.echo(str(error), err=True)
            raise click.exceptions.Exit(_NOT_RUNNING) from error


@click.command()
@_server_options
@click.option(
    "--timeout",
    type=click.FloatRange(min=0),
    default=60,
    show_default=True,
    help="Seconds to wait for its end.",
)
@click.pass_obj
def stop(launcher: Launcher, *, pid_file: str | None, config: str | None, timeout: float) -> None:
    """End a server in order, and wait for its end.

    The exit code is 3 where none runs, 1 where it has not ended in time.
    """
    with _controlled():
        ended = launcher.stop_server(LaunchOptions(config=config, pid_file=pid_file), timeout)
    if not ended:
        click.echo(f"the server has not ended within {timeout:g} seconds", err=True)
        raise click.exceptions.Exit(_FAILED)
    click.echo("the server has ended", err=True)


@click.command()
@_server_options
@click.option("--format", "style", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.pass_obj
def status(launcher: Launcher, *, pid_file: str | None, config: str | None, style: str) -> None:
    """Tell whether a server runs, and whether it can carry out statements.

    The exit code is 0 where it can, 4 where it runs and cannot, or does not say; 3 where none runs, 1 where one has
    left its pid file behind.
    """
    with _controlled():
        found = launcher.find_server(LaunchOptions(config=config, pid_file=pid_file))
    told = readiness(found.url) if found.running and found.url is not None else Readiness()
    if style == "json":
        click.echo(json.dumps({**asdict(found), "ready": told.ready, "unhealthy": told.unhealthy}))
    else:
        click.echo(_sentence(found) + (f"; {told.sentence}" if found.running else ""))
    if not found.running:
        raise click.exceptions.Exit(_FAILED)
    if not told.ready:
        raise click.exceptions.Exit(_NOT_READY)


def _sentence(found: ServerFound) -> str:
    if not found.running:
        return f"no server runs; process {found.pid} has left its pid file behind"
    if found.url is None:
        return f"process {found.pid} is {found.state}"
    return f"process {found.pid} is {found.state} at {found.url} since {found.since}"


@click.command("reload")
@_server_options
@click.option(
    "--timeout", type=click.FloatRange(min=0), default=10, show_default=True, help="Seconds to wait for its report."
)
@click.pass_obj
def reload_(launcher: Launcher, *, pid_file: str | None, config: str | None, timeout: float) -> None:
    """Let a server read its settings again and open its log anew; tell what it took over.

    Settings that need a restart are named. The exit code is 1 where the settings are wrong, and nothing has changed.
    """
    with _controlled():
        report = launcher.reload_server(LaunchOptions(config=config, pid_file=pid_file), timeout)
    if report is None:
        click.echo(f"the server has not answered within {timeout:g} seconds", err=True)
        raise click.exceptions.Exit(_FAILED)
    for change in report.changed:
        click.echo(f"taken over: {change}")
    for change in report.pending:
        click.echo(f"needs a restart: {change}")
    for problem in report.problems:
        click.echo(f"wrong: {problem}", err=True)
    if report.problems:
        raise click.exceptions.Exit(_FAILED)
    click.echo("the server has read its settings", err=True)
