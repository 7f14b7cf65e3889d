"""Statements about warehouses, roles, users and grants of roles, as frozen values.

Properties are given by upper-case name with their value as text, as in `mockhaus.domain.statements`; NULL is the text
`NULL`. A password is never among them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from mockhaus.domain.account.objects import AccountKind
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import CreateMode, Options, Statement


@dataclass(frozen=True, slots=True)
class Properties:
    """What CREATE and ALTER … SET give; `password` is None where none is given."""

    options: Options = ()
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class CreateAccountObject(Statement):
    """CREATE WAREHOUSE | ROLE | USER."""

    kind: AccountKind
    name: str
    mode: CreateMode = CreateMode.PLAIN
    properties: Properties = field(default_factory=Properties)


@dataclass(frozen=True, slots=True)
class AccountAction:
    """Base of one action of ALTER."""


@dataclass(frozen=True, slots=True)
class Rename(AccountAction):
    """RENAME TO new name."""

    name: str


@dataclass(frozen=True, slots=True)
class SetAccountProperties(AccountAction):
    """SET name = value …."""

    properties: Properties


@dataclass(frozen=True, slots=True)
class UnsetAccountProperties(AccountAction):
    """UNSET name, …."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suspend(AccountAction):
    """SUSPEND, of a warehouse."""


@dataclass(frozen=True, slots=True)
class Resume(AccountAction):
    """RESUME [IF SUSPENDED], of a warehouse."""

    if_suspended: bool = False


@dataclass(frozen=True, slots=True)
class AbortAllQueries(AccountAction):
    """ABORT ALL QUERIES, of a warehouse or user."""


@dataclass(frozen=True, slots=True)
class AlterAccountObject(Statement):
    """ALTER WAREHOUSE | ROLE | USER [IF EXISTS] [name] action; without a name, the session's own."""

    kind: AccountKind
    name: str | None
    action: AccountAction
    if_exists: bool = False


@dataclass(frozen=True, slots=True)
class DropAccountObject(Statement):
    """DROP WAREHOUSE | ROLE | USER [IF EXISTS] name."""

    kind: AccountKind
    name: str
    if_exists: bool = False


@dataclass(frozen=True, slots=True)
class DescribeAccountObject(Statement):
    """DESCRIBE WAREHOUSE | USER name."""

    kind: AccountKind
    name: str


@dataclass(frozen=True, slots=True)
class CommentOnAccountObject(Statement):
    """COMMENT [IF EXISTS] ON WAREHOUSE | ROLE | USER name IS 'text'."""

    kind: AccountKind
    name: str
    text: str
    if_exists: bool = False


@dataclass(frozen=True, slots=True)
class GrantRole(Statement):
    """GRANT ROLE role TO ROLE | USER grantee."""

    role: str
    grantee_kind: AccountKind
    grantee: str


@dataclass(frozen=True, slots=True)
class RevokeRole(Statement):
    """REVOKE ROLE role FROM ROLE | USER grantee."""

    role: str
    grantee_kind: AccountKind
    grantee: str


@dataclass(frozen=True, slots=True)
class ShowGrants(Statement):
    """SHOW GRANTS [TO USER | ROLE name | OF ROLE name | ON kind name] [LIMIT n]. Bare, it is TO the session's user.

    `direction` is TO, OF or ON; `kind` is the word for what is named, `ACCOUNT` without a name.
    """

    direction: str = "TO"
    kind: str = "USER"
    name: QualifiedName | None = None
    limit: int | None = None
