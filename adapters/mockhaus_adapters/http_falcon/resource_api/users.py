"""Users: https://docs.snowflake.com/en/developer-guide/snowflake-rest-api/users/users-introduction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from mockhaus.application.manage_objects import Record
from mockhaus.domain.account.objects import AccountKind
from mockhaus.domain.account.statements import (
    AlterAccountObject,
    CreateAccountObject,
    DescribeAccountObject,
    DropAccountObject,
    Properties,
    SetAccountProperties,
    UnsetAccountProperties,
)
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import CreateMode, Options, Show, Statement
from mockhaus_adapters.http_falcon.resource_api import grants, values
from mockhaus_adapters.http_falcon.resource_api.bodies import Body, definition, read
from mockhaus_adapters.http_falcon.resource_api.calls import Calls
from mockhaus_adapters.http_falcon.resource_api.identifiers import identifier
from mockhaus_adapters.http_falcon.resource_api.parameters import Parameters
from mockhaus_adapters.http_falcon.resource_api.resource_types import Action, Place, Request, ResourceType
from mockhaus_adapters.http_falcon.resource_api.values import Document

_KIND = AccountKind.USER
_SECONDARY_ROLES = "DEFAULT_SECONDARY_ROLES"
_LISTS = {"ALL": '["ALL"]', "NONE": "[]"}
_WORDS = {value: word for word, value in _LISTS.items()}
_REFUSED = ("DAYS_TO_EXPIRY", "MINS_TO_UNLOCK", "MINS_TO_BYPASS_MFA", "NETWORK_POLICY")
"""Properties that cannot be set, so that nobody unsets them."""
_FLAGS = ("must_change_password", "disabled", "ext_authn_duo", "has_password", "has_rsa_public_key")
_DESCRIBED = ("middle_name", "rsa_public_key", "rsa_public_key_2", "rsa_public_key_fp", "rsa_public_key_2_fp")
_TEXTS = (
    *("login_name", "display_name", "first_name", "last_name", "email", "default_namespace", "comment", "type"),
    *("owner", "ext_authn_uid"),
)


class UserBody(Body):
    """What may be set of a user."""

    read_only: ClassVar[frozenset[str]] = frozenset(
        {
            *("created_on", "last_successful_login", "expires_at", "locked_until", "has_password", "owner"),
            *("has_rsa_public_key", "rsa_public_key_fp", "rsa_public_key_2_fp", "ext_authn_duo", "ext_authn_uid"),
            *("snowflake_lock", "snowflake_support", "mins_to_bypass_network_policy", "password_last_set"),
            *("custom_landing_page_url", "custom_landing_page_url_flush_next_ui_load"),
        }
    )
    refused: ClassVar[frozenset[str]] = frozenset({"enable_unredacted_query_syntax_error"})
    apart: ClassVar[frozenset[str]] = frozenset(
        {"name", "password", "default_secondary_roles", "default_role", "default_warehouse"}
    )

    password: str | None = None
    login_name: str | None = None
    display_name: str | None = None
    first_name: str | None = None
    middle_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    must_change_password: bool | None = None
    disabled: bool | None = None
    days_to_expiry: int | None = None
    mins_to_unlock: int | None = None
    default_warehouse: str | None = None
    default_namespace: str | None = None
    default_role: str | None = None
    default_secondary_roles: str | None = None
    mins_to_bypass_mfa: int | None = None
    rsa_public_key: str | None = None
    rsa_public_key_2: str | None = None
    comment: str | None = None
    type: str | None = None
    network_policy: str | None = None

    def properties(self) -> Options:
        """The properties that are given; what names another object does so by its stored name."""
        found = dict(super().properties())
        if self.default_role:
            found["DEFAULT_ROLE"] = identifier(self.default_role)
        if self.default_warehouse:
            found["DEFAULT_WAREHOUSE"] = identifier(self.default_warehouse)
        if self.default_secondary_roles is not None:
            found[_SECONDARY_ROLES] = _secondary_roles(self.default_secondary_roles)
        return tuple(found.items())


def _secondary_roles(text: str) -> str:
    found = _LISTS.get(text.upper())
    if found is None:
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"default_secondary_roles: {text} is not ALL or NONE.")
    return found


class Users(ResourceType):
    """Users of the account."""

    kind = "User"
    plural = "USERS"

    def _listed(self, calls: Calls, _: Place, statement: Show, __: Parameters) -> list[Document]:
        return [_shown(row) for row in calls.shown(statement)]

    def _creation(self, _: Calls, __: Place, request: Request, mode: CreateMode) -> CreateAccountObject:
        body = read(UserBody, request.body)
        return CreateAccountObject(_KIND, identifier(body.name), mode, Properties(body.properties(), body.password))

    def fetch(self, calls: Calls, name: QualifiedName) -> Document:
        """One user."""
        row = calls.one(Show(kind=self.plural), self.kind, name.name, name)
        described = {
            str(item["property"]).lower(): values.text(item["value"])
            for item in calls.rows(DescribeAccountObject(_KIND, name.name))
        }
        return {
            **_shown(row),
            **{key: described[key] for key in _DESCRIBED},
            "snowflake_support": values.flag(described["snowflake_support"]),
            "password_last_set": described["password_last_set_time"],
        }

    def _define(self, calls: Calls, name: QualifiedName, request: Request) -> Document:
        """Create a user, or set what the body gives and unset what it does not.

        A password, which nobody can read to give it again, stays where none is given. SQL has no single statement
        for this.
        """
        body = definition(UserBody, request.body, name)
        properties = Properties(body.properties(), body.password)
        try:
            calls.one(Show(kind=self.plural), self.kind, name.name, name)
        except SnowflakeError as error:
            if error.error is not ErrorCode.SCHEMA_NOT_FOUND:
                raise
            return calls.done(CreateAccountObject(_KIND, name.name, CreateMode.PLAIN, properties))
        return calls.done(*_alterations(name.name, properties))

    def _drop(self, name: QualifiedName, given: Parameters) -> DropAccountObject:
        return DropAccountObject(_KIND, name.name, given.flag("ifExists"))

    def parts(self) -> Mapping[str, Mapping[str, Action]]:
        """The roles that are granted to a user."""
        return {
            "grants": {"GET": grants.granted_to(_KIND), "POST": grants.grant_to(_KIND)},
            "grants:revoke": {"POST": grants.revoke_from(_KIND)},
        }


def _alterations(name: str, properties: Properties) -> list[Statement]:
    given = {key for key, _ in properties.options}
    settable = (key.upper() for key in UserBody.model_fields if key not in ("name", "password"))
    absent = tuple(key for key in settable if key not in given and key not in _REFUSED)
    found: list[Statement] = [AlterAccountObject(_KIND, name, UnsetAccountProperties(absent))]
    if properties.options or properties.password is not None:
        found.append(AlterAccountObject(_KIND, name, SetAccountProperties(properties)))
    return found


def _shown(row: Record) -> Document:
    return {
        "name": values.name(row["name"]),
        "default_role": values.name(row["default_role"]),
        "default_warehouse": values.name(row["default_warehouse"]),
        "default_secondary_roles": _WORDS.get(str(row["default_secondary_roles"])),
        "created_on": row["created_on"],
        "last_successful_login": row["last_success_login"],
        "expires_at": row["expires_at_time"],
        "locked_until": row["locked_until_time"],
        "snowflake_lock": values.flag(row["snowflake_lock"]),
        **{key: values.number(row[key]) for key in ("days_to_expiry", "mins_to_unlock", "mins_to_bypass_mfa")},
        **{key: values.flag(row[key]) for key in _FLAGS},
        **values.picked(row, *_TEXTS),
    }
