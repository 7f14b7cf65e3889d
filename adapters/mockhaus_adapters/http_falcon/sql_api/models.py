"""The body of a request. What it holds besides is let through, such as the old choice of a format."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
import pydantic
from pydantic import BaseModel, ConfigDict, Field

from mockhaus.domain.errors import ErrorCode, SnowflakeError

_LONGEST_SECONDS = 2**63 - 1


class SubmitBody(BaseModel):
    """POST /api/v2/statements. Names of objects are stored names: their case counts."""

    model_config = ConfigDict(extra="ignore")

    statement: str | None = None
    timeout: Annotated[int, Field(ge=0, le=_LONGEST_SECONDS)] | None = None
    database: str | None = None
    schema_: str | None = Field(None, alias="schema")
    warehouse: str | None = None
    role: str | None = None
    bindings: dict[str, Any] | None = None
    parameters: dict[str, str | int | float | bool | None] | None = None


def parse(body: bytes) -> SubmitBody:
    """A body as its model; PAYLOAD_INVALID where it is none."""
    try:
        return SubmitBody.model_validate(orjson.loads(body))
    except (orjson.JSONDecodeError, pydantic.ValidationError) as error:
        raise SnowflakeError(ErrorCode.PAYLOAD_INVALID) from error
