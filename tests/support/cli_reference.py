"""The reference of the command line, made from the commands themselves: `python -m tests.support.cli_reference`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from mockhaus_adapters.cli_click.failing import EXIT_CODES
from mockhaus_adapters.cli_click.group import build_group
from mockhaus_adapters.cli_click.shell.commands import COMMANDS
from mockhaus_adapters.cli_click.shell.settings import ShellSettings
from mockhaus_deployments.registry import Launchers

PAGE = Path(__file__).parents[2] / "architecture" / "cli.md"
_MARK = "<!-- from here on this page is made by: python -m tests.support.cli_reference -->\n"


def page() -> str:
    """The page as it should be: what people wrote at its top, and the reference."""
    written, _, _ = PAGE.read_text(encoding="utf-8").partition(_MARK)
    return written + _MARK + "\n" + "\n".join(_reference()) + "\n"


def _reference() -> Iterator[str]:
    yield from _section("Exit codes", ("code", "says"), [(f"`{code}`", text) for code, text in EXIT_CODES.items()])
    yield from ("", "## Commands of the program")
    for path, command in _commands(build_group(Launchers), "mockhaus"):
        yield from _command(path, command)
    rows = [
        (f"`{item.usage}`".replace("|", "\\|"), " ".join(f"`!{name}`" for name in item.aliases), item.meaning)
        for item in COMMANDS
    ]
    yield ""
    yield from _section("Commands of the shell", ("command", "also", "does"), rows)
    listed = [(f"`{name}`", f"`{value}`", meaning) for name, value, meaning in ShellSettings().listed()]
    yield ""
    yield from _section("Options of the shell", ("option", "default", "meaning"), listed)


def _section(title: str, headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    yield from (f"## {title}", "")
    yield from _table(headings, rows)


def _table(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    yield "|" + "---|" * len(headings)
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def _command(path: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=path)
    usage = " ".join((path, *command.collect_usage_pieces(context)))
    yield from ("", f"### {path}", "", f"`{usage}`", "", _flat(command.help or ""))
    options = (item for item in command.params if isinstance(item, click.Option))
    rows = [record for item in options if (record := item.get_help_record(context)) is not None]
    if rows:
        yield ""
        yield from _table(
            ("option", "meaning"), [(f"`{_flat(names)}`".replace("|", "\\|"), _escaped(text)) for names, text in rows]
        )


def _flat(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def _escaped(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
