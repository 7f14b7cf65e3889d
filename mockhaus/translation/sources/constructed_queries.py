"""TO_QUERY: a query whose text is an argument.

Follows https://docs.snowflake.com/en/sql-reference/functions/to_query. The text and the values of its bind variables
are constant texts, or session variables that hold texts.
"""

from __future__ import annotations

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.translation.cursor import Cursor, tokenize
from mockhaus.translation.fragments import query as parse_query
from mockhaus.translation.functions.building import literal_text
from mockhaus.translation.headings import Headings
from mockhaus.translation.scope import Scope, Source
from mockhaus.translation.sources.building import engine_alias, source_of
from mockhaus.translation.walk import Walker

FUNCTION = "TO_QUERY"
_TEXT = "SQL"


def constructed_query(walk: Walker, node: exp.Expr, function: exp.Expr) -> tuple[exp.Expr, Source]:
    """TABLE(TO_QUERY(…)): the rows of the query that the text says."""
    given = _arguments(walk, function)
    text = given.pop(_TEXT, None)
    if text is None:
        raise SnowflakeError(ErrorCode.SEMANTIC, position=walk.position(node), detail=f"{FUNCTION} needs a text.")
    tree = parse_query(Cursor(text, tokenize(text))).tree
    for bind in list(tree.find_all(exp.Placeholder)):
        if bind.name.upper() not in given:
            raise SnowflakeError(ErrorCode.BIND_NOT_SET, name=f":{bind.name}")
        bind.replace(exp.Literal.string(given[bind.name.upper()]))
    outer, walk.headings = walk.headings, Headings(text)
    try:
        with walk.inside(Scope()):
            translated = walk.query(tree)
    finally:
        walk.headings = outer
    source = source_of(walk, node, translated.columns)
    inner = translated.node if isinstance(translated.node, exp.Subquery) else exp.Subquery(this=translated.node)
    return exp.Subquery(this=inner.this, alias=engine_alias(source.relation)), source


def _arguments(walk: Walker, function: exp.Expr) -> dict[str, str]:
    """The texts by the names of their arguments; the first may stand without."""
    found: dict[str, str] = {}
    for place, item in enumerate(function.expressions):
        named = isinstance(item, exp.Kwarg)
        if not named and place:
            raise walk.unsupported(f"{FUNCTION} with an argument without a name", item)
        value = literal_text(walk.expression(item.expression if named else item))
        if value is None:
            raise walk.unsupported(f"{FUNCTION} of anything but texts", item)
        found[item.this.name.upper() if named else _TEXT] = value
    return found
