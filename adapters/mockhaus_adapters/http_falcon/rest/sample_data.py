"""The sample database: install it, and be told of each table as it is done."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from typing import Annotated

from pydantic import Field

from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus_adapters.http_falcon.envelope import dump, error_body
from mockhaus_adapters.http_falcon.rest.calls import Call
from mockhaus_adapters.http_falcon.rest.operations import BodyModel, Example, Operation, Streamed

_log = logging.getLogger(__name__)
_LINES = "application/x-ndjson"


class SampleDataBody(BodyModel):
    """What to install."""

    scale: Annotated[float, Field(gt=0, le=1_000, description="The scale factor of TPC-H.")] = 0.01


async def install_sample_data(call: Call, *, body: SampleDataBody) -> Streamed:
    """Install a scale factor of TPC-H."""
    asked = call.in_their_name(SessionRequest(client="sample data"))
    return Streamed(content=_lines(call, call.rest.use_cases.sample_data(body.scale, asked)), media_type=_LINES)


async def _lines(call: Call, tables: Iterator[tuple[str, int]]) -> AsyncIterator[bytes]:
    """A line for each table; the last one says that all went well, or is the error."""
    end: dict[str, object] = {"success": True}
    try:
        while (done := await call.rest.workers.run(lambda: next(tables, None))) is not None:
            table, rows = done
            yield dump({"table": table, "rows": rows}) + b"\n"
    except SnowflakeError as error:
        end = error_body(error)
    except Exception:  # noqa: BLE001 - the answer has begun: the last line tells it
        _log.exception("sample data could not be installed")
        end = error_body(SnowflakeError(ErrorCode.INTERNAL, query_id="-"))
    yield dump(end) + b"\n"


OPERATIONS = (
    Operation(
        method="POST",
        path="/api/v1/sample-data",
        name="installSampleData",
        tag="sample data",
        summary="Install the sample database SNOWFLAKE_SAMPLE_DATA",
        description=(
            "The tables of TPC-H in a schema such as TPCH_SF1. The answer is JSON by lines: `table` and `rows` of each "
            "table when it is done; the last line is `success`, or the error."
        ),
        handler=install_sample_data,
        media=(_LINES,),
        examples=(Example(summary="A small one", body={"scale": 0.001}),),
    ),
)
"""The operation on sample data."""
