"""RESULT_SCAN: kept results as relations, for the user whose statements they were.

Follows https://docs.snowflake.com/en/sql-reference/functions/result_scan. The name under which a result is provided
says which one it is; the engine's name for it is only a number, so the next such statement of the session takes its
place.
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Mapping

from mockhaus.application.session import Session
from mockhaus.application.session_control import SessionControl
from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.objects import ObjectKind
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.results import Value
from mockhaus.ports.engine import ArrowRelation
from mockhaus.ports.results import KeptResult, ResultStore
from mockhaus.translation.context import Relation, RelationColumn, Results
from mockhaus.translation.plan import BoundArgument, CallArgument

_FUNCTION = "RESULT_SCAN"
_PREFIX = "mh_result_"
_MARK = "/"


def may_be_in(text: str) -> bool:
    """Whether a statement may have a RESULT_SCAN: its plan then depends on which result that is."""
    return _FUNCTION in text.upper()


class ScannedResults(Results):
    """The results that one statement may read."""

    def __init__(
        self, session: Session, store: ResultStore, parameters: Mapping[str, Value], control: SessionControl | None
    ) -> None:
        self._session = session
        self._store = store
        self._parameters = parameters
        self._control = control
        self._numbers = itertools.count(1)

    def relation(self, reference: CallArgument) -> Relation:
        """See the protocol."""
        query_id = self._query_id(reference)
        self._refuse_running(query_id)
        kept = _find(self._session, self._store, query_id)
        name = f"{_PREFIX}{next(self._numbers)}"
        return Relation(
            name=QualifiedName((_FUNCTION,)),
            kind=ObjectKind.TABLE,
            columns=tuple(
                RelationColumn(column_name, _column_name(place), column.type)
                for place, (column_name, column) in enumerate(zip(_names(kept), kept.columns, strict=True), 1)
            ),
            source=physical.relation(physical.TEMPORARY_ATTACHMENT, name),
            provided=f"{name}{_MARK}{query_id}",
        )

    def _refuse_running(self, query_id: str) -> None:
        if self._control is not None and self._control.is_running(query_id, self._session.context):
            raise SnowflakeError(ErrorCode.SEMANTIC, detail=f"Statement {query_id} has no result yet: it is running")

    def _query_id(self, reference: CallArgument) -> str:
        value = self._parameters[reference.parameter] if isinstance(reference, BoundArgument) else reference
        found = self._session.queries.at(value) if isinstance(value, int) else value
        if found is None:
            raise SnowflakeError(ErrorCode.QUERY_NOT_FOUND, query_id="NULL")
        return str(found)


def engine_name(provided: str) -> str | None:
    """The engine's name for a result, by the name under which it is provided; None for what is no result."""
    name, mark, _ = provided.partition(_MARK)
    return name if mark and name.startswith(_PREFIX) else None


def relation(session: Session, store: ResultStore, provided: str) -> ArrowRelation | None:
    """The rows of a result by the name under which it is provided; None for what is no result."""
    name = engine_name(provided)
    if name is None:
        return None
    kept = _find(session, store, provided.partition(_MARK)[2])
    columns = tuple((_column_name(place), column.type) for place, column in enumerate(kept.columns, 1))
    return ArrowRelation(name, columns, tuple(kept.arrow(part) for part in range(len(kept.parts))))


def _names(kept: KeptResult) -> list[str]:
    """The names of a result's columns; one that was there before gets the first free number at its end."""
    found: dict[str, None] = {}
    for column in kept.columns:
        others = (f"{column.name}_{number}" for number in itertools.count(1))
        found[next(name for name in itertools.chain((column.name,), others) if name not in found)] = None
    return list(found)


def _column_name(place: int) -> str:
    return f"c{place}"


def _find(session: Session, store: ResultStore, query_id: str) -> KeptResult:
    """A result that the session's user may read."""
    kept = store.find(query_id)
    if kept is not None and kept.owner == session.context.user:
        return kept
    missing = ErrorCode.RESULT_NOT_FOUND if kept is None and is_query_id(query_id) else ErrorCode.QUERY_NOT_FOUND
    raise SnowflakeError(missing, query_id=query_id)


def is_query_id(text: str) -> bool:
    """Whether a text may be the id of a query."""
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
