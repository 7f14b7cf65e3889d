"""What is answered, as JSON documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockhaus.application.pipe_history import PipeLoad
from mockhaus.application.pipe_status import instant
from mockhaus.application.snowpipe import Report
from mockhaus.domain.errors import Category, ErrorCode, SnowflakeError

Document = dict[str, Any]

_SUCCESS = "SUCCESS"
_STATUSES = {
    ErrorCode.JWT_INVALID: 401,
    ErrorCode.OAUTH_TOKEN_INVALID: 401,
    ErrorCode.ACCESS_TOKEN_INVALID: 401,
    ErrorCode.USER_DISABLED: 401,
    ErrorCode.PIPE_NOT_FOUND: 404,
    ErrorCode.POOL_EXHAUSTED: 429,
    ErrorCode.TOO_MANY_SESSIONS: 429,
    ErrorCode.TOO_MANY_REQUESTS: 429,
}
_REFUSED = 400
_INTERNAL = 422


def status_of(error: SnowflakeError) -> int:
    """The HTTP status of an error: always 4xx, as clients try again where it is 5xx."""
    internal = _INTERNAL if error.error.category is Category.INTERNAL else _REFUSED
    return _STATUSES.get(error.error, internal)


def failure(error: SnowflakeError) -> Document:
    """An error."""
    return {"data": None, "code": error.code, "message": error.message, "success": False, "headers": None}


def accepted(request_id: str, unmatched: list[str]) -> Document:
    """The answer to files that wait now; `responseCode` is what clients of long ago look at."""
    found: Document = {"requestId": request_id, "status": _SUCCESS.lower(), "responseCode": _SUCCESS}
    return {**found, "unmatchedPatternFiles": unmatched} if unmatched else found


def insert_report(report: Report) -> Document:
    """What was loaded lately."""
    return {
        "pipe": ".".join(report.pipe.parts),
        "completeResult": report.complete,
        "nextBeginMark": f"1_{report.mark}",
        "files": list(_files(report)),
    }


def load_history(report: Report) -> Document:
    """What was loaded in a range of time."""
    times = [instant(load.load.at) for load in report.loads]
    return {
        "pipe": ".".join(report.pipe.parts),
        "completeResult": report.complete,
        "startTimeInclusive": instant(report.start) if report.start else None,
        "endTimeExclusive": instant(report.end) if report.end else None,
        "rangeStartTime": times[0] if times else None,
        "rangeEndTime": times[-1] if times else None,
        "files": list(_files(report)),
    }


def _files(report: Report) -> Iterator[Document]:
    for found in report.loads:
        yield {**_file(report, found), **_error(found)}


def _file(report: Report, found: PipeLoad) -> Document:
    load = found.load
    status = load.status.upper().replace(" ", "_")
    return {
        "path": found.path.removeprefix(report.prefix),
        "stageLocation": f"{report.place}{report.prefix}",
        "fileSize": load.record.size,
        "timeReceived": instant(found.received_at),
        "lastInsertTime": instant(load.at),
        "rowsInserted": load.rows,
        "rowsParsed": load.parsed,
        "errorsSeen": load.record.errors,
        "errorLimit": load.error_limit,
        "complete": status == "LOADED",
        "status": status,
    }


def _error(found: PipeLoad) -> Document:
    """The first error of a file, or the one that kept all of it from being read."""
    record = found.load.record
    if record.message is None:
        return {}
    if record.line is None:
        return {"systemError": record.message}
    return {
        "firstError": record.message,
        "firstErrorLineNum": record.line,
        "firstErrorCharacterPos": record.character,
        "firstErrorColumnName": record.column,
    }
