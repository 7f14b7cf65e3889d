"""CALL of a system function. Procedures are not emulated."""

from __future__ import annotations

from sqlglot import exp

from mockhaus.domain.errors import unsupported
from mockhaus.domain.statements import Call, Fragment
from mockhaus.translation import fragments
from mockhaus.translation.cursor import Cursor

_SYSTEM = "SYSTEM$"


def call(cursor: Cursor) -> Call:
    """CALL SYSTEM$function(arguments): as the query of one row with the answer under the function's name."""
    cursor.expect("CALL")
    name = cursor.word
    if not name.startswith(_SYSTEM) or cursor.ahead(1) != "(":
        raise unsupported("CALL", cursor.position())
    start = cursor.index
    made = fragments.expression(cursor, cursor.end)
    if not isinstance(made.tree, exp.Func):
        cursor.index = start
        cursor.fail()
    heading = exp.Identifier(this=name, quoted=True)
    return Call(Fragment(made.text, exp.Select(expressions=[exp.Alias(this=made.tree, alias=heading)])))
