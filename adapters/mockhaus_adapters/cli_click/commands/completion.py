"""`mockhaus completion`: completion of commands and options in the user's own shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_VARIABLE = "_MOCKHAUS_COMPLETE"


@click.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@click.pass_context
def completion(context: click.Context, *, shell: str) -> None:
    """Print the script that completes commands and options in SHELL; `eval "$(mockhaus completion bash)"` runs it."""
    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"{shell} is not supported")
    click.echo(found(context.find_root().command, {}, "mockhaus", _VARIABLE).source(), nl=False)
