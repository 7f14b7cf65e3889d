"""The bodies that drivers send. What they add of their own is let through; what is used must have its type."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class _Body(BaseModel):
    model_config = ConfigDict(extra="ignore", populate_by_name=True)


class LoginData(_Body):
    """`data` of a login."""

    client_app_id: str = Field("", alias="CLIENT_APP_ID")
    client_app_version: str = Field("", alias="CLIENT_APP_VERSION")
    account_name: str | None = Field(None, alias="ACCOUNT_NAME")
    login_name: str | None = Field(None, alias="LOGIN_NAME")
    password: str | None = Field(None, alias="PASSWORD")
    authenticator: str | None = Field(None, alias="AUTHENTICATOR")
    token: str | None = Field(None, alias="TOKEN")
    session_parameters: dict[str, Any] | None = Field(None, alias="SESSION_PARAMETERS")


class LoginBody(_Body):
    """POST /session/v1/login-request."""

    data: LoginData


class RenewalBody(_Body):
    """POST /session/token-request."""

    request_type: str = Field("RENEW", alias="requestType")


class QueryRequestBody(_Body):
    """POST /queries/v1/query-request."""

    sql_text: str = Field(alias="sqlText")
    async_exec: bool | None = Field(None, alias="asyncExec")
    describe_only: bool | None = Field(None, alias="describeOnly")
    parameters: dict[str, Any] | None = None
    bindings: dict[str, Any] | None = None
    bind_stage: str | None = Field(None, alias="bindStage")


class AbortBody(_Body):
    """POST /queries/v1/abort-request and /queries/<id>/abort-request."""

    request_id: str | None = Field(None, alias="requestId")
