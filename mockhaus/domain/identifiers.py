"""Identifiers: folding, quoting, qualified names and the names that the engine sees.

Follows https://docs.snowflake.com/en/sql-reference/identifiers-syntax: an unquoted identifier is stored in upper
case, a quoted one as written, and stored names are compared exactly. The engine compares names without regard to
ASCII case, so every name goes to it through `engine_name`, which keeps different names different.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNQUOTED = re.compile(r"[A-Z_][A-Z0-9_$]*\Z")
_ESCAPED = re.compile(r"[a-z^]")
_HIDDEN = frozenset({"_ROW_ID", "_CREATED", "_DELETED"})


def fold(text: str, *, quoted: bool) -> str:
    """The stored name of an identifier as it stands in a statement."""
    return text if quoted else text.upper()


def stored_name(identifier: str) -> str:
    """The stored name of an identifier given outside of SQL: `db` is DB, `"db"` is db."""
    if len(identifier) > 1 and identifier[0] == identifier[-1] == '"':
        return fold(identifier[1:-1].replace('""', '"'), quoted=True)
    return fold(identifier, quoted=False)


def quote(name: str) -> str:
    """A stored name as Snowflake text that reads back to it: quoted only where it must be."""
    return name if _UNQUOTED.match(name) else always_quote(name)


def always_quote(name: str) -> str:
    """A name between double quotes, for Snowflake and for the engine alike."""
    return '"' + name.replace('"', '""') + '"'


def engine_name(name: str) -> str:
    """The engine's name for a stored name.

    Injective, and so that two results never differ in ASCII case alone: each lower-case ASCII letter becomes `^` and
    its capital, and `^` itself is doubled. Upper-case names, the common case, stay as they are, but for those of the
    columns that each table has for itself: they get a `^` in front, which no other name has before a `_`.
    """
    if name in _HIDDEN:
        return "^" + name
    return _ESCAPED.sub(lambda found: "^" + found[0].upper(), name)


def engine_identifier(name: str) -> str:
    """`engine_name` between double quotes, ready to stand in engine SQL."""
    return always_quote(engine_name(name))


@dataclass(frozen=True, slots=True)
class QualifiedName:
    """A name of one to three stored parts: `object`, `schema.object` or `database.schema.object`.

    For a schema the parts are `schema` or `database.schema`, for a database `database`.
    """

    parts: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(quote(part) for part in self.parts)

    @property
    def name(self) -> str:
        """The last part."""
        return self.parts[-1]

    @property
    def qualifiers(self) -> tuple[str, ...]:
        """Everything before the last part."""
        return self.parts[:-1]


def qualified(*parts: str) -> QualifiedName:
    """A qualified name of stored parts."""
    return QualifiedName(parts)
