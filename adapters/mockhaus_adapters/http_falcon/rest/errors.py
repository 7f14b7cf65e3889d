"""Errors as the REST API answers them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field


@dataclass(frozen=True, kw_only=True)
class ErrorDocument:
    """What went wrong."""

    code: Annotated[str, Field(description="Snowflake's code, six digits.", examples=["002003"])]
    sqlstate: Annotated[str, Field(examples=["42S02"])]
    message: str
    query_id: Annotated[str | None, Field(description="The statement that failed, where there is one.")]
    line: Annotated[int | None, Field(description="Where in the statement, from 1 on.")]
    position: Annotated[int | None, Field(description="The column in that line, from 0 on.")]


@dataclass(frozen=True, kw_only=True)
class ErrorAnswer:
    """A refusal."""

    success: Literal[False] = False
    error: ErrorDocument
