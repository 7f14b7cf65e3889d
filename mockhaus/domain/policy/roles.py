"""Roles and who inherits from whom.

Follows https://docs.snowflake.com/en/user-guide/security-access-control-overview: the system roles and their order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

ACCOUNTADMIN = "ACCOUNTADMIN"
SECURITYADMIN = "SECURITYADMIN"
USERADMIN = "USERADMIN"
SYSADMIN = "SYSADMIN"
PUBLIC = "PUBLIC"

_SYSTEM_GRANTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        ACCOUNTADMIN: frozenset({SECURITYADMIN, SYSADMIN}),
        SECURITYADMIN: frozenset({USERADMIN}),
        SYSADMIN: frozenset({PUBLIC}),
        USERADMIN: frozenset({PUBLIC}),
        "ORGADMIN": frozenset({PUBLIC}),
        PUBLIC: frozenset(),
    }
)


@dataclass(frozen=True, slots=True)
class RoleGraph:
    """Which roles each role holds. A role can do what the roles that it holds can do."""

    grants: Mapping[str, frozenset[str]] = field(default_factory=lambda: _SYSTEM_GRANTS)

    def exists(self, role: str) -> bool:
        """Whether there is such a role."""
        return role in self.grants

    def names(self) -> tuple[str, ...]:
        """Every role, by name."""
        return tuple(sorted(self.grants))

    def reach(self, role: str) -> frozenset[str]:
        """The role itself and every role that it inherits from."""
        found: set[str] = set()
        waiting = [role]
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting.extend(self.grants.get(current, ()))
        return frozenset(found)
