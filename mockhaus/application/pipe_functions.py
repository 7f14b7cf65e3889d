"""The table functions of INFORMATION_SCHEMA about pipes: VALIDATE_PIPE_LOAD and PIPE_USAGE_HISTORY.

Follows https://docs.snowflake.com/en/sql-reference/functions/validate_pipe_load and pipe_usage_history.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from mockhaus.application import pipe_copies, pipe_history
from mockhaus.application.pipe_bindings import BoundPipe, live_pipes
from mockhaus.application.pipe_history import PipeLoad
from mockhaus.application.pipe_status import bound_pipe
from mockhaus.application.services import StatementRun
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.policy.roles import ACCOUNTADMIN
from mockhaus.domain.results import Row, Value

_LONGEST = dt.timedelta(days=15)
_RECENTLY = dt.timedelta(minutes=10)
_ALL = 1_000_000_000
_STEPS = (
    (dt.timedelta(hours=1), dt.timedelta(minutes=5)),
    (dt.timedelta(days=1), dt.timedelta(hours=1)),
    (dt.timedelta.max, dt.timedelta(days=1)),
)
"""The lengths of the spans that a range of up to some length is told in."""


def validate_pipe_load(run: StatementRun, arguments: Mapping[str, Value]) -> Iterable[Row]:
    """VALIDATE_PIPE_LOAD: the errors of the files that a pipe loaded, or tried to."""
    pipe = bound_pipe(run, str(arguments["PIPE_NAME"]))
    if pipe_copies.copy_of(pipe).query is not None:
        reason = "Validation of a COPY statement with a transformation is not supported."
        raise SnowflakeError(ErrorCode.TABLE_FUNCTION_ARGUMENT, reason=reason)
    now = run.services.clock.now()
    start = _moment(arguments, "START_TIME", now)
    found = pipe_history.loads(run, [pipe], _checked(start, now), _moment(arguments, "END_TIME", _later(now)), _ALL)
    return [row for item in found for row in _errors(item)]


def _errors(item: PipeLoad) -> Iterator[Row]:
    """The errors that were kept of a file, or the one that kept all of it from being loaded."""
    record = item.load.record
    if item.errors:
        yield from item.errors
    elif record.errors:
        rest: Row = (None,) * 9
        yield (record.message, record.file, record.line, *rest)


def pipe_usage_history(run: StatementRun, arguments: Mapping[str, Value]) -> Iterable[Row]:
    """PIPE_USAGE_HISTORY: how many files and bytes pipes loaded, span by span; nothing is billed."""
    if run.session.context.role != ACCOUNTADMIN:
        return []
    name = arguments.get("PIPE_NAME")
    pipes = list(live_pipes(run.services.catalog.current)) if name is None else [bound_pipe(run, str(name))]
    now = run.services.clock.now()
    end = _moment(arguments, "DATE_RANGE_END", _midnight(now) if "DATE_RANGE_START" not in arguments else _later(now))
    start = _checked(_moment(arguments, "DATE_RANGE_START", _checked(end, now) - _RECENTLY), now)
    shown = None if name is None else str(pipes[0].name)
    return list(_spans(run, pipes, start, end, shown))


def _spans(
    run: StatementRun, pipes: list[BoundPipe], start: dt.datetime, end: dt.datetime, shown: str | None
) -> Iterator[Row]:
    """The spans in which something was loaded."""
    step = next(step for length, step in _STEPS if end - start <= length)
    found: dict[int, list[PipeLoad]] = {}
    for item in pipe_history.loads(run, pipes, start, end, _ALL):
        if item.load.rows:
            found.setdefault((item.load.at - start) // step, []).append(item)
    for place, items in sorted(found.items()):
        size = sum(item.load.record.size for item in items)
        begins = start + place * step
        yield (begins, min(begins + step, end), shown, "0", size, len(items), None)


def _moment(arguments: Mapping[str, Value], name: str, default: dt.datetime) -> dt.datetime:
    value = arguments.get(name)
    return value if isinstance(value, dt.datetime) else default


def _midnight(now: dt.datetime) -> dt.datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _later(now: dt.datetime) -> dt.datetime:
    """The end of a range that holds everything until now."""
    return now + dt.timedelta(microseconds=1)


def _checked(start: dt.datetime, now: dt.datetime) -> dt.datetime:
    if start < now - _LONGEST:
        reason = "Cannot retrieve data from more than 15 days ago."
        raise SnowflakeError(ErrorCode.TABLE_FUNCTION_ARGUMENT, reason=reason)
    return start
