"""The prompt: editing over several lines, history, completion, colours; on prompt_toolkit."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import CompleteEvent, Completer
from prompt_toolkit.completion import Completion as Candidate
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.lexers import PygmentsLexer
from pygments.lexers.sql import SqlLexer

from mockhaus.domain.errors import SnowflakeError
from mockhaus.translation.masking import mask_secrets
from mockhaus_adapters.cli_click.client.protocol import Outline, UnreachableError
from mockhaus_adapters.cli_click.shell.completion import Completion
from mockhaus_adapters.cli_click.shell.pieces import is_ready
from mockhaus_adapters.cli_click.shell.session import Shell

_PRIVATE = 0o600


def interact(shell: Shell, history_file: Path | None) -> None:
    """Ask for input and carry it out, until the shell is finished or Ctrl-D is pressed."""
    names = _Names(shell)
    completion = Completion(names.outline, lambda: shell.context, shell.commands)
    session: PromptSession[str] = PromptSession(
        history=_history(history_file),
        completer=_Completer(completion),
        complete_while_typing=False,
        complete_in_thread=True,
        auto_suggest=AutoSuggestFromHistory(),
        lexer=PygmentsLexer(SqlLexer),
        key_bindings=_keys(),
        multiline=True,
        prompt_continuation=lambda width, _number, _wrapped: "...".rjust(width - 2) + "> ",
    )
    while not shell.finished:
        try:
            text, shell.prepared = shell.prepared, ""
            text = session.prompt(_prompt(shell), default=text)
            shell.run(text.splitlines(keepends=True))
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


def _prompt(shell: Shell) -> str:
    place = ".".join(name for name in (shell.context.database, shell.context.schema) if name)
    return f"mockhaus {place}> " if place else "mockhaus> "


def _keys() -> KeyBindings:
    """Enter carries out what is whole and else begins another line; Esc Enter carries out whatever there is."""
    keys = KeyBindings()

    @keys.add("enter")
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.complete_state is not None and buffer.complete_state.current_completion is not None:
            buffer.complete_state = None
        elif is_ready(buffer.text):
            buffer.validate_and_handle()
        else:
            buffer.newline(copy_margin=True)

    return keys


def _history(path: Path | None) -> History:
    """The history in its file, which only its owner may read; in memory where there can be no such file."""
    if path is None:
        return InMemoryHistory()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_APPEND | os.O_RDWR, _PRIVATE))
    except OSError:
        return InMemoryHistory()
    return _MaskedHistory(str(path))


class _MaskedHistory(FileHistory):
    """Keeps no secrets."""

    def store_string(self, string: str) -> None:
        """Append to the file."""
        super().store_string(mask_secrets(string))


class _Completer(Completer):
    """Hands suggestions on."""

    def __init__(self, completion: Completion) -> None:
        self._completion = completion

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Candidate]:
        """The candidates at the cursor."""
        del complete_event
        for item in self._completion.suggestions(document.text_before_cursor, document.text_after_cursor):
            yield Candidate(item.text, start_position=-item.length, display_meta=item.meaning)


class _Names:
    """The catalog's names, read again after they may have changed. Nothing to suggest is better than an error."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._lock = threading.Lock()
        self._outline = Outline()

    def outline(self) -> Outline:
        """The names as last read."""
        with self._lock:
            if self._shell.names_changed:
                self._shell.names_changed = False
                try:
                    self._outline = self._shell.client.outline()
                except (SnowflakeError, UnreachableError):
                    self._outline = Outline()
            return self._outline
