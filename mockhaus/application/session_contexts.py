"""The context of sessions: what a request asks for, over what the user and the deployment have by default."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from mockhaus.application.account_service import AccountService
from mockhaus.application.catalog_service import CatalogService
from mockhaus.application.information_views import has_schema
from mockhaus.domain.account.objects import User
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import stored_name
from mockhaus.domain.policy.roles import PUBLIC
from mockhaus.domain.sessions.context import SessionContext
from mockhaus.domain.sessions.parameters import SessionParameters

_PARTS = re.compile(r'"(?:[^"]|"")*"|[^."]+')
_VALIDATE = "CLIENT_VALIDATE_DEFAULT_PARAMETERS"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSettings:
    """Defaults of new sessions and limits on them."""

    user: str = "MOCKHAUS"
    role: str = "ACCOUNTADMIN"
    account: str = "MOCKHAUS"
    database: str | None = None
    schema: str | None = None
    warehouse: str | None = "COMPUTE_WH"
    idle_seconds: float = 4 * 3600
    maximum: int = 1_000
    pool_size: int = 16
    pool_wait_seconds: float = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRequest:
    """What a caller asks of a session; names as identifiers (folded unless quoted), None for the default.

    `client` is its name and version, `address` the network address that it calls from, where that is known.
    A `lenient` one is a login's: a database, schema or warehouse that is not there is left out, unless the login sets
    CLIENT_VALIDATE_DEFAULT_PARAMETERS; and so is an unknown parameter.
    """

    user: str | None = None
    role: str | None = None
    database: str | None = None
    schema: str | None = None
    warehouse: str | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)
    client: str = ""
    address: str | None = None
    lenient: bool = False


class SessionContexts:
    """Makes contexts from requests; name errors where a request names what is not there or not the user's."""

    def __init__(self, catalog: CatalogService, account: AccountService) -> None:
        self._catalog = catalog
        self._account = account

    def initial(self, request: SessionRequest, settings: SessionSettings) -> SessionContext:
        """The context of a new session. The user's own defaults go before those of the deployment."""
        user = self._account.user_named(stored_name(request.user) if request.user else settings.user)
        base = SessionContext(
            user=user.name,
            role=PUBLIC if request.role else self._default_role(user, settings.role),
            account=settings.account,
            warehouse=self._existing_warehouse(user.default_warehouse or settings.warehouse),
            parameters=_of_user(user),
            secondary_roles=user.default_secondary_roles,
        )
        if request.database is None:
            request = self._with_default_place(base, request, user.default_namespace, settings)
        return self.overlay(base, request)

    def overlay(self, context: SessionContext, request: SessionRequest) -> SessionContext:
        """A context with what a request asks for; LOGIN_OBJECT_MISSING where it wants that checked."""
        if request.role is not None:
            context = replace(context, role=self._role(context.user, request))
        if request.warehouse is not None:
            context = replace(context, warehouse=self._warehouse(request))
        if request.lenient:
            found = self._without_missing(context, request)
            if _validates(request):
                _check_found(request, found, context)
            request = found
        if request.database is not None:
            context = self._with_database(context, stored_name(request.database), request.schema)
        elif request.schema is not None:
            context = self._with_schema(context, stored_name(request.schema))
        if request.parameters:
            context = replace(context, parameters=_parameters(context.parameters, request))
        return context

    # -- roles and warehouses --------------------------------------------------------------------------------------

    def _default_role(self, user: User, usual: str) -> str:
        account = self._account.current
        if user.default_role is None:
            return usual if account.may_activate(user.name, usual) else PUBLIC
        if not account.may_activate(user.name, user.default_role):
            raise SnowflakeError(ErrorCode.DEFAULT_ROLE_NOT_GRANTED, name=user.default_role)
        return user.default_role

    def _role(self, user: str, request: SessionRequest) -> str:
        name = stored_name(request.role or "")
        if not self._account.current.may_activate(user, name):
            raise SnowflakeError(self._role_error(name) if request.lenient else ErrorCode.ROLE_NOT_GRANTED, name=name)
        return name

    def _role_error(self, name: str) -> ErrorCode:
        exists = self._account.current.role(name) is not None
        return ErrorCode.LOGIN_ROLE_NOT_PERMITTED if exists else ErrorCode.LOGIN_ROLE_NOT_GRANTED

    def _warehouse(self, request: SessionRequest) -> str | None:
        name = self._existing_warehouse(stored_name(request.warehouse or ""))
        if name is None and not request.lenient:
            raise SnowflakeError(ErrorCode.OBJECT_CANNOT_BE_USED)
        return name

    def _existing_warehouse(self, name: str | None) -> str | None:
        return name if name is not None and self._account.current.warehouse(name) is not None else None

    # -- databases and schemas -------------------------------------------------------------------------------------

    def _with_default_place(
        self, base: SessionContext, request: SessionRequest, namespace: str | None, settings: SessionSettings
    ) -> SessionRequest:
        """The request with the user's place, which may be gone by now, or else with the deployment's."""
        if namespace is not None:
            database, *schema = _PARTS.findall(namespace)
            own = replace(request, database=database, schema=schema[0] if schema else None)
            own = self._without_missing(base, own)
            return replace(own, schema=request.schema or own.schema)
        if settings.database is None:
            return request
        return replace(request, database=settings.database, schema=request.schema or settings.schema)

    def _without_missing(self, context: SessionContext, request: SessionRequest) -> SessionRequest:
        """The request without the database and the schema that are not there."""
        name = stored_name(request.database) if request.database else context.database
        database = self._catalog.current.database(name) if name else None
        if database is None:
            return replace(request, database=None, schema=None)
        if request.schema is not None and not has_schema(database, stored_name(request.schema)):
            return replace(request, schema=None)
        return request

    def _with_database(self, context: SessionContext, database: str, schema: str | None) -> SessionContext:
        found = self._catalog.current.database(database)
        if found is None:
            raise SnowflakeError(ErrorCode.SCHEMA_NOT_FOUND, kind="Database", name=database)
        context = replace(context, database=database, schema="PUBLIC" if found.schema("PUBLIC") else None)
        return context if schema is None else self._with_schema(context, stored_name(schema))

    def _with_schema(self, context: SessionContext, schema: str) -> SessionContext:
        found = self._catalog.current.database(context.database) if context.database else None
        if found is None:
            raise SnowflakeError(ErrorCode.NO_CURRENT_DATABASE, operation="USE SCHEMA")
        if not has_schema(found, schema):
            raise SnowflakeError(ErrorCode.SCHEMA_NOT_FOUND, kind="Schema", name=f"{context.database}.{schema}")
        return replace(context, schema=schema)


def _validates(request: SessionRequest) -> bool:
    return str(request.parameters.get(_VALIDATE, "")).lower() == "true"


def _check_found(request: SessionRequest, found: SessionRequest, context: SessionContext) -> None:
    """Refuse what was asked for by name and is not in what was found."""
    for kind, asked, there in (
        ("database", request.database, found.database),
        ("schema", request.schema, found.schema),
        ("warehouse", request.warehouse, context.warehouse),
    ):
        if asked is not None and there is None:
            raise SnowflakeError(ErrorCode.LOGIN_OBJECT_MISSING, kind=kind)


def _of_user(user: User) -> SessionParameters:
    parameters = SessionParameters()
    for name, text in user.parameters:
        parameters = parameters.setting(name, text)
    return parameters


def _parameters(parameters: SessionParameters, request: SessionRequest) -> SessionParameters:
    if request.lenient:
        return parameters.adopting(request.parameters)
    for name, text in request.parameters.items():
        parameters = parameters.setting(name.upper(), str(text))
    return parameters
