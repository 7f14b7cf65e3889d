"""SHOW PIPES, and DESCRIBE PIPE in the same columns but for one.

Follows https://docs.snowflake.com/en/sql-reference/sql/show-pipes and desc-pipe.
"""

from __future__ import annotations

from collections.abc import Iterator

from mockhaus.application.handlers.showing.listing import chosen, object_name, result, seen_in, where
from mockhaus.application.outcome import Outcome
from mockhaus.application.pipe_bindings import bound
from mockhaus.application.services import StatementRun
from mockhaus.application.visibility import Seen
from mockhaus.domain.catalog.objects import Pipe
from mockhaus.domain.errors import unsupported
from mockhaus.domain.identifiers import qualified
from mockhaus.domain.results import Row
from mockhaus.domain.statements import Show

_FIRST = (
    "created_on name database_name schema_name definition owner notification_channel comment integration pattern "
    "error_integration"
)
_LAST = "invalid_reason kind"


def pipes(statement: Show, run: StatementRun) -> Outcome:
    """SHOW PIPES."""
    if statement.terse:
        raise unsupported("SHOW TERSE PIPES")
    found = chosen(statement, (seen for seen in seen_in(statement, run) if isinstance(seen.item, Pipe)), object_name)
    rows = ((*first, "ROLE", *last) for first, last in _rows(run, found))
    return result(f"{_FIRST} owner_role_type {_LAST}", rows)


def described(run: StatementRun, seen: Seen) -> Outcome:
    """The one pipe of a DESCRIBE."""
    return result(f"{_FIRST} {_LAST}", ((*first, *last) for first, last in _rows(run, [seen])))


def _rows(run: StatementRun, found: list[Seen]) -> Iterator[tuple[Row, Row]]:
    for seen in found:
        if isinstance(seen.item, Pipe):
            yield _row(run, seen, seen.item)


def _row(run: StatementRun, seen: Seen, pipe: Pipe) -> tuple[Row, Row]:
    """What stands before and behind the type of the owner. There are no queues of clouds and no integrations."""
    place = where(seen)
    state = bound(run.services.catalog.current, pipe, qualified(*place, pipe.name))
    first: Row = (
        pipe.created_at,
        pipe.name,
        *place,
        pipe.definition,
        pipe.owner,
        None,
        pipe.comment,
        None,
        pipe.pattern or None,
        None,
    )
    return first, (state.reason, "STAGE")
