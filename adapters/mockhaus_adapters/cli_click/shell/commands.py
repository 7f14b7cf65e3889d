"""The shell's `!` commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mockhaus.domain import types
from mockhaus.domain.history.selection import HistorySelection
from mockhaus.domain.types import ResultColumn
from mockhaus_adapters.cli_click import listings
from mockhaus_adapters.cli_click.listings import Listing
from mockhaus_adapters.cli_click.shell.session import Command, Shell
from mockhaus_adapters.cli_click.shell.settings import ShellError, switch
from mockhaus_adapters.cli_click.variables import VariableError, definition

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_STATEMENTS = 10_000


def _table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Listing:
    return Listing([ResultColumn(name, types.VARCHAR) for name in names], rows)


def _help(shell: Shell, argument: str) -> None:
    wanted = [shell.command_named(argument.lstrip("!"))] if argument else shell.commands
    rows = [(item.usage, ", ".join(f"!{name}" for name in item.aliases), item.meaning) for item in wanted]
    shell.show_listing(_table(("COMMAND", "ALIASES", "DOES"), rows))


def _set(shell: Shell, argument: str) -> None:
    if not argument:
        _options(shell, "")
        return
    name, text = _definition(argument)
    shell.settings.set(name, text)


def _definition(argument: str) -> tuple[str, str]:
    try:
        name, text = definition(argument)
    except VariableError as error:
        raise ShellError(str(error)) from error
    return name, text


def _options(shell: Shell, _: str) -> None:
    shell.show_listing(_table(("NAME", "VALUE", "MEANING"), shell.settings.listed()))


def _define(shell: Shell, argument: str) -> None:
    name, text = _definition(argument)
    shell.variables[name] = text


def _variables(shell: Shell, _: str) -> None:
    shell.show_listing(_table(("NAME", "VALUE"), sorted(shell.variables.items())))


def _source(shell: Shell, argument: str) -> None:
    if not argument:
        raise ShellError("!source needs the name of a file")
    shell.source(argument)


def _databases(shell: Shell, argument: str) -> None:
    shell.listing(listings.databases(argument or None))


def _schemas(shell: Shell, argument: str) -> None:
    shell.listing(listings.schemas(shell.context.database, argument or None))


def _tables(shell: Shell, argument: str) -> None:
    shell.listing(listings.tables(shell.context.database, shell.context.schema, argument or None))


def _describe(shell: Shell, argument: str) -> None:
    if not argument:
        raise ShellError("!describe needs the name of a table or view")
    shell.listing(listings.description("table", argument))


def _use(shell: Shell, argument: str) -> None:
    if not argument:
        raise ShellError("!use needs a name: database, database.schema, or ROLE name and the like")
    shell.execute(f"USE {argument}")


def _timing(shell: Shell, argument: str) -> None:
    shell.settings.timing = switch(argument) if argument else not shell.settings.timing
    shell.screen.say(f"timing is {'on' if shell.settings.timing else 'off'}")


def _format(shell: Shell, argument: str) -> None:
    if argument:
        shell.settings.set("output_format", argument)
    shell.screen.say(f"results are shown as {shell.settings.output_format}")


def _pager(shell: Shell, argument: str) -> None:
    if argument:
        shell.settings.set("pager", argument)
    shell.screen.say(f"the pager is {shell.settings.pager}")


def _output(shell: Shell, argument: str) -> None:
    shell.screen.redirect(argument if argument and argument.lower() != "off" else None)
    shell.screen.say(f"results go to {shell.screen.file or 'the terminal'}")


def _history(shell: Shell, argument: str) -> None:
    if argument and not (argument.isdigit() and 0 < int(argument) <= _MOST_STATEMENTS):
        raise ShellError(f"{argument!r} is no number from 1 to {_MOST_STATEMENTS}")
    selection = HistorySelection(limit=int(argument or 20))
    shell.show_listing(listings.history_table(shell.client.history(selection)))


def _edit(shell: Shell, _: str) -> None:
    if not shell.interactive:
        raise ShellError("!edit needs a terminal")
    try:
        edited = click.edit(shell.last_statement, extension=".sql")
    except click.ClickException as error:
        raise ShellError(error.format_message()) from error
    shell.prepared = (edited or "").strip()


def _print(shell: Shell, argument: str) -> None:
    shell.screen.write([f"{argument}\n"], pager="off")


def _rehash(shell: Shell, _: str) -> None:
    shell.names_changed = True


def _quit(shell: Shell, _: str) -> None:
    shell.finished = True


COMMANDS = (
    Command(name="help", arguments="[COMMAND]", meaning="shows the commands", run=_help, aliases=("h",)),
    Command(name="quit", meaning="ends the shell, as Ctrl-D does", run=_quit, aliases=("exit", "q")),
    Command(name="set", arguments="[NAME=VALUE]", meaning="sets an option, or shows all", run=_set),
    Command(name="options", meaning="shows the options and their values", run=_options, aliases=("opts",)),
    Command(
        name="define",
        arguments="NAME=VALUE",
        meaning="defines a variable, for &NAME where variable_substitution is on",
        run=_define,
    ),
    Command(name="variables", meaning="shows the variables", run=_variables, aliases=("vars",)),
    Command(name="source", arguments="FILE", meaning="carries out a file", run=_source, aliases=("load",)),
    Command(name="databases", arguments="[PATTERN]", meaning="lists the databases", run=_databases),
    Command(
        name="schemas", arguments="[PATTERN]", meaning="lists the schemas of the current database, or all", run=_schemas
    ),
    Command(
        name="tables",
        arguments="[PATTERN]",
        meaning="lists the tables and views of the current schema or database, or all",
        run=_tables,
    ),
    Command(
        name="describe",
        arguments="NAME",
        meaning="shows the columns of a table or view",
        run=_describe,
        aliases=("desc",),
    ),
    Command(name="use", arguments="NAME", meaning="changes the database or schema, as USE does", run=_use),
    Command(name="timing", arguments="[on|off]", meaning="shows how long statements took, or not", run=_timing),
    Command(name="format", arguments="[FORMAT]", meaning="changes how results are shown", run=_format),
    Command(
        name="pager",
        arguments="[on|off|PROGRAM]",
        meaning="sends large results through a pager, or not",
        run=_pager,
    ),
    Command(
        name="output",
        arguments="[FILE|off]",
        meaning="writes results into a file, or to the terminal again",
        run=_output,
        aliases=("spool",),
    ),
    Command(
        name="history",
        arguments="[NUMBER]",
        meaning="shows the account's latest statements, 20 or so many",
        run=_history,
        aliases=("queries",),
    ),
    Command(
        name="edit", meaning="opens the last statement in an editor; what is saved is then at the prompt", run=_edit
    ),
    Command(name="print", arguments="TEXT", meaning="prints a text", run=_print),
    Command(name="rehash", meaning="reads the names for completion again", run=_rehash),
)
