"""`mockhaus sessions`: those of a server."""

from __future__ import annotations

import click

from mockhaus_adapters.cli_click.client.opening import Target, opened
from mockhaus_adapters.cli_click.failing import reported
from mockhaus_adapters.cli_click.launching import Launcher
from mockhaus_adapters.cli_click.listings import sessions_table
from mockhaus_adapters.cli_click.options import format_option, target_options
from mockhaus_adapters.cli_click.printing import print_rows


@click.group()
def sessions() -> None:
    """List and end sessions. They live in a server, so without --url there are none."""


@sessions.command("list")
@format_option
@target_options
@click.pass_obj
def list_sessions(launcher: Launcher, *, style: str, url: str | None, config: str | None, data_dir: str | None) -> None:
    """List the open sessions, the newest first."""
    with reported(), opened(launcher, Target(url=url, config=config, data_dir=data_dir)) as client:
        table = sessions_table(client.sessions())
    print_rows(table.columns, table.rows, style)


@sessions.command("kill")
@click.argument("session_ids", metavar="SESSION_ID...", nargs=-1, required=True)
@target_options
@click.pass_obj
def kill_sessions(
    launcher: Launcher, *, session_ids: tuple[str, ...], url: str | None, config: str | None, data_dir: str | None
) -> None:
    """End sessions: what they run is cancelled, their transactions are undone."""
    with reported(), opened(launcher, Target(url=url, config=config, data_dir=data_dir)) as client:
        for session_id in session_ids:
            client.close_session(session_id)
            click.echo(f"session {session_id} is closed", err=True)
