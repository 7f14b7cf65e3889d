"""Defaults that are sequences: kept as they look from the table, so that a rename or a clone of its place holds.

Within the table's schema a sequence is kept as `name.NEXTVAL`, within its database as `schema.name.NEXTVAL`; shown it
is, as Snowflake shows it, with its full name.
"""

from __future__ import annotations

import re
from dataclasses import replace

from mockhaus.domain.catalog.objects import Table
from mockhaus.domain.identifiers import QualifiedName, fold

_PART = r'"(?:[^"]|"")+"|[A-Za-z_][A-Za-z0-9_$]*'
_NEXT_VALUE = re.compile(rf"\s*((?:(?:{_PART})\s*\.\s*){{1,3}})nextval\s*\Z", re.IGNORECASE)


def name_parts(text: str) -> tuple[str, ...]:
    """The stored parts of a qualified name as written."""
    return tuple(_stored(part) for part in re.findall(_PART, text))


def _stored(part: str) -> str:
    return part[1:-1].replace('""', '"') if part.startswith('"') else fold(part, quoted=False)


def sequence_of(text: str) -> QualifiedName | None:
    """The sequence whose next value a default is, as written; None where it is something else."""
    found = _NEXT_VALUE.match(text)
    return QualifiedName(name_parts(found[1])) if found else None


def kept(sequence: QualifiedName, table: QualifiedName) -> str:
    """The default that is a sequence, both given by their full names."""
    shared = 0
    while shared < len(table.qualifiers) and sequence.parts[shared] == table.parts[shared]:
        shared += 1
    return f"{QualifiedName(sequence.parts[shared:])}.NEXTVAL"


def shown(default: str | None, database: str, schema: str) -> str | None:
    """The default of a column of a table in that place, as Snowflake shows it."""
    sequence = sequence_of(default) if default else None
    if sequence is None:
        return default
    missing = 3 - len(sequence.parts)
    return f"{QualifiedName((database, schema)[:missing] + sequence.parts)}.NEXTVAL"


def moved(table: Table, old: QualifiedName, new: QualifiedName) -> Table:
    """A table that goes to another place, or is copied there: its defaults stay the sequences that they are."""
    columns = tuple(replace(column, default=_moved(column.default, old, new)) for column in table.columns)
    return replace(table, columns=columns)


def _moved(default: str | None, old: QualifiedName, new: QualifiedName) -> str | None:
    full = shown(default, *old.qualifiers)
    sequence = sequence_of(full) if full else None
    return default if sequence is None else kept(sequence, new)
