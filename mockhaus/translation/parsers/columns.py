"""Columns of CREATE TABLE, ALTER TABLE ADD COLUMN and views."""

from __future__ import annotations

from dataclasses import dataclass, field

from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.statements import ColumnDefinition, ConstraintDefinition, Fragment, IdentityDefinition
from mockhaus.domain.types import DataType
from mockhaus.translation import fragments
from mockhaus.translation.cursor import Cursor
from mockhaus.translation.parsers import constraints, options
from mockhaus.translation.parsers.data_types import data_type

_ENDS = (
    ",",
    ")",
    "NOT",
    "COMMENT",
    "COLLATE",
    "CONSTRAINT",
    "PRIMARY",
    "UNIQUE",
    "FOREIGN",
    "REFERENCES",
    "WITH",
    "MASKING",
    "TAG",
    "PROJECTION",
)
_NO_COLUMN_NAMES = frozenset(
    {
        "CONSTRAINT",
        "CURRENT_DATE",
        "CURRENT_ROLE",
        "CURRENT_TIME",
        "CURRENT_TIMESTAMP",
        "CURRENT_USER",
        "LOCALTIME",
        "LOCALTIMESTAMP",
    }
)
"""Words that name no column, on top of the reserved ones."""


@dataclass
class _Attributes:
    nullable: bool = True
    default: Fragment | None = None
    identity: IdentityDefinition | None = None
    comment: str = ""
    collation: str | None = None
    constraints: list[ConstraintDefinition] = field(default_factory=list)
    expression: Fragment | None = None


def table_column(cursor: Cursor) -> ColumnDefinition:
    """`name type attributes`."""
    name = column_name(cursor)
    return _definition(cursor, name, data_type(cursor))


def query_column(cursor: Cursor) -> ColumnDefinition:
    """`name [type] attributes`, where a query may give the type."""
    name = column_name(cursor)
    typed = cursor.word not in _ENDS and cursor.word not in ("DEFAULT", "CHECK")
    return _definition(cursor, name, data_type(cursor) if typed else None)


def view_column(cursor: Cursor) -> ColumnDefinition:
    """`name [COMMENT 'text']`."""
    name = column_name(cursor)
    attributes = _Attributes()
    while cursor.word not in (",", ")"):
        options.refuse_attachments(cursor)
        cursor.expect("COMMENT")
        attributes.comment = options.comment(cursor)
    return ColumnDefinition(name=name, type=None, comment=attributes.comment)


def column_name(cursor: Cursor) -> str:
    """The name of a column that is being defined."""
    if cursor.word in _NO_COLUMN_NAMES:
        cursor.fail()
    return cursor.name()


def _definition(cursor: Cursor, name: str, given: DataType | None) -> ColumnDefinition:
    found = _Attributes()
    while _attribute(cursor, name, found):
        pass
    return ColumnDefinition(
        name=name,
        type=given.with_nullable(found.nullable) if given else None,
        default=found.default,
        identity=found.identity,
        comment=found.comment,
        collation=found.collation,
        constraints=tuple(found.constraints),
        expression=found.expression,
    )


def _attribute(cursor: Cursor, column: str, found: _Attributes) -> bool:
    """Take one attribute of the column; False where none comes next."""
    if cursor.accept("NOT", "NULL"):
        found.nullable = False
        _skip_not_null_options(cursor)
    elif cursor.accept("DEFAULT"):
        found.default = default_value(cursor)
    elif cursor.accept_any("AUTOINCREMENT", "AUTO_INCREMENT", "IDENTITY"):
        found.identity = identity(cursor)
    elif cursor.accept("COMMENT"):
        found.comment = options.comment(cursor)
    elif cursor.accept("COLLATE"):
        found.collation = cursor.string()
    elif constraints.begins(cursor):
        _constraint(cursor, column, found)
    elif cursor.accept("NULL"):
        found.nullable = True
    elif cursor.accept("AS"):
        found.expression = fragments.expression(cursor, cursor.find(*_ENDS))
    else:
        _refuse(cursor)
        return False
    return True


def _constraint(cursor: Cursor, column: str, found: _Attributes) -> None:
    if cursor.word == "CONSTRAINT" and cursor.ahead(2) == "NOT":
        cursor.expect("CONSTRAINT")
        cursor.name()
        cursor.expect("NOT", "NULL")
        found.nullable = False
        return
    found.constraints.append(constraints.inline(cursor, column))


def _skip_not_null_options(cursor: Cursor) -> None:
    """NOT NULL is enforced whatever its options say."""
    while cursor.accept_any("ENFORCED", "ENABLE", "VALIDATE", "RELY", "NORELY", "NOVALIDATE"):
        pass


def _refuse(cursor: Cursor) -> None:
    options.refuse_attachments(cursor)
    if cursor.looks_at("GENERATED", "ALWAYS"):
        raise unsupported("virtual column", cursor.position())


def default_value(cursor: Cursor) -> Fragment:
    """The expression of DEFAULT."""
    return fragments.expression(cursor, cursor.find(*_ENDS))


def identity(cursor: Cursor) -> IdentityDefinition:
    """What follows AUTOINCREMENT or IDENTITY: `(start, increment)` or START n INCREMENT n, and ORDER or NOORDER."""
    start, increment = 1, 1
    if cursor.word == "(":
        start, increment = _seed(cursor)
    elif cursor.word in ("START", "INCREMENT"):
        start, increment = start_and_increment(cursor)
    if not increment:
        detail = "invalid value [0] for parameter 'INCREMENT'"
        raise SnowflakeError(ErrorCode.SEMANTIC, position=cursor.position(), detail=detail)
    return IdentityDefinition(start, increment, order(cursor) or False)


def _seed(cursor: Cursor) -> tuple[int, int]:
    cursor.expect("(")
    start = cursor.integer()
    cursor.expect(",")
    increment = cursor.integer()
    cursor.expect(")")
    return start, increment


def start_and_increment(cursor: Cursor) -> tuple[int, int]:
    """START [WITH] [=] n and INCREMENT [BY] [=] n, each of which may be missing: 1."""
    values = {"START": 1, "INCREMENT": 1}
    while word := cursor.accept_any("START", "INCREMENT"):
        cursor.accept("WITH" if word == "START" else "BY")
        cursor.accept("=")
        values[word] = cursor.integer()
    return values["START"], values["INCREMENT"]


def order(cursor: Cursor) -> bool | None:
    """Whether ORDER (true) or NOORDER (false) comes next; None where neither does."""
    if cursor.accept("ORDER"):
        return True
    return False if cursor.accept("NOORDER") else None
