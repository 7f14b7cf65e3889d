"""Properties of statements: `NAME = value` in its spellings, and the comments, tags and policies among them."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlglot.tokenizer_core import TokenType

from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.statements import Options
from mockhaus.translation.cursor import Cursor

_REFUSED = {
    "TAG": "TAG",
    "ROW": "ROW ACCESS POLICY",
    "MASKING": "MASKING POLICY",
    "PROJECTION": "PROJECTION POLICY",
    "AGGREGATION": "AGGREGATION POLICY",
    "JOIN": "JOIN POLICY",
    "STORAGE": "STORAGE LIFECYCLE POLICY",
    "CONTACT": "CONTACT",
    "EXTERNAL_VOLUME": "EXTERNAL_VOLUME",
    "CATALOG": "CATALOG",
}
"""Words that begin a clause which attaches another, unsupported object."""


def value(cursor: Cursor) -> str:
    """The value of a property as text: a string's content, a number, a word in capitals, or a list as JSON."""
    if cursor.at_string() or cursor.word == ":":
        return cursor.string()
    if cursor.word == "(":
        return json.dumps(value_list(cursor), ensure_ascii=False)
    if cursor.word in ("-", "+") or cursor.at_number():
        return _number(cursor)
    token = cursor.token
    if token is not None and token.token_type is TokenType.IDENTIFIER:
        return cursor.name()
    if not cursor.word.replace("_", "").replace("$", "").isalnum():
        cursor.fail()
    return ".".join(_words(cursor))


def value_list(cursor: Cursor) -> tuple[str, ...]:
    """Values between commas in parentheses; there may be none."""
    if cursor.accept("(", ")"):
        return ()
    return cursor.bracketed(lambda: value(cursor))


def _words(cursor: Cursor) -> list[str]:
    words = [cursor.advance().text.upper()]
    while cursor.accept("."):
        words.append(cursor.name())
    return words


def _number(cursor: Cursor) -> str:
    sign = "-" if cursor.accept("-") else ""
    if not sign:
        cursor.accept("+")
    if not cursor.at_number():
        cursor.fail()
    return sign + cursor.advance().text


def property_name(cursor: Cursor) -> str:
    """The name of a property in capitals."""
    if not cursor.word.replace("_", "").isalnum() or cursor.at_number():
        cursor.fail()
    return cursor.advance().text.upper()


def pair(cursor: Cursor) -> tuple[str, str]:
    """`NAME = value`."""
    name = property_name(cursor)
    cursor.expect("=")
    return name, value(cursor)


def comment(cursor: Cursor) -> str:
    """The text of `COMMENT [=] 'text'`, from behind the word COMMENT."""
    cursor.accept("=")
    return cursor.string()


def refuse_attachments(cursor: Cursor) -> None:
    """Refuse, by name, tags and policies where properties stand."""
    distance = 1 if cursor.word == "WITH" else 0
    feature = _REFUSED.get(cursor.ahead(distance))
    if feature:
        raise unsupported(feature, cursor.position())


def group(cursor: Cursor) -> Options:
    """`( NAME = value … )` with or without commas; there may be none."""
    cursor.expect("(")
    pairs = []
    while not cursor.accept(")"):
        pairs.append(pair(cursor))
        cursor.accept(",")
    return tuple(pairs)


def known_pair(cursor: Cursor, names: Collection[str], kind: str) -> tuple[str, str]:
    """`NAME = value`, whose name must be one of these; INVALID_PROPERTY otherwise."""
    refuse_attachments(cursor)
    position = cursor.position()
    name, text = pair(cursor)
    if name not in names:
        raise SnowflakeError(ErrorCode.INVALID_PROPERTY, position=position, name=name, kind=kind)
    return name, text


def truth(text: str) -> bool:
    """Whether a property's value means true."""
    return text.upper() == "TRUE"


def take_comment(pairs: list[tuple[str, str]]) -> tuple[str, Options]:
    """The comment among properties (the last one given), and the other properties."""
    text = next((value for name, value in reversed(pairs) if name == "COMMENT"), "")
    return text, tuple(item for item in pairs if item[0] != "COMMENT")
