"""Context functions whose answer lies in the session.

Follows https://docs.snowflake.com/en/sql-reference/functions-context. A plan is made for one session context, so the
answers are literals.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from mockhaus.domain.server import VERSION
from mockhaus.domain.sessions.context import SessionContext
from mockhaus.domain.types import BOOLEAN, DEFAULT_VARCHAR, TIMESTAMPS, VARCHAR, DataType, Kind, varchar
from mockhaus.translation import statement_values
from mockhaus.translation.functions.building import boolean, case, cast, is_null, literal_text, null, text
from mockhaus.translation.functions.signatures import as_text, coerce_argument, named, returns
from mockhaus.translation.rules import FunctionRule, FunctionRules, NodeRule, NodeRules, Walk

REGION = "LOCAL"
_NO_VERSIONS = "[]"
"""No version of a client is recommended, or refused."""
_Answer = Callable[[SessionContext], str | None]


def _literal(value: str | None) -> exp.Expr:
    return cast(null(), "VARCHAR") if value is None else text(value)


def _answer_type(answer: _Answer) -> Callable[[exp.Expr, Sequence[DataType], Walk], DataType]:
    def rule(_: exp.Expr, __: Sequence[DataType], walk: Walk) -> DataType:
        value = answer(walk.context.session)
        return VARCHAR if value is None else varchar(max(len(value), 1), nullable=False)

    return rule


def _node(answer: _Answer) -> NodeRule:
    return NodeRule(_answer_type(answer), lambda _, walk: _literal(answer(walk.context.session)))


def _named(answer: _Answer) -> FunctionRule:
    return FunctionRule(_answer_type(answer), lambda _, walk: _literal(answer(walk.context.session)), 0)


def _variable(node: exp.Expr, walk: Walk) -> exp.Expr:
    name = literal_text(node.expressions[0])
    if name is None:
        raise walk.unsupported(f"{node.name.upper()} of anything but a literal", node)
    variable = walk.context.session.variable(name)
    return _literal(None if variable is None or variable.value is None else str(variable.value))


def _user(session: SessionContext) -> str | None:
    return session.user


def _role(session: SessionContext) -> str | None:
    return session.role


def _account(session: SessionContext) -> str | None:
    return session.account


def _schemas(session: SessionContext) -> str | None:
    """The schemas in which unqualified names are looked for, as a JSON list."""
    places = dict.fromkeys(item for item in (session.schema, "PUBLIC") if item) if session.database else {}
    return "[" + ", ".join(f'"{session.database}.{place}"' for place in places) + "]"


# SYS_CONTEXT

_SESSION_PROPERTIES: dict[str, _Answer] = {
    "DATABASE": lambda session: session.database,
    "PRINCIPAL_DATABASE": lambda _: None,
    "PRINCIPAL_NAME": _user,
    "PRINCIPAL_SCHEMA": lambda _: None,
    "ROLE": _role,
    "ROLE_DATABASE": lambda _: None,
    "ROLE_TYPE": lambda _: "ROLE",
    "SCHEMA": lambda session: session.schema,
    "SCHEMAS": lambda session: (_schemas(session) or "").replace(", ", ","),
    "WAREHOUSE": lambda session: session.warehouse,
}
_SESSION_VALUES = {"ID": statement_values.SESSION, "IP_ADDRESS": statement_values.ADDRESS}


def _context_property(node: exp.Expr, walk: Walk) -> exp.Expr:
    """A property of the session by namespace and name; other namespaces, and what calls functions, are refused."""
    namespace, name = (literal_text(item) for item in node.expressions)
    if namespace is None or name is None or namespace.upper() != "SNOWFLAKE$SESSION":
        raise walk.unsupported(f"SYS_CONTEXT of the namespace {namespace}", node)
    key = name.upper()
    if key in _SESSION_VALUES:
        walk.needs_statement_value(_SESSION_VALUES[key])
        return cast(exp.Var(this=f"${_SESSION_VALUES[key]}"), "VARCHAR")
    if key not in _SESSION_PROPERTIES:
        raise walk.unsupported(f"SYS_CONTEXT('{namespace}', '{name}')", node)
    return _literal(_SESSION_PROPERTIES[key](walk.context.session))


def _none_such(node: exp.Expr, walk: Walk) -> exp.Expr:
    """Whether there is, or the session has, what is not here: no, and NULL where a name is NULL."""
    names = [coerce_argument(node, name, as_text, walk) for name in list(node.expressions)]
    return case([(is_null(name), cast(null(), "BOOLEAN")) for name in names], boolean(value=False))


_NONE_SUCH = FunctionRule(returns(BOOLEAN), _none_such, 1)


# SYSTEM$TYPEOF


def _typeof(node: exp.Expr, walk: Walk) -> exp.Expr:
    """The type and, in brackets, how Snowflake would store the value: bytes of a fixed size, or a large object."""
    value = node.expressions[0]
    data_type = walk.type_of(value)
    name = data_type.kind.value if data_type == _UNLIMITED.with_nullable(data_type.nullable) else str(data_type)
    return text(f"{name}[{_storage(value, data_type, walk)}]")


_UNLIMITED = varchar(DEFAULT_VARCHAR)
_FIXED_BYTES = {Kind.BOOLEAN: 1, Kind.DATE: 4}
_DAY_DIGITS, _ERA_DIGITS = 5, 12
"""Digits of the seconds of a day, and of the seconds from 1970 to the last year."""


def _storage(value: exp.Expr, data_type: DataType, walk: Walk) -> str:
    kind = data_type.kind
    if kind is Kind.FLOAT:
        return "DOUBLE"
    if kind is Kind.NUMBER:
        return _fixed(_largest(value, data_type, walk))
    if kind is Kind.TIME:
        return _fixed(10 ** (_DAY_DIGITS + data_type.precision) - 1)
    if kind in TIMESTAMPS:
        return _fixed(10 ** (_ERA_DIGITS + data_type.precision) - 1)
    return f"SB{_FIXED_BYTES[kind]}" if kind in _FIXED_BYTES else "LOB"


def _largest(value: exp.Expr, data_type: DataType, walk: Walk) -> int:
    """The largest unscaled value that a NUMBER can have: a literal's own, that of the type from which it is made."""
    if isinstance(value, exp.Literal):
        return int(value.name.replace(".", ""))
    digits = data_type.precision
    while isinstance(value, (exp.Cast, exp.Paren)):
        value = value.this
        source = walk.type_of(value)
        if source.kind is Kind.NUMBER:
            digits = min(digits, source.integer_digits + 1 + data_type.scale)
    return int(10**digits) - 1


