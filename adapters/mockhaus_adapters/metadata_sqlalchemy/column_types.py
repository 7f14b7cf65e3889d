"""Column types that give back what was put in, on every database."""

from __future__ import annotations

import datetime as dt
import re

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

_ESCAPE = "\ue000"
_TO_ESCAPE = re.compile("[\x00\ud800-\udfff\ue000]")
_ESCAPED = re.compile("\ue000([0-9a-f]{4})")


def encoded(text: str) -> str:
    """Text as it is stored: what a database refuses (NUL, lone surrogates) is written U+E000 and four hex digits."""
    return _TO_ESCAPE.sub(lambda match: f"{_ESCAPE}{ord(match[0]):04x}", text)


def decoded(text: str) -> str:
    """The text that `encoded` was given."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if _ESCAPE in text else text


class AnyText(TypeDecorator[str]):
    """Any Python text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """The stored form."""
        return None if value is None else encoded(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """The text as it was."""
        return None if value is None else decoded(value)


class Key(AnyText):
    """Text in the order of its code points, which is SQLite's own order and PostgreSQL's collation `C`."""

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """The database's text type with that order."""
        return Text(collation="C") if dialect.name == "postgresql" else Text()


class UtcTime(TypeDecorator[dt.datetime]):
    """An aware time, given back in UTC with its microseconds."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """UTC; without its zone where the database keeps none."""
        if value is None:
            return None
        utc = value.astimezone(dt.UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        """The time, aware and in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)
