"""A statement's answer as the SQL API gives it: a ResultSet, and the further partitions of its rows."""

from __future__ import annotations

import uuid
import zlib
from typing import Any

import orjson

from mockhaus.application.submissions import StatementAnswer, Submission
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.ports.results import KeptResult
from mockhaus_adapters.http_falcon.encoding import sql_api_rows
from mockhaus_adapters.http_falcon.encoding.row_types import row_types
from mockhaus_adapters.http_falcon.encoding.statistics import dml_statistics
from mockhaus_adapters.http_falcon.sql_api.envelope import STATEMENTS
from mockhaus_adapters.http_falcon.sql_api.requests import Presentation

_DONE = {"code": "090001", "sqlState": "00000", "message": "Statement executed successfully."}
_PLAIN = Presentation()
_FAST = 1
_GZIP_WINDOW = 16 + zlib.MAX_WBITS
_BRACKETS = 2


def result_set(submission: Submission, request_id: str | None = None) -> bytes:
    """The ResultSet of a submission that is done, with its first partition; raises the error that it ended with."""
    answer = submission.answer()
    data = _rows(submission, answer, 0)
    request_id = request_id or str(uuid.uuid4())
    found: dict[str, Any] = {
        "resultSetMetaData": {
            "numRows": answer.result.row_count,
            "format": "jsonv2",
            "partitionInfo": _partitions(answer.result, len(data) - _BRACKETS),
            "rowType": row_types(answer.result.columns),
        },
        "data": orjson.Fragment(data),
        **_DONE,
        "statementStatusUrl": f"{STATEMENTS}/{submission.query_id}?requestId={request_id}",
        "requestId": request_id,
        "statementHandle": submission.query_id,
        "createdOn": int(submission.began_at.timestamp() * 1_000),
    }
    if answer.children:
        found["statementHandles"] = [child.query_id for child in answer.children]
    if statistics := _statistics(answer):
        found["stats"] = statistics
    return orjson.dumps(found)


def partition(submission: Submission, number: int) -> bytes:
    """The gzipped rows of a further partition, with nothing else."""
    body = b'{"data":' + _rows(submission, submission.answer(), number) + b"}"
    packing = zlib.compressobj(_FAST, zlib.DEFLATED, _GZIP_WINDOW)
    return packing.compress(body) + packing.flush()


def partition_number(submission: Submission, text: str | None) -> int:
    """The number of a partition that there is; PARTITION_INVALID."""
    last = len(submission.answer().result.parts) - 1
    if text is None:
        return 0
    found = int(text) if text.isascii() and text.isdecimal() and len(text) < len(str(2**63)) else -1
    if not 0 <= found <= last:
        error = SnowflakeError(ErrorCode.PARTITION_INVALID, last=last, value=text)
        error.query_id = submission.query_id
        raise error
    return found


def links(submission: Submission, number: int) -> str:
    """The header Link: where the first, previous, next and last partition are."""
    last = len(submission.answer().result.parts) - 1
    places = {"first": 0, "prev": number - 1, "next": number + 1, "last": last}
    return ",".join(
        f'<{STATEMENTS}/{submission.query_id}?requestId={uuid.uuid4()}&partition={place}>; rel="{name}"'
        for name, place in places.items()
        if 0 <= place <= last
    )


def _rows(submission: Submission, answer: StatementAnswer, number: int) -> bytes:
    note = submission.note
    wanted = note if isinstance(note, Presentation) else _PLAIN
    return orjson.dumps(
        sql_api_rows.rows(
            answer.result.columns,
            answer.result.rows(number),
            nullable=wanted.nullable,
            formats=wanted.formats,
            time_zone=answer.context.parameters.text("TIMEZONE"),
        )
    )


def _partitions(result: KeptResult, first: int) -> list[dict[str, int]]:
    """The partitions. The size of the first is that of its JSON, those of the others are what the store takes."""
    rest = result.parts[1:]
    return [
        {"rowCount": result.parts[0].row_count, "uncompressedSize": max(first, 0)},
        *({"rowCount": part.row_count, "uncompressedSize": part.size, "compressedSize": part.size} for part in rest),
    ]


def _statistics(answer: StatementAnswer) -> dict[str, int] | None:
    """The counts of a statement that changed rows."""
    found = dml_statistics(answer.statistics)
    return found if any(found.values()) else None
