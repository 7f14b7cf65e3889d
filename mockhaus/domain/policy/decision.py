"""The decision whether a role may do something.

Ownership decides: a role that owns an object, or inherits from the role that does, may do everything with it; every
other role is answered as Snowflake answers one without privileges. Grants of single privileges are not emulated yet:
GRANT of anything but a role is refused by name.
"""

from __future__ import annotations

from collections.abc import Callable

from mockhaus.domain.policy.roles import RoleGraph


class Policy:
    """Decides from the roles that there are at the moment of the question."""

    def __init__(self, graph: Callable[[], RoleGraph] = RoleGraph) -> None:
        self._graph = graph

    @property
    def roles(self) -> RoleGraph:
        """The roles that there are now."""
        return self._graph()

    def may_use(self, role: str, owner: str) -> bool:
        """Whether a role has every privilege on an object of that owner."""
        return role == owner or owner in self.roles.reach(role)
