"""Errors on the terminal, and the exit codes that scripts can use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from mockhaus.domain.errors import SnowflakeError
from mockhaus_adapters.cli_click.client.protocol import UnreachableError
from mockhaus_adapters.cli_click.launching import ArchiveError, LaunchError
from mockhaus_adapters.cli_click.variables import VariableError

STATEMENT_FAILED = 1
CONFIGURATION_WRONG = 1
WRONG_USAGE = 2
NOT_STARTED = 3
ARCHIVE_REFUSED = 4
INTERRUPTED = 130

EXIT_CODES = {
    0: "all went well",
    STATEMENT_FAILED: "a statement failed, a file of settings is wrong, or what was asked for is not there",
    WRONG_USAGE: "wrong usage: an unknown option, a wrong value, a variable that is not defined",
    NOT_STARTED: "Mockhaus could not start: settings, a data folder in use; or a server is not there",
    ARCHIVE_REFUSED: "an archive could not be written, or is damaged, or its place is taken",
    INTERRUPTED: "Ctrl-C ended it",
}
"""What each exit code says."""


@contextmanager
def reported() -> Iterator[None]:
    """Tell errors in one line or two on the error stream, and exit with their code."""
    try:
        yield
    except SnowflakeError as error:
        raise ended(told(error), STATEMENT_FAILED) from error
    except LaunchError as error:
        raise ended(f"mockhaus cannot start: {error}", NOT_STARTED) from error
    except UnreachableError as error:
        raise ended(f"mockhaus: {error}", NOT_STARTED) from error
    except ArchiveError as error:
        raise ended(f"mockhaus: {error}", ARCHIVE_REFUSED) from error
    except VariableError as error:
        raise ended(f"mockhaus: {error}", WRONG_USAGE) from error
    except KeyboardInterrupt as error:
        raise ended("interrupted", INTERRUPTED) from error


def told(error: SnowflakeError) -> str:
    """An error as one text: code, SQLSTATE, message, and the statement it belongs to."""
    place = f" (query {error.query_id})" if error.query_id else ""
    return f"{error.code} ({error.sqlstate}): {error.message}{place}"


def ended(text: str, code: int) -> click.exceptions.Exit:
    """The text on the error stream, and the exit to raise."""
    click.echo(text, err=True)
    return click.exceptions.Exit(code)
