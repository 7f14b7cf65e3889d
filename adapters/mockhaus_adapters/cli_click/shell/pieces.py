"""Input cut into what is carried out at once: statements, and commands that begin with `!`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mockhaus.translation.parsing import split

_WORDS_THAT_END = frozenset({"exit", "quit"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A command without its `!` and semicolon, or the text of statements."""

    text: str
    is_command: bool


def pieces(lines: Iterable[str]) -> Iterator[Piece]:
    """The pieces of lines, each as soon as its last line was read; what is left at the end is one more."""
    waiting: list[str] = []
    for line in lines:
        found = command(line)
        if found is not None and not _says_something("".join(waiting)):
            waiting.clear()
            yield Piece(found, is_command=True)
            continue
        waiting.append(line if line.endswith("\n") else f"{line}\n")
        if ";" in line and is_complete("".join(waiting)):
            yield Piece("".join(waiting), is_command=False)
            waiting.clear()
    if _says_something("".join(waiting)):
        yield Piece("".join(waiting), is_command=False)


def command(line: str) -> str | None:
    """The command that a line is, or None; `exit` and `quit` alone are commands too."""
    text = line.strip()
    if text.rstrip("; ").lower() in _WORDS_THAT_END:
        return "quit"
    return text[1:].rstrip("; ").strip() if text.startswith("!") else None


def is_complete(text: str) -> bool:
    """Whether the last statement of a text is ended by a semicolon: another word would begin the next one."""
    return ";" in text and len(split(f"{text}\nx")) == len(split(text)) + 1


def is_ready(text: str) -> bool:
    """Whether the text can be carried out as it stands: nothing, a command, or whole statements."""
    return not text.strip() or command(text) is not None or is_complete(text)


def _says_something(text: str) -> bool:
    return bool(text.strip()) and bool(split(text))
