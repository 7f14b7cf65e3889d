"""The sample database: install it, and be told of each table as it is done."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Annotated

from pydantic import Field

from mockhaus.application.install_sample_data import LARGEST_SCALE, InstallSampleData
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.stopping import Stopping
from mockhaus_adapters.http_falcon.envelope import dump
from mockhaus_adapters.http_falcon.rest import media, streaming
from mockhaus_adapters.http_falcon.rest.calls import Call
from mockhaus_adapters.http_falcon.rest.delivery import Pieces
from mockhaus_adapters.http_falcon.rest.operations import BodyModel, Example, Operation, Streamed


class SampleDataBody(BodyModel):
    """What to install."""

    scale: Annotated[float, Field(gt=0, le=LARGEST_SCALE, description="The scale factor of TPC-H.")] = 0.01


class InstallationPieces(Pieces):
    """A line for each table; the last one says that all went well."""

    def __init__(self, install: InstallSampleData, scale: float, asked: SessionRequest) -> None:
        self._stopping = Stopping()
        self._lines = _lines(install(scale, asked, self._stopping))

    def next(self) -> bytes | None:
        """See `Pieces`."""
        return next(self._lines, None)

    def stop(self) -> None:
        """See `Pieces`."""
        self._stopping.stop()

    def close(self) -> None:
        """See `Pieces`."""
        self._lines.close()


def _lines(tables: Iterator[tuple[str, int]]) -> Generator[bytes]:
    for table, rows in tables:
        yield dump({"table": table, "rows": rows}) + b"\n"
    yield dump({"success": True}) + b"\n"


async def install_sample_data(call: Call, *, body: SampleDataBody) -> Streamed:
    """Install a scale factor of TPC-H."""
    asked = call.in_their_name(SessionRequest(client="sample data"))
    pieces = InstallationPieces(call.rest.use_cases.sample_data, body.scale, asked)
    return Streamed(content=await streaming.begun(call, pieces, media.LINES), media_type=media.LINES)


OPERATIONS = (
    Operation(
        method="POST",
        path="/api/v1/sample-data",
        name="installSampleData",
        tag="sample data",
        summary="Install the sample database SNOWFLAKE_SAMPLE_DATA",
        description=(
            "The tables of TPC-H in a schema such as TPCH_SF1. The answer is JSON by lines: `table` and `rows` of each "
            "table when it is done; the last line is `success`, or the error. If the client goes away, it ends: tables "
            "that were not begun are missing then."
        ),
        handler=install_sample_data,
        media=(media.LINES,),
        examples=(Example(summary="A small one", body={"scale": 0.001}),),
        errors=(409, 429),
    ),
)
"""The operation on sample data."""
