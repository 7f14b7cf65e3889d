"""Context functions whose answer lies in the statement's run, and system functions that act when it runs.

Follows https://docs.snowflake.com/en/sql-reference/functions-context and the pages of the system functions. Plans are
shared by sessions, so the answers are parameters of the engine SQL.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from mockhaus.domain.types import ARRAY, BOOLEAN, VARCHAR, DataType
from mockhaus.translation import statement_values
from mockhaus.translation.functions.building import call, cast, integer, literal_integer, literal_text
from mockhaus.translation.plan import BoundArgument, CallArgument
from mockhaus.translation.rules import FunctionRule, FunctionRules, NodeRule, NodeRules, RewriteRule, Walk
from mockhaus.translation.statement_values import SEPARATOR

_PREVIOUS = -1
_ITEMS = {"expressions"}


def _parameter(name: str) -> exp.Expr:
    return cast(exp.Var(this=f"${name}"), "VARCHAR")


def _value(name: str) -> RewriteRule:
    def rewrite(_: exp.Expr, walk: Walk) -> exp.Expr:
        walk.needs_statement_value(name)
        return _parameter(name)

    return rewrite


def _node(name: str, *, nullable: bool = False) -> NodeRule:
    return NodeRule(lambda *_: VARCHAR.with_nullable(nullable), _value(name))


# LAST_QUERY_ID


def _last_query_id(node: exp.Expr, walk: Walk) -> exp.Expr:
    position = literal_integer(node.expressions[0]) if node.expressions else _PREVIOUS
    if position is None:
        raise walk.unsupported("LAST_QUERY_ID of anything but an integer literal", node)
    name = statement_values.query_id(position)
    walk.needs_statement_value(name)
    return _parameter(name)


# Roles


def _is_role_type(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
    return BOOLEAN.with_nullable(operands[0].nullable)


def _is_among(parameter: str) -> FunctionRule:
    """Whether a role is one of those that a parameter lists."""

    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        walk.needs_statement_value(parameter)
        names = call("string_split", _parameter(parameter), call("chr", integer(SEPARATOR)))
        return call("list_contains", names, walk.coerce(node.expressions[0], VARCHAR))

    return FunctionRule(_is_role_type, rewrite, 1)


# Users


def _user_names(_: exp.Expr, walk: Walk) -> exp.Expr:
    walk.needs_statement_value(statement_values.USER_NAMES)
    return call("mh_parse", _parameter(statement_values.USER_NAMES))


# System functions that act


def _acting(minimum: int, maximum: int | None = None) -> FunctionRule:
    return FunctionRule(lambda *_: VARCHAR.with_nullable(False), _call, minimum, maximum)


def _call(node: exp.Expr, walk: Walk) -> exp.Expr:
    """The call is carried out once, before the query, so it must stand where it is certain to be made once."""
    function = node.name.upper()
    if not _is_item_of_bare_select(node):
        raise walk.unsupported(f"{function} anywhere but as an item of a SELECT of nothing else", node)
    arguments = tuple(argument(item, function, walk) for item in node.expressions)
    return _parameter(walk.needs_system_call(function, arguments))


def _is_item_of_bare_select(node: exp.Expr) -> bool:
    """Whether a node is an item of the statement's own SELECT, which has no other clause."""
    select = node.parent.parent if isinstance(node.parent, exp.Alias) else node.parent
    if not isinstance(select, exp.Select) or select.parent is not None:
        return False
    return not {key for key, value in select.args.items() if value} - _ITEMS


def argument(node: exp.Expr, function: str, walk: Walk) -> CallArgument:
    """A walked argument of what is carried out before its query."""
    value = literal_text(node)
    if value is not None:
        return value
    number = literal_integer(node)
    if number is not None:
        return number
    inner = node.this if isinstance(node, exp.Cast) else node
    if isinstance(inner, exp.Var) and inner.name.startswith("$"):
        return BoundArgument(inner.name[1:])
    raise walk.unsupported(f"{function} of anything but literals and bound values", node)


NODES: NodeRules = {
    exp.CurrentAvailableRoles: _node(statement_values.AVAILABLE_ROLES),
    exp.CurrentClient: _node(statement_values.CLIENT, nullable=True),
    exp.CurrentIpAddress: _node(statement_values.ADDRESS, nullable=True),
    exp.CurrentSecondaryRoles: _node(statement_values.SECONDARY_ROLES),
    exp.CurrentSession: _node(statement_values.SESSION),
    exp.CurrentStatement: _node(statement_values.STATEMENT),
    exp.CurrentTransaction: _node(statement_values.TRANSACTION, nullable=True),
}

NAMED: FunctionRules = {
    "ALL_USER_NAMES": FunctionRule(lambda *_: ARRAY.with_nullable(False), _user_names, 0),
    "IS_GRANTED_TO_INVOKER_ROLE": _is_among(statement_values.PRIMARY_ROLES),
    "IS_ROLE_IN_SESSION": _is_among(statement_values.SESSION_ROLES),
    "LAST_QUERY_ID": FunctionRule(lambda *_: VARCHAR, _last_query_id, 0, 1),
    "LAST_TRANSACTION": FunctionRule(lambda *_: VARCHAR, _value(statement_values.LAST_TRANSACTION), 0),
    "SYSTEM$ABORT_SESSION": _acting(1),
    "SYSTEM$ABORT_TRANSACTION": _acting(1),
    "SYSTEM$CANCEL_ALL_QUERIES": _acting(1),
    "SYSTEM$CANCEL_QUERY": _acting(1),
    "SYSTEM$PIPE_FORCE_RESUME": _acting(1, 2),
    "SYSTEM$WAIT": _acting(1, 2),
}
