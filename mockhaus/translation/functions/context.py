"""Context functions whose answer lies in the session.

Follows https://docs.snowflake.com/en/sql-reference/functions-context. A plan is made for one session context, so the
answers are literals.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from mockhaus.domain.sessions.context import SessionContext
from mockhaus.domain.types import VARCHAR, DataType, varchar
from mockhaus.translation.functions.building import cast, literal_text, null, text
from mockhaus.translation.rules import FunctionRule, FunctionRules, NodeRule, NodeRules, Walk

VERSION = "9.0.0 mockhaus"
REGION = "LOCAL"
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
        raise walk.unsupported("GETVARIABLE of anything but a literal", node)
    variable = walk.context.session.variable(name)
    return _literal(None if variable is None or variable.value is None else str(variable.value))


def _user(session: SessionContext) -> str | None:
    return session.user


def _role(session: SessionContext) -> str | None:
    return session.role


def _account(session: SessionContext) -> str | None:
    return session.account


NODES: NodeRules = {
    exp.CurrentUser: _node(_user),
    exp.CurrentRole: _node(_role),
    exp.CurrentRoleType: _node(lambda _: "ROLE"),
    exp.CurrentAccount: _node(_account),
    exp.CurrentAccountName: _node(_account),
    exp.CurrentOrganizationName: _node(_account),
    exp.CurrentDatabase: _node(lambda session: session.database),
    exp.CurrentSchema: _node(lambda session: session.schema),
    exp.CurrentWarehouse: _node(lambda session: session.warehouse),
    exp.CurrentRegion: _node(lambda _: REGION),
    exp.CurrentVersion: _node(lambda _: VERSION),
}

NAMED: FunctionRules = {
    "INVOKER_ROLE": _named(_role),
    "GETVARIABLE": FunctionRule(lambda *_: VARCHAR, _variable, 1),
}
