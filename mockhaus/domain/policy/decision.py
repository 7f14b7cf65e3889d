"""The decision whether a role may do something.

Ownership decides: a role that owns an object, or inherits from the role that does, may do everything with it; every
other role is answered as Snowflake answers one without privileges. Grants of single privileges are not emulated yet,
and GRANT is refused by name.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from mockhaus.domain.policy.roles import RoleGraph


@dataclass(frozen=True, slots=True)
class Policy:
    """Decides from the roles that there are."""

    roles: RoleGraph = field(default_factory=RoleGraph)

    def may_use(self, role: str, owner: str) -> bool:
        """Whether a role has every privilege on an object of that owner."""
        return role == owner or owner in self.roles.reach(role)
