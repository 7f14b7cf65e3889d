"""What may come next in a statement or command, by what stands before the cursor."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from mockhaus.domain.identifiers import quote
from mockhaus_adapters.cli_click.client.protocol import Context, Outline, Relation
from mockhaus_adapters.cli_click.formats import FORMATS
from mockhaus_adapters.cli_click.shell.session import Command
from mockhaus_adapters.cli_click.shell.settings import ShellSettings
from mockhaus_adapters.cli_click.shell.vocabulary import KEYWORDS, functions

_PART = r'(?:"(?:[^"]|"")*"|[A-Za-z_][\w$]*)'
_PATH = re.compile(rf'(?P<path>(?:{_PART}\.)*)(?P<word>"(?:[^"]|"")*|[A-Za-z_][\w$]*|)\Z')
_PARTS = re.compile(_PART)
_RELATION = re.compile(
    rf"\b(?:FROM|JOIN|UPDATE|INTO|USING|TABLE)\s+(?P<name>{_PART}(?:\.{_PART}){{0,2}})(?:\s+(?:AS\s+)?(?P<alias>{_PART}))?",
    re.IGNORECASE,
)
_BEFORE_RELATION = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE|TABLE|VIEW|DESC|DESCRIBE|USING)\s+\Z", re.IGNORECASE)
_BEFORE_PLACE = re.compile(r"\b(?:DATABASE|SCHEMA|USE)\s+\Z", re.IGNORECASE)
_COMMAND = re.compile(r"\s*!(?P<name>\w*)(?P<argument>\s+.*)?\Z")
_SWITCHES = ("on", "off")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word that may stand where the last `length` characters before the cursor are, and what it is."""

    text: str
    length: int
    meaning: str


class Completion:
    """Suggests words. `outline` gives the catalog's names, `context` says where the session is."""

    def __init__(
        self, outline: Callable[[], Outline], context: Callable[[], Context], commands: Sequence[Command]
    ) -> None:
        self._outline = outline
        self._context = context
        self._commands = commands

    def suggestions(self, before: str, after: str = "") -> list[Suggestion]:
        """The words that may come next, the most likely first."""
        found = _COMMAND.match(before)
        if found is not None:
            return self._of_command(found["name"], found["argument"])
        return self._of_statement(before, after)

    def _of_command(self, name: str, argument: str | None) -> list[Suggestion]:
        if argument is None:
            return [
                Suggestion(item.name, len(name), item.meaning)
                for item in self._commands
                if item.name.startswith(name.lower())
            ]
        word = argument.lstrip()
        if name.lower() in ("describe", "desc", "use"):
            return self._of_statement(f"DESCRIBE {word}" if name.lower() != "use" else f"USE {word}", "")
        return [Suggestion(item, len(word), "") for item in self._arguments(name.lower()) if item.startswith(word)]

    @staticmethod
    def _arguments(name: str) -> Iterable[str]:
        return {
            "format": FORMATS,
            "set": [f"{item}=" for item in ShellSettings.names()],
            "timing": _SWITCHES,
            "pager": _SWITCHES,
        }.get(name, ())

    def _of_statement(self, before: str, after: str) -> list[Suggestion]:
        found = _PATH.search(before)
        path, word = (found["path"], found["word"]) if found else ("", "")
        head = before[: len(before) - len(path) - len(word)]
        candidates = self._below(path, before + after) if path else self._free(head, word, before + after)
        return list(_matching(candidates, word))

    def _below(self, path: str, statement: str) -> Iterator[tuple[str, str]]:
        """What may stand behind `a.` or `a.b.`: columns of a table or alias, tables of a schema, schemas."""
        names = tuple(_stored(part) for part in _PARTS.findall(path))
        outline, context = self._outline(), self._context()
        for relation in self._named(names, statement):
            yield from ((column, "column") for column in relation.columns)
        schemas: dict[str, None] = {}
        for relation in outline.relations:
            if names in ((relation.schema,), (relation.database, relation.schema)):
                if len(names) > 1 or relation.database == context.database:
                    yield relation.name, "table"
            elif names == (relation.database,):
                schemas[relation.schema] = None
        yield from ((schema, "schema") for schema in schemas)

    def _named(self, names: tuple[str, ...], statement: str) -> list[Relation]:
        """The relations that a name or alias of the statement stands for."""
        aliases = {
            _stored(found["alias"]): tuple(_stored(part) for part in _PARTS.findall(found["name"]))
            for found in _RELATION.finditer(statement)
            if found["alias"]
        }
        return self._relations(aliases.get(names[0], names) if len(names) == 1 else names)

    def _relations(self, names: tuple[str, ...]) -> list[Relation]:
        context = self._context()
        full = (context.database, context.schema, None)[: 3 - len(names)] + names
        return [item for item in self._outline().relations if (item.database, item.schema, item.name) == full]

    def _free(self, head: str, word: str, statement: str) -> Iterator[tuple[str, str]]:
        outline, context = self._outline(), self._context()
        place = (context.database, context.schema)
        tables = [(item.name, "table") for item in outline.relations if (item.database, item.schema) == place]
        schemas = dict.fromkeys(item.schema for item in outline.relations if item.database == context.database)
        places = [*((name, "schema") for name in schemas), *((name, "database") for name in outline.databases)]
        if _BEFORE_PLACE.search(head):
            yield from places
            return
        if _BEFORE_RELATION.search(head):
            yield from tables
            yield from places
            return
        yield from ((column, "column") for column in self._columns(statement))
        if word:
            yield from ((name, "keyword") for name in KEYWORDS)
            yield from ((name, "function") for name in functions())
        yield from tables

    def _columns(self, statement: str) -> Iterable[str]:
        """The columns of all relations that the statement names."""
        found: dict[str, None] = {}
        for relation in _RELATION.finditer(statement):
            names = tuple(_stored(part) for part in _PARTS.findall(relation["name"]))
            for item in self._relations(names):
                found.update(dict.fromkeys(item.columns))
        return found


def _stored(part: str) -> str:
    return part[1:-1].replace('""', '"') if part.startswith('"') else part.upper()


def _matching(candidates: Iterable[tuple[str, str]], word: str) -> Iterator[Suggestion]:
    """The candidates that begin as the word does, written as names are, in the case that was begun."""
    lower = word.islower()
    seen = set()
    for name, meaning in candidates:
        text = name if meaning in ("keyword", "function") else quote(name)
        if not text.startswith('"') and lower:
            text = text.lower()
        if text.upper().startswith(word.upper()) and text.upper() != word.upper() and text not in seen:
            seen.add(text)
            yield Suggestion(text, len(word), meaning)
