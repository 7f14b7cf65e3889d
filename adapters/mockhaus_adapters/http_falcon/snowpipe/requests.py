"""What requests ask: the files of a body, marks and moments of a query string."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Annotated

import falcon.asgi
import orjson
import pydantic
from pydantic import BaseModel, ConfigDict, Field

from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.snowpipe import NamedFile
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import always_quote
from mockhaus_adapters.http_falcon.models import problems_of
from mockhaus_adapters.http_falcon.sql_api.headers import token_of

_PLAIN = "text/plain"
_MARK = re.compile(r"\d+_(\d{1,18})")
_SECONDS = re.compile(r"\d{1,9}")
_LARGEST = 2**63 - 1


class _File(BaseModel):
    model_config = ConfigDict(extra="ignore")

    path: str
    size: Annotated[int, Field(ge=0, le=_LARGEST)] | None = None


class _Body(BaseModel):
    model_config = ConfigDict(extra="ignore")

    files: list[_File]


def caller_of(use_cases: UseCases, request: falcon.asgi.Request) -> SessionRequest:
    """In whose name a request is: the user's of its bearer token, with the user's default role."""
    token, kind = token_of(request)
    return SessionRequest(
        user=always_quote(use_cases.log_in.caller(token, kind)),
        client=request.get_header("User-Agent") or "",
        address=request.remote_addr,
    )


def files_of(content_type: str, body: bytes) -> list[NamedFile]:
    """The files that a body names: one in each line of plain text, or those of a JSON document."""
    if content_type.partition(";")[0].strip().lower() == _PLAIN:
        return [NamedFile(path=line.strip()) for line in _text(body).splitlines() if line.strip()]
    try:
        found = _Body.model_validate(orjson.loads(body))
    except orjson.JSONDecodeError as error:
        raise SnowflakeError(ErrorCode.PAYLOAD_INVALID) from error
    except pydantic.ValidationError as error:
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=problems_of(error)) from error
    return [NamedFile(path=file.path, size=file.size or 0) for file in found.files]


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise SnowflakeError(ErrorCode.PAYLOAD_INVALID) from error


def request_id_of(request: falcon.asgi.Request) -> str:
    """The id that a request has, or is given."""
    return parameter(request, "requestId") or str(uuid.uuid4())


def parameter(request: falcon.asgi.Request, name: str) -> str | None:
    """A parameter of the query string; of one that is given twice the last counts."""
    value = request.params.get(name)
    return value[-1] if isinstance(value, list) else value


def mark_of(text: str | None) -> int | None:
    """The number of an event that a report gave as its mark."""
    if text is None:
        return None
    found = _MARK.fullmatch(text)
    if found is None:
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"beginMark {text} is no mark of a report.")
    return int(found[1])


def seconds_of(text: str | None) -> int | None:
    """A number of seconds, as the SDK for Python asks for the last of."""
    if text is None:
        return None
    if not _SECONDS.fullmatch(text):
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"recentSeconds {text} is no number of seconds.")
    return int(text)


def moment_of(text: str | None, name: str) -> dt.datetime | None:
    """A moment in ISO 8601; one without a zone is in UTC."""
    if text is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        detail = f"{name} {text} is no timestamp in ISO 8601."
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=detail) from error
