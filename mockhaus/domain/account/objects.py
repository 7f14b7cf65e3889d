"""The objects of the account as frozen values.

Names are stored names, unique among the objects of a kind; ids are unique in the account and survive a renaming. Times
are aware UTC datetimes.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass, field

ALL_ROLES = ("ALL",)
"""The secondary roles that are every role granted to the user."""
SIZES = {
    "XSMALL": "X-Small",
    "SMALL": "Small",
    "MEDIUM": "Medium",
    "LARGE": "Large",
    "XLARGE": "X-Large",
    "XXLARGE": "2X-Large",
    "XXXLARGE": "3X-Large",
    "X4LARGE": "4X-Large",
    "X5LARGE": "5X-Large",
    "X6LARGE": "6X-Large",
}
"""Sizes as they are kept, and as SHOW spells them."""


class AccountKind(enum.Enum):
    """The kinds of object; the value is Snowflake's word."""

    WAREHOUSE = "WAREHOUSE"
    ROLE = "ROLE"
    USER = "USER"
    INTEGRATION = "INTEGRATION"


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """A role that was granted. `granted_by` is the role that did; empty for what was there from the start."""

    role: str
    created_at: dt.datetime
    granted_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountObject:
    """What every object has. `owner` is a role; empty for what belongs to the system."""

    id: int
    name: str
    owner: str
    created_at: dt.datetime
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Warehouse(AccountObject):
    """A warehouse: its properties are kept and shown, and nothing runs faster or slower for them.

    `size` is spelt XSMALL, …, X6LARGE; `auto_suspend` is in seconds, None for never. `options` are the parameters of
    the warehouse that were set.
    """

    resumed_at: dt.datetime
    updated_at: dt.datetime
    suspended: bool = False
    type: str = "STANDARD"
    size: str = "XSMALL"
    min_cluster_count: int = 1
    max_cluster_count: int = 1
    scaling_policy: str = "STANDARD"
    auto_suspend: int | None = 600
    auto_resume: bool = True
    enable_query_acceleration: bool = False
    query_acceleration_max_scale_factor: int = 8
    resource_constraint: str | None = None
    generation: str | None = "1"
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(AccountObject):
    """A role, and the roles granted to it: it can do what they can do."""

    grants: tuple[RoleGrant, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class User(AccountObject):
    """A user. `password` is a hash that `passwords.matches` reads; None lets nobody in who must give one.

    `login_name` is in capitals. Without a `default_role` the deployment's own is taken. `parameters` are the defaults
    of session parameters for this user's sessions.
    """

    login_name: str
    display_name: str
    first_name: str = ""
    middle_name: str = ""
    last_name: str = ""
    email: str = ""
    type: str | None = None
    password: str | None = field(default=None, repr=False)
    password_set_at: dt.datetime | None = None
    must_change_password: bool = False
    disabled: bool = False
    default_warehouse: str | None = None
    default_namespace: str | None = None
    default_role: str | None = None
    default_secondary_roles: tuple[str, ...] = ALL_ROLES
    rsa_public_key: str | None = None
    rsa_public_key_set_at: dt.datetime | None = None
    rsa_public_key_2: str | None = None
    rsa_public_key_2_set_at: dt.datetime | None = None
    last_login_at: dt.datetime | None = None
    grants: tuple[RoleGrant, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageIntegration(AccountObject):
    """A storage integration: which places stages may have that name it.

    `provider` is S3, GCS or AZURE; `allowed` and `blocked` are URLs with all below them, or `*`. `options` are what
    the provider wants, such as STORAGE_AWS_ROLE_ARN: they are kept and shown.
    """

    provider: str
    enabled: bool = True
    allowed: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    external_id: str = ""
    options: tuple[tuple[str, str], ...] = ()


KIND_OF: dict[type[AccountObject], AccountKind] = {
    Warehouse: AccountKind.WAREHOUSE,
    Role: AccountKind.ROLE,
    User: AccountKind.USER,
    StorageIntegration: AccountKind.INTEGRATION,
}
CLASS_OF: dict[AccountKind, type[AccountObject]] = {kind: cls for cls, kind in KIND_OF.items()}


def kind_of(item: AccountObject) -> AccountKind:
    """The kind of an object."""
    return KIND_OF[type(item)]
