"""Where results go: to the terminal, through a pager where they are large, or into a file."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from mockhaus_adapters.cli_click.shell.settings import ShellError

_DEFAULT_PAGER = "less -FSX"


class Screen:
    """Writes text in pieces. Only an interactive one has a pager."""

    def __init__(self, *, interactive: bool) -> None:
        self._interactive = interactive
        self._file: IO[str] | None = None

    def redirect(self, path: str | None) -> None:
        """Write into a file from now on, or to the terminal again."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if path is not None:
            try:
                self._file = Path(path).expanduser().open("w", encoding="utf-8")
            except OSError as error:
                raise ShellError(f"{path}: {error.strerror}") from error

    @property
    def file(self) -> str | None:
        """The file that is written into."""
        return None if self._file is None else self._file.name

    def width(self, pager: str) -> int | None:
        """How wide tables may be; None for the width that they have in pipes."""
        if self._file is not None or not self._interactive:
            return None
        return _ENDLESS if self._pager(pager) else shutil.get_terminal_size().columns

    def write(self, pieces: Iterable[str], pager: str) -> None:
        """Write the pieces as they come."""
        if self._file is not None:
            self._file.writelines(pieces)
            self._file.flush()
            return
        command = self._pager(pager)
        if command is None:
            for piece in pieces:
                click.echo(piece, nl=False)
            return
        self._page(iter(pieces), command)

    def say(self, text: str) -> None:
        """A remark that is no result."""
        click.echo(text, err=not self._interactive)

    def _pager(self, setting: str) -> list[str] | None:
        if not self._interactive or setting == "off":
            return None
        command = shlex.split(setting if setting != "on" else os.environ.get("PAGER") or _DEFAULT_PAGER)
        return command if command and shutil.which(command[0]) else None

    def _page(self, pieces: Iterator[str], command: list[str]) -> None:
        """What fits on the screen is printed, anything larger is sent to the pager."""
        size = shutil.get_terminal_size()
        text = ""
        for piece in pieces:
            text += piece
            if _is_larger(text, size):
                with _paging(command) as stream:
                    stream.write(text)
                    stream.writelines(pieces)
                return
        click.echo(text, nl=False)


_ENDLESS = 1_000_000


def _is_larger(text: str, size: os.terminal_size) -> bool:
    lines = text.splitlines()
    return len(lines) >= size.lines or any(len(line) > size.columns for line in lines)


@contextmanager
def _paging(command: list[str]) -> Iterator[IO[str]]:
    """The pager's input. Ctrl-C is the pager's own affair while it is looked at."""
    sys.stdout.flush()
    with subprocess.Popen(command, stdin=subprocess.PIPE, text=True, encoding="utf-8") as process:  # noqa: S603
        stream = process.stdin
        assert stream is not None  # noqa: S101 - as asked for
        try:
            yield stream
        except BrokenPipeError:  # its reader has seen enough
            pass
        finally:
            before = signal.signal(signal.SIGINT, signal.SIG_IGN)
            _close(stream)
            process.wait()
            signal.signal(signal.SIGINT, before)


def _close(stream: IO[str]) -> None:
    try:
        stream.close()
    except BrokenPipeError:  # what was left in the buffer
        return
