"""PATTERN of statements about staged files: a regular expression that a whole name must match.

The engine matches, in time that grows with the length of a name whatever the expression is.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from mockhaus.application.services import StatementRun
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import VARCHAR, ResultColumn

_MATCHED = (
    "SELECT name FROM (SELECT unnest(CAST(from_json($names, '[\"VARCHAR\"]') AS VARCHAR[])) AS name) "
    "WHERE regexp_full_match(name, $pattern)"
)
_NAMES_AT_ONCE = 10_000


def fully_matched(run: StatementRun, names: Sequence[str], pattern: str) -> frozenset[str]:
    """Those of some names that an expression matches; INVALID_VALUE for what is no expression."""
    parameters = {"names": json.dumps(names or [""]), "pattern": pattern}
    try:
        stream = run.session.engine.query(_MATCHED, [ResultColumn("name", VARCHAR)], parameters)
        found: set[str] = set()
        try:
            while rows := stream.fetch(_NAMES_AT_ONCE):
                found.update(str(name) for (name,) in rows)
        finally:
            stream.close()
    except SnowflakeError as error:
        if error.error is not ErrorCode.REGULAR_EXPRESSION_INVALID:
            raise
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=pattern, name="PATTERN") from error
    return frozenset(found)