def _fixed(largest: int) -> str:
    """`SB` and the bytes of the smallest signed integer that can take the value."""
    return "SB" + next((str(size) for size in (1, 2, 4, 8) if largest < 1 << (8 * size - 1)), "16")


NODES: NodeRules = {
    exp.CurrentUser: _node(_user),
    exp.CurrentRole: _node(_role),
    exp.CurrentRoleType: _node(lambda _: "ROLE"),
    exp.CurrentAccount: _node(_account),
    exp.CurrentAccountName: _node(_account),
    exp.CurrentOrganizationName: _node(_account),
    exp.CurrentOrganizationUser: _node(lambda _: None),
    exp.CurrentDatabase: _node(lambda session: session.database),
    exp.CurrentSchema: _node(lambda session: session.schema),
    exp.CurrentWarehouse: _node(lambda session: session.warehouse),
    exp.CurrentRegion: _node(lambda _: REGION),
    exp.CurrentSchemas: _node(_schemas),
    exp.CurrentVersion: _node(lambda _: VERSION),
}

NAMED: FunctionRules = {
    "INVOKER_ROLE": _named(_role),
    "INVOKER_SHARE": _named(lambda _: None),
    "IS_APPLICATION_ROLE_IN_SESSION": _NONE_SUCH,
    "IS_DATABASE_ROLE_IN_SESSION": _NONE_SUCH,
    "IS_INSTANCE_ROLE_IN_SESSION": FunctionRule(returns(BOOLEAN), _none_such, 2),
    "IS_ORGANIZATION_USER": _NONE_SUCH,
    "IS_ORGANIZATION_USER_GROUP": _NONE_SUCH,
    "IS_ORGANIZATION_USER_GROUP_IN_SESSION": _NONE_SUCH,
    "SYS_CONTEXT": FunctionRule(lambda *_: VARCHAR, _context_property, 2),
    "SYSTEM$CLIENT_VERSION_INFO": _named(lambda _: _NO_VERSIONS),
    "SYSTEM$EXPLAIN_JSON_TO_TEXT": named("mh_explained", returns(VARCHAR), as_text),
    "SYSTEM$TYPEOF": FunctionRule(lambda *_: VARCHAR, _typeof, 1),
    "SESSION_CONTEXT": FunctionRule(lambda *_: VARCHAR, _variable, 1),
    "GETVARIABLE": FunctionRule(lambda *_: VARCHAR, _variable, 1),
}
