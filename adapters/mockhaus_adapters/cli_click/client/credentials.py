"""Who a command is at a server: options that say it, kept with the command until a client is opened."""

from __future__ import annotations

import sys
from base64 import b64encode
from dataclasses import dataclass, field

import click

USER_VARIABLE = "MOCKHAUS_USER"
PASSWORD_VARIABLE = "MOCKHAUS_PASSWORD"  # noqa: S105 - the name of a variable
_USER = "mockhaus.user"
_PASSWORD = "mockhaus.password"  # noqa: S105 - the name of a note


@dataclass(frozen=True, slots=True)
class Credentials:
    """A login name and its password."""

    user: str
    password: str = field(repr=False)

    @property
    def header(self) -> str:
        """The header Authorization that says it."""
        return "Basic " + b64encode(f"{self.user}:{self.password}".encode()).decode()


def keep_user(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    """Callback of the option that names the user."""
    _keep(context, parameter, _USER, value)


def keep_password(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    """Callback of the option that gives the password."""
    _keep(context, parameter, _PASSWORD, value)


def _keep(context: click.Context, parameter: click.Parameter, note: str, value: str | None) -> None:
    context.meta[note] = value
    source = context.get_parameter_source(parameter.name or "")
    if source is click.core.ParameterSource.COMMANDLINE:
        context.meta[f"{note}.given"] = f"--{parameter.name}"


def check_unused() -> None:
    """Wrong usage where credentials were given to a command that works in this process."""
    meta = _meta()
    for note in (_USER, _PASSWORD):
        if f"{note}.given" in meta:
            raise click.UsageError(f"give {meta[f'{note}.given']} with --url")


def given() -> Credentials | None:
    """The credentials of the command that runs; a password that is missing is asked for on a terminal."""
    meta = _meta()
    user, password = meta.get(_USER), meta.get(_PASSWORD)
    if user is None:
        return None
    if password is None and sys.stdin.isatty():
        password = click.prompt("Password", hide_input=True, default="", show_default=False, err=True)
    return Credentials(user, password or "")


def _meta() -> dict[str, str]:
    context = click.get_current_context(silent=True)
    return context.meta if context is not None else {}
