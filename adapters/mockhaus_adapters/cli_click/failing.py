"""Errors on the terminal, and the exit codes that scripts can use.

0: all went well; 1: a statement failed, or a file of settings is wrong; 2: wrong usage (click's own); 3: the deployment
could not be started.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from mockhaus.domain.errors import SnowflakeError
from mockhaus_adapters.cli_click.launching import LaunchError

STATEMENT_FAILED = 1
CONFIGURATION_WRONG = 1
NOT_STARTED = 3


@contextmanager
def reported() -> Iterator[None]:
    """Tell errors in one line or two on the error stream, and exit with their code."""
    try:
        yield
    except SnowflakeError as error:
        place = f" (query {error.query_id})" if error.query_id else ""
        click.echo(f"{error.code} ({error.sqlstate}): {error.message}{place}", err=True)
        raise click.exceptions.Exit(STATEMENT_FAILED) from error
    except LaunchError as error:
        click.echo(f"mockhaus cannot start: {error}", err=True)
        raise click.exceptions.Exit(NOT_STARTED) from error
