"""What the parameters of engine SQL stand for in one run of a statement: bound values, and what the statement is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType

from mockhaus.application.session import Session
from mockhaus.domain.errors import unsupported
from mockhaus.domain.results import Value
from mockhaus.translation import statement_values

_READERS: Mapping[str, Callable[[Session, str], Value]] = MappingProxyType(
    {
        statement_values.SESSION: lambda session, _: session.id,
        statement_values.STATEMENT: lambda _, text: text,
        statement_values.TRANSACTION: lambda session, _: _number(session.transaction.id if session.transaction else None),
        statement_values.LAST_TRANSACTION: lambda session, _: _number(session.last_transaction),
        statement_values.CLIENT: lambda session, _: session.client or None,
        statement_values.ADDRESS: lambda session, _: session.address,
    }
)


def _number(value: int | None) -> str | None:
    return None if value is None else str(value)


class StatementParameters(Mapping[str, Value]):
    """Values by the name of their parameter: those given, then those of `mockhaus.translation.statement_values`.

    The latter are found out when they are asked for; iterating gives them by name, except for the ids of queries.
    """

    def __init__(self, session: Session, text: str, given: Mapping[str, Value]) -> None:
        self._session = session
        self._text = text
        self._given = given

    def __getitem__(self, name: str) -> Value:
        """The value; STATEMENT_UNSUPPORTED where nobody called the system function whose answer it is."""
        if name in self._given:
            return self._given[name]
        reader = _READERS.get(name)
        if reader is not None:
            return reader(self._session, self._text)
        if statement_values.is_call_answer(name):
            raise unsupported("a system function that acts, in this statement")
        position = statement_values.query_position(name)
        if position is None:
            raise KeyError(name)
        return self._session.queries.at(position)

    def __iter__(self) -> Iterator[str]:
        """The names."""
        return chain(self._given, _READERS)

    def __len__(self) -> int:
        """How many names there are."""
        return len(self._given) + len(_READERS)
