"""The shell itself: carries out statements and commands, and goes on after errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mockhaus.domain.errors import SnowflakeError
from mockhaus_adapters.cli_click.client.protocol import Client, Context, Result, UnreachableError
from mockhaus_adapters.cli_click.failing import told
from mockhaus_adapters.cli_click.formats import FOR_PEOPLE, writer
from mockhaus_adapters.cli_click.interrupting import Interruptible
from mockhaus_adapters.cli_click.listings import Listing, Shown, shown
from mockhaus_adapters.cli_click.printing import Counted, footer
from mockhaus_adapters.cli_click.shell.pieces import Piece, pieces
from mockhaus_adapters.cli_click.shell.screen import Screen
from mockhaus_adapters.cli_click.shell.settings import ShellError, ShellSettings
from mockhaus_adapters.cli_click.variables import VariableError, substituted

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEEPEST = 20
_HARMLESS = frozenset({"SELECT", "SHOW", "DESCRIBE", "EXPLAIN", "LIST_FILES", "INSERT", "UPDATE", "DELETE", "MERGE"})
"""Kinds of statements that leave the names as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A `!` command: its name, other names for it, what may follow, what it does."""

    name: str
    meaning: str
    run: Callable[[Shell, str], None]
    arguments: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def usage(self) -> str:
        """How it is written."""
        return f"!{self.name} {self.arguments}".rstrip()


class Shell:
    """Carries out input on a client, until `finished`."""

    def __init__(
        self,
        client: Client,
        work: Interruptible,
        *,
        settings: ShellSettings,
        commands: Sequence[Command],
        context: Context,
        interactive: bool,
    ) -> None:
        self.client = client
        self.settings = settings
        self.variables: dict[str, str] = {}
        self.screen = Screen(interactive=interactive)
        self.context = context
        self.interactive = interactive
        self.commands = commands
        self.finished = False
        self.failed = False
        self.names_changed = True
        """Whether the catalog's names may have changed since this was last set to false."""
        self.last_statement = ""
        self.prepared = ""
        """Text for the next prompt to begin with."""
        self._work = work
        self._by_name: Mapping[str, Command] = {
            name: command for command in commands for name in (command.name, *command.aliases)
        }
        self._depth = 0

    def run(self, lines: Iterable[str]) -> None:
        """Carry out what the lines hold."""
        for piece in pieces(lines):
            with self._reporting():
                self._carry_out(piece)
            if self.finished:
                return

    def source(self, path: str) -> None:
        """Carry out a file."""
        if self._depth == _DEEPEST:
            raise ShellError(f"files may hold !source to a depth of {_DEEPEST}")
        try:
            text = Path(path).expanduser().read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ShellError(f"{path}: {error.strerror if isinstance(error, OSError) else error}") from error
        self._depth += 1
        try:
            self.run(text.splitlines(keepends=True))
        finally:
            self._depth -= 1

    def execute(self, sql: str) -> None:
        """Run statements and show each result."""
        for result in self._work.each(self.client.execute(sql)):
            self.context = result.context
            self._show(result)
            self.names_changed = self.names_changed or result.kind not in _HARMLESS
            self._work.check()

    def listing(self, asked: Shown) -> None:
        """Run a SHOW statement and show its most important columns."""
        self.show_listing(self._work.call(lambda: shown(self.client, asked)))

    def show_listing(self, listing: Listing) -> None:
        """Show a small table."""
        batches = [listing.rows] if listing.rows else []
        self.screen.write(self._writer()(listing.columns, batches), self.settings.pager)

    def command_named(self, name: str) -> Command:
        """A command by its name or another name for it; ShellError where there is none."""
        found = self._by_name.get(name.lower())
        if found is None:
            raise ShellError(f"there is no command !{name}; !help shows those that there are")
        return found

    def _carry_out(self, piece: Piece) -> None:
        text = piece.text
        if self.settings.variable_substitution:
            text = substituted(text, self.variables)
        if piece.is_command:
            name, _, argument = text.partition(" ")
            self.command_named(name).run(self, argument.strip())
            return
        self.last_statement = text.strip()
        self.execute(self.last_statement)

    def _show(self, result: Result) -> None:
        counted = Counted(self._work.each(result.batches()))
        self.screen.write(self._writer()(result.columns, counted), self.settings.pager)
        if self.interactive or self.settings.output_format in FOR_PEOPLE:
            elapsed = result.elapsed_ms if self.settings.timing else None
            place = f" in {self.screen.file}" if self.screen.file else ""
            self.screen.say(footer(counted.rows, elapsed) + place)

    def _writer(self) -> Callable[..., Iterator[str]]:
        return writer(self.settings.output_format, self.screen.width(self.settings.pager))

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        """Tell errors and go on, unless the first one is to end the shell."""
        try:
            yield
        except SnowflakeError as error:
            problem = told(error)
        except (ShellError, VariableError, UnreachableError) as error:
            problem = str(error)
        except KeyboardInterrupt:
            problem = "interrupted"
        else:
            return
        self._work.interrupted = False
        click.echo(problem, err=True)
        self.failed = True
        self.finished = self.finished or self.settings.exit_on_error
