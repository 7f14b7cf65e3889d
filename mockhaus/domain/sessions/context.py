"""What a statement runs with: the session's context as one immutable value."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from mockhaus.domain.results import Value
from mockhaus.domain.sessions.parameters import SessionParameters
from mockhaus.domain.types import DataType


@dataclass(frozen=True, slots=True)
class Variable:
    """A session variable's type and value."""

    type: DataType
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionContext:
    """Current user, role, database, schema and warehouse by stored names, with parameters and variables.

    Hashable: two sessions with equal contexts may share a translated plan.
    """

    user: str
    role: str
    account: str = "MOCKHAUS"
    database: str | None = None
    schema: str | None = None
    warehouse: str | None = None
    parameters: SessionParameters = field(default_factory=SessionParameters)
    variables: tuple[tuple[str, Variable], ...] = ()
    secondary_roles: tuple[str, ...] = ()
    """The secondary roles that were asked for: names, or `ALL` alone for every role granted to the user."""

    def variable(self, name: str) -> Variable | None:
        """A session variable by its upper-case name."""
        return dict(self.variables).get(name)

    def with_variable(self, name: str, variable: Variable) -> SessionContext:
        """The context with a variable set."""
        return replace(
            self,
            variables=tuple(sorted({**dict(self.variables), name: variable}.items(), key=lambda item: item[0])),
        )

    def without_variable(self, name: str) -> SessionContext:
        """The context with a variable gone."""
        return replace(self, variables=tuple(item for item in self.variables if item[0] != name))
