"""What the parameters of engine SQL stand for in one run of a statement: bound values, and what the statement is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

from mockhaus.application.session import Session
from mockhaus.domain.account.account import Account
from mockhaus.domain.errors import unsupported
from mockhaus.domain.policy.roles import PUBLIC
from mockhaus.domain.results import Value
from mockhaus.translation import statement_values


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a statement's values are read from: its session, its text and the account as it is now."""

    session: Session
    text: str
    account: Account
    files: Callable[[], str]
    """Tells what signs URLs of staged files."""


def _number(value: int | None) -> str | None:
    return None if value is None else str(value)


def _available_roles(around: Surroundings) -> str:
    names = sorted(around.account.available_to(around.session.context.user))
    return f"[ {', '.join(json.dumps(name, ensure_ascii=False) for name in names)} ]"


def _secondary(around: Surroundings) -> tuple[str, ...]:
    context = around.session.context
    return around.account.secondary(context.user, context.secondary_roles)


def _secondary_roles(around: Surroundings) -> str:
    found = {"roles": ",".join(_secondary(around)), "value": ",".join(around.session.context.secondary_roles)}
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def _session_roles(around: Surroundings) -> str:
    active = (around.session.context.role, *_secondary(around))
    reached = (around.account.graph.reach(role) for role in active)
    return chr(statement_values.SEPARATOR).join(sorted({PUBLIC}.union(*reached)))


def _primary_roles(around: Surroundings) -> str:
    reached = around.account.graph.reach(around.session.context.role)
    return chr(statement_values.SEPARATOR).join(sorted({PUBLIC}.union(reached)))


def _user_names(around: Surroundings) -> str:
    """The users that were created, and the one whose session it is."""
    names = {user.name for user in around.account.users} | {around.session.context.user}
    return json.dumps(sorted(names), ensure_ascii=False)


_READERS: Mapping[str, Callable[[Surroundings], Value]] = MappingProxyType(
    {
        statement_values.SESSION: lambda around: around.session.id,
        statement_values.STATEMENT: lambda around: around.text,
        statement_values.TRANSACTION: lambda around: _number(
            around.session.transaction.id if around.session.transaction else None
        ),
        statement_values.LAST_TRANSACTION: lambda around: _number(around.session.last_transaction),
        statement_values.CLIENT: lambda around: around.session.client or None,
        statement_values.ADDRESS: lambda around: around.session.address,
        statement_values.AVAILABLE_ROLES: _available_roles,
        statement_values.SECONDARY_ROLES: _secondary_roles,
        statement_values.SESSION_ROLES: _session_roles,
        statement_values.PRIMARY_ROLES: _primary_roles,
        statement_values.USER_NAMES: _user_names,
        statement_values.FILE_URLS: lambda around: around.files(),
    }
)


class StatementParameters(Mapping[str, Value]):
    """Values by the name of their parameter: those given, then those of `mockhaus.translation.statement_values`.

    The latter are found out when they are asked for; iterating gives them by name, except for the ids of queries.
    """

    def __init__(self, around: Surroundings, given: Mapping[str, Value]) -> None:
        self._around = around
        self._given = given

    def __getitem__(self, name: str) -> Value:
        """The value; STATEMENT_UNSUPPORTED where nobody called the system function whose answer it is."""
        if name in self._given:
            return self._given[name]
        reader = _READERS.get(name)
        if reader is not None:
            return reader(self._around)
        if statement_values.is_call_answer(name):
            raise unsupported("a system function that acts, in this statement")
        position = statement_values.query_position(name)
        if position is None:
            raise KeyError(name)
        return self._around.session.queries.at(position)

    def __iter__(self) -> Iterator[str]:
        """The names."""
        return chain(self._given, _READERS)

    def __len__(self) -> int:
        """How many names there are."""
        return len(self._given) + len(_READERS)
