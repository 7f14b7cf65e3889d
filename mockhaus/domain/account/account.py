"""The account as one immutable picture: its objects by kind and name, and which roles hold which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeVar

from mockhaus.domain.account.objects import (
    ALL_ROLES,
    AccountKind,
    AccountObject,
    Role,
    RoleGrant,
    StorageIntegration,
    User,
    Warehouse,
    kind_of,
)
from mockhaus.domain.policy.roles import PUBLIC, RoleGraph

Key = tuple[AccountKind, str]
_T = TypeVar("_T", bound=AccountObject)


@dataclass(frozen=True, slots=True)
class Account:
    """Every object by kind and name. `roles_version` grows with each change of who has which role.

    An account that is `open` gives every role to users whom it does not know; another gives them none.
    """

    objects: Mapping[Key, AccountObject] = field(default_factory=lambda: MappingProxyType({}))
    graph: RoleGraph = field(default_factory=RoleGraph)
    roles_version: int = 0
    open: bool = True

    def with_changes(self, put: Iterable[AccountObject], remove: Iterable[AccountObject] = ()) -> Account:
        """The account with some objects gone and then others added or replaced."""
        objects, changed = dict(self.objects), False
        for item in remove:
            del objects[kind_of(item), item.name]
            changed = changed or isinstance(item, Role | User)
        for item in put:
            key = (kind_of(item), item.name)
            changed = changed or _grants(objects.get(key)) != _grants(item)
            objects[key] = item
        version = self.roles_version + changed
        return Account(MappingProxyType(objects), _graph(objects) if changed else self.graph, version, self.open)

    # -- objects ---------------------------------------------------------------------------------------------------

    def find(self, kind: AccountKind, name: str) -> AccountObject | None:
        """An object by kind and name, or None."""
        return self.objects.get((kind, name))

    def warehouse(self, name: str) -> Warehouse | None:
        """A warehouse by name, or None."""
        return _checked(self.find(AccountKind.WAREHOUSE, name), Warehouse)

    def role(self, name: str) -> Role | None:
        """A role by name, or None."""
        return _checked(self.find(AccountKind.ROLE, name), Role)

    def user(self, name: str) -> User | None:
        """A user by name, or None."""
        return _checked(self.find(AccountKind.USER, name), User)

    def storage_integration(self, name: str) -> StorageIntegration | None:
        """A storage integration by name, or None."""
        return _checked(self.find(AccountKind.INTEGRATION, name), StorageIntegration)

    def user_of_login(self, login_name: str) -> User | None:
        """The user who logs in by this name, in whatever case, or None."""
        wanted = login_name.upper()
        return next((user for user in self.users if user.login_name == wanted), None)

    @property
    def warehouses(self) -> list[Warehouse]:
        """The warehouses, by name."""
        return self._all(Warehouse)

    @property
    def storage_integrations(self) -> list[StorageIntegration]:
        """The storage integrations, by name."""
        return self._all(StorageIntegration)

    @property
    def roles(self) -> list[Role]:
        """The roles, by name."""
        return self._all(Role)

    @property
    def users(self) -> list[User]:
        """The users, by name."""
        return self._all(User)

    def _all(self, cls: type[_T]) -> list[_T]:
        return sorted((item for item in self.objects.values() if isinstance(item, cls)), key=lambda item: item.name)

    # -- roles -----------------------------------------------------------------------------------------------------

    def granted_to(self, user: str) -> tuple[str, ...]:
        """The roles granted to a user directly, by name."""
        found = self.user(user)
        if found is None:
            return tuple(role.name for role in self.roles) if self.open else ()
        return tuple(sorted(grant.role for grant in found.grants))

    def available_to(self, user: str) -> frozenset[str]:
        """The roles that a user may activate: those granted, all that they inherit from, and PUBLIC."""
        reach = (self.graph.reach(role) for role in self.granted_to(user))
        return frozenset({PUBLIC}).union(*reach)

    def may_activate(self, user: str, role: str) -> bool:
        """Whether `available_to` has a role that exists."""
        found = self.user(user)
        if role == PUBLIC or found is None:
            return role == PUBLIC or (self.open and self.graph.exists(role))
        return any(grant.role == role or role in self.graph.reach(grant.role) for grant in found.grants)

    def secondary(self, user: str, wanted: tuple[str, ...]) -> tuple[str, ...]:
        """The secondary roles in effect, of those wanted (`ALL_ROLES`, names or none), for a user now."""
        if wanted == ALL_ROLES:
            return self.granted_to(user)
        return tuple(role for role in wanted if self.may_activate(user, role))

    def without_role(self, name: str, heir: str) -> list[AccountObject]:
        """The objects that name a role, as they are without it: its grants are gone, what it owned is another's."""
        return self._changed(lambda item: _owned(_kept_grants(item, name), name, heir))

    def with_renamed_role(self, old: str, new: str) -> list[AccountObject]:
        """The objects that name a role, as they are once it has another name."""
        return self._changed(lambda item: _owned(_renamed_grants(item, old, new), old, new))

    def _changed(self, change: Callable[[AccountObject], AccountObject]) -> list[AccountObject]:
        return [after for item in self.objects.values() if (after := change(item)) is not item]


def _owned(item: AccountObject, old: str, new: str) -> AccountObject:
    return replace(item, owner=new) if item.owner == old else item


def _kept_grants(item: AccountObject, gone: str) -> AccountObject:
    if isinstance(item, Role | User) and any(grant.role == gone for grant in item.grants):
        return replace(item, grants=tuple(grant for grant in item.grants if grant.role != gone))
    return item


def _renamed_grants(item: AccountObject, old: str, new: str) -> AccountObject:
    if isinstance(item, Role | User) and any(old in (grant.role, grant.granted_by) for grant in item.grants):
        return replace(item, grants=tuple(_renamed_grant(grant, old, new) for grant in item.grants))
    return item


def _renamed_grant(grant: RoleGrant, old: str, new: str) -> RoleGrant:
    role = new if grant.role == old else grant.role
    return replace(grant, role=role, granted_by=new if grant.granted_by == old else grant.granted_by)


def _checked(item: AccountObject | None, cls: type[_T]) -> _T | None:
    return item if isinstance(item, cls) else None


def _grants(item: AccountObject | None) -> tuple[RoleGrant, ...] | None:
    """The grants of a role or user; None for anything else, and for nothing."""
    if isinstance(item, Role | User):
        return item.grants
    return None


def _graph(objects: Mapping[Key, AccountObject]) -> RoleGraph:
    grants = {
        item.name: frozenset({grant.role for grant in item.grants} | ({PUBLIC} - {item.name}))
        for item in objects.values()
        if isinstance(item, Role)
    }
    return RoleGraph(MappingProxyType(grants))
