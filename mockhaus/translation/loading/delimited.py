"""Delimited text (CSV) to records, exactly as Snowflake reads it. Slow beside the engine's reader, and complete.

Follows https://docs.snowflake.com/en/sql-reference/sql/copy-into-table (TYPE = CSV).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mockhaus.translation.loading.formats import FileFormatSettings
from mockhaus.translation.loading.records import Record, RecordError, shown

_NEW_LINE = re.compile(r"\r\n|\n|\r")
_LOGICAL_NEW_LINES = frozenset({"\n", "\r\n", "\r"})
_NOTHING = re.compile(r"(?!)")
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", "0": "\0"}


class DelimitedText:
    """The records of one text. Iterate once."""

    def __init__(self, text: str, settings: FileFormatSettings) -> None:
        self._settings = settings
        self._text = text
        self._position = _after_lines(text, settings.skip_header)
        self._line = 1 + len(_NEW_LINE.findall(text[: self._position]))
        self._separator = _separator(settings)
        self._stop = _stop(settings, self._separator)
        self._null_if = frozenset(settings.null_if)
        self._error: RecordError | None = None

    def __iter__(self) -> Iterator[Record]:
        number = 0
        while self._position < len(self._text):
            start, line = self._position, self._line
            fields = self._record(start)
            self._line += len(_NEW_LINE.findall(self._text[start : self._position]))
            if self._settings.skip_blank_lines and self._is_blank(start):
                continue
            number += 1
            yield Record(number, line, tuple(fields), self._error, (start, self._position))

    def header(self) -> tuple[str, ...]:
        """The first record as column names; asked for before iterating."""
        start = self._position
        fields = self._record(start)
        self._line += len(_NEW_LINE.findall(self._text[start : self._position]))
        return tuple(field or "" for field in fields)

    def _is_blank(self, start: int) -> bool:
        return not self._text[start : self._position].strip("\r\n")

    def _record(self, start: int) -> list[str | None]:
        """The fields of the record from `start`; leaves the position behind it, and `_error` set or not."""
        self._error = None
        fields: list[str | None] = []
        self._position = start
        while True:
            field, ended = self._field(start, len(fields) + 1)
            fields.append(field)
            if ended:
                return fields

    def _field(self, start: int, number: int) -> tuple[str | None, bool]:
        settings, text = self._settings, self._text
        begin = self._position
        if settings.trim_space:
            begin = _past_blanks(text, begin)
        if settings.enclosed_by is not None and text.startswith(settings.enclosed_by, begin):
            return self._enclosed(start, begin, number)
        raw = self._unenclosed()
        ended = self._leave_separator()
        if settings.trim_space:
            raw = raw.strip(" \t")
        return self._value(raw), ended

    def _unenclosed(self) -> str:
        """The raw text of a field up to its separator; the position is left there."""
        begin = position = self._position
        while (found := self._stop.search(self._text, position)) and found.lastgroup == "escaped":
            position = found.end()
        self._position = found.start() if found else len(self._text)
        return self._text[begin : self._position]

    def _value(self, raw: str) -> str | None:
        settings = self._settings
        if not raw:
            return None if settings.empty_as_null or "" in self._null_if else ""
        if raw in self._null_if:
            return None
        escape = settings.escape_unenclosed
        if escape is None or escape not in raw:
            return raw
        value = _unescaped(raw, escape)
        return None if value in self._null_if else value

    def _enclosed(self, start: int, begin: int, number: int) -> tuple[str | None, bool]:
        """A field between enclosing characters, of which two mean one."""
        quote, escape, text = str(self._settings.enclosed_by), self._settings.escape, self._text
        pieces: list[str] = []
        position = begin + 1
        pattern = re.compile("|".join(map(re.escape, filter(None, (quote, escape)))))
        while True:
            found = pattern.search(text, position)
            if found is None:
                return self._unended(start, number)
            pieces.append(text[position : found.start()])
            position = found.end()
            following = text[position : position + 1]
            if found[0] == quote and following != quote:
                break
            pieces.append(following if found[0] == quote else _ESCAPES.get(following, following))
            position += 1
        self._position = _past_blanks(text, position) if self._settings.trim_space else position
        return self._closed("".join(pieces), start, number)

    def _closed(self, value: str, start: int, number: int) -> tuple[str | None, bool]:
        rest = self._position
        if rest < len(self._text) and not self._separator.match(self._text, rest):
            self._note(f"Found character '{self._text[rest]}' instead of {self._expected()}", start, rest, number)
            self._unenclosed()
        if not self._settings.multi_line and self._holds_record_delimiter(value):
            self._note("A field holds the record delimiter, which MULTI_LINE = FALSE forbids", start, start, number)
        ended = self._leave_separator()
        return None if value in self._null_if else value, ended

    def _holds_record_delimiter(self, value: str) -> bool:
        return any(found.lastgroup == "record" for found in self._separator.finditer(value))

    def _expected(self) -> str:
        delimiter = self._settings.field_delimiter
        return f"field delimiter '{delimiter}'" if delimiter else "record delimiter"

    def _unended(self, start: int, number: int) -> tuple[str | None, bool]:
        self._note("End of file reached while looking for the end of an enclosed field", start, self._position, number)
        self._position = len(self._text)
        return None, True

    def _note(self, message: str, start: int, position: int, number: int) -> None:
        if self._error is None:
            line_start = max(self._text.rfind("\n", start, position) + 1, start)
            self._error = RecordError(shown(message), position - line_start + 1, number)

    def _leave_separator(self) -> bool:
        """Step over the separator here; whether the record ends with it."""
        found = self._separator.match(self._text, self._position)
        if found is None:
            return True
        self._position = found.end()
        return found.lastgroup == "record"


def _separator(settings: FileFormatSettings) -> re.Pattern[str]:
    """What ends a field: groups `field` and `record`."""
    groups = []
    if settings.field_delimiter is not None:
        groups.append(f"(?P<field>{re.escape(settings.field_delimiter)})")
    if settings.record_delimiter is not None:
        logical = settings.record_delimiter in _LOGICAL_NEW_LINES
        pattern = _NEW_LINE.pattern if logical else re.escape(settings.record_delimiter)
        groups.append(f"(?P<record>{pattern})")
    return re.compile("|".join(groups)) if groups else _NOTHING


def _stop(settings: FileFormatSettings, separator: re.Pattern[str]) -> re.Pattern[str]:
    """Where an unenclosed field has to be looked at: an escaped character, or a separator."""
    if settings.escape_unenclosed is None:
        return separator
    return re.compile(rf"(?P<escaped>{re.escape(settings.escape_unenclosed)}(?:\r\n|.))|{separator.pattern}", re.DOTALL)


def _unescaped(raw: str, escape: str) -> str:
    return re.sub(re.escape(escape) + "(.)", lambda found: _ESCAPES.get(found[1], found[1]), raw, flags=re.DOTALL)


def _past_blanks(text: str, position: int) -> int:
    while text[position : position + 1] in (" ", "\t"):
        position += 1
    return position


def _after_lines(text: str, count: int) -> int:
    position = 0
    for _ in range(count):
        found = _NEW_LINE.search(text, position)
        if found is None:
            return len(text)
        position = found.end()
    return position
