"""A terminal for tests: a program on a pseudo-terminal, and the screen that its user would see."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pexpect
import pyte

from tests.support.server import environment

COLUMNS, LINES = 120, 40
WITHIN = 30
_SEEN = 10
"""How many characters of a line are certainly on the line of the cursor."""


class _Screen(pyte.HistoryScreen):
    """A screen whose answers to the program's questions are kept until they are sent."""

    def __init__(self) -> None:
        super().__init__(COLUMNS, LINES, history=1_000)
        self.answers = ""

    def write_process_input(self, data: str) -> None:
        """Take an answer, such as where the cursor is."""
        self.answers += data


class Terminal:
    """The program `mockhaus` as somebody meets it who types."""

    def __init__(self, *arguments: str, **variables: str) -> None:
        self._screen = _Screen()
        self._stream = pyte.Stream(self._screen)
        self._process = pexpect.spawn(
            sys.executable,
            ["-m", "mockhaus_deployments", *arguments],
            env=environment(TERM="xterm", PAGER="", COLUMNS=str(COLUMNS), LINES=str(LINES), **variables),
            encoding="utf-8",
            dimensions=(LINES, COLUMNS),
        )

    @property
    def lines(self) -> list[str]:
        """What is on the screen, without empty lines at its end."""
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip().split("\n")

    @property
    def prompt(self) -> str:
        """The line that the cursor is on."""
        return str(self._screen.display[self._screen.cursor.y]).rstrip()

    def type(self, text: str) -> None:
        """Press keys."""
        self._process.send(text)

    def enter(self, text: str) -> None:
        """Type a line at a prompt and press Enter."""
        self._await(lambda: self.prompt.startswith("mockhaus") or self.prompt.endswith("...>"), "a prompt")
        self.type(text)
        self._await(lambda: self.prompt.endswith(text[-_SEEN:].strip()), text)
        line = self.prompt
        self.type("\r")
        self._await(lambda: self.prompt != line, "another line")

    def await_text(self, text: str) -> None:
        """Wait until the screen shows a text."""
        self._await(lambda: any(text in line for line in self.lines), text)

    def await_lines(self, lines: list[str]) -> None:
        """Wait until the screen shows these lines alone."""
        self._await(lambda: self.lines == lines, "\n".join(lines))

    def await_prompt(self, prompt: str) -> None:
        """Wait until the line of the cursor is this."""
        self._await(lambda: self.prompt == prompt, prompt)

    def _await(self, met: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + WITHIN
        while not met():
            screen = "\n".join(self.lines)
            assert time.monotonic() < deadline, f"{what!r} is not on the screen:\n{screen}"
            self._read()

    def _read(self) -> None:
        try:
            self._stream.feed(self._process.read_nonblocking(65_536, timeout=0.05))
        except pexpect.TIMEOUT:
            return
        except pexpect.EOF as error:
            raise AssertionError("the program ended:\n" + "\n".join(self.lines)) from error
        if self._screen.answers:
            self._process.send(self._screen.answers)
            self._screen.answers = ""

    def end(self) -> int:
        """Wait for the program to end by itself; its exit code."""
        self._process.expect(pexpect.EOF, timeout=WITHIN)
        self._process.close()
        return int(self._process.exitstatus)

    def kill(self) -> None:
        """End the program, whatever it does."""
        self._process.close(force=True)


@contextmanager
def terminal(*arguments: str, **variables: str) -> Iterator[Terminal]:
    """A terminal that runs the program with these arguments."""
    found = Terminal(*arguments, **variables)
    try:
        yield found
    finally:
        found.kill()
