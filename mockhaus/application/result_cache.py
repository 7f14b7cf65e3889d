"""Kept results that answer a query again, as Snowflake's persisted results do.

Follows https://docs.snowflake.com/en/user-guide/querying-persisted-results. What makes a result right is in its key, so
nothing is ever thrown out for being stale: the plan, which is made for one text, session context, types of bound values
and version of the catalog; the bound values; and for each table that is read a mark that its next change makes another.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mockhaus.application.locks import Marks, TableLocks
from mockhaus.application.plan_cache import BoundedCache
from mockhaus.application.session import Session
from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.results import Row, Value
from mockhaus.ports.results import KeptResult, ResultStore
from mockhaus.translation.plan import QueryPlan

_COMPARABLE = frozenset({str, int, bool, Decimal, bytes, type(None)})
"""Types of bound values of which equal ones are the same; 0.0 and -0.0 are not, nor one instant in two time zones."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """The statement whose result it is; the plan stays, so that no other one can come to its identity."""

    plan: QueryPlan
    query_id: str


class Question:
    """A query that may be answered by a kept result, as the tables were when it was asked."""

    def __init__(self, cache: ResultCache, plan: QueryPlan, values: Hashable, marks: Marks) -> None:
        self._cache = cache
        self._plan = plan
        self._marks = marks
        self._key = (id(plan), values, marks)

    def answered(self) -> Sequence[Row] | None:
        """The rows of a kept result, or None."""
        return self._cache.rows(self._key)

    def keeper(self) -> Callable[[str, KeptResult], None] | None:
        """What is to be told of the query's result, once it is kept; None where it may be of changed tables.

        To be asked when the query has begun, and so sees what it will see.
        """
        return self.keep if self._cache.marks(self._plan) == self._marks else None

    def keep(self, query_id: str, kept: KeptResult) -> None:
        """Let a result answer the same question from now on, where it is small: the first part is all of it."""
        if len(kept.parts) == 1:
            self._cache.put(self._key, _Answer(self._plan, query_id))


class ResultCache:
    """Which kept result answers which query, for the last `size` queries. Thread-safe.

    The results are those of the store and no more: one that it lets go of answers nothing. `hits` and `misses` count
    the queries that a kept result might have answered.
    """

    def __init__(self, results: ResultStore, locks: TableLocks, size: int) -> None:
        self._results = results
        self._locks = locks
        self._answers: BoundedCache[Hashable, _Answer] = BoundedCache(size)
        self._lock = threading.Lock()
        self.hits = 0
        self.misses = 0

    def question(self, session: Session, plan: QueryPlan, values: Sequence[Value]) -> Question | None:
        """A session's query, where a kept result may answer it or its own may answer others; else None."""
        if not _is_repeatable(plan) or not _takes_part(session) or not _COMPARABLE.issuperset(map(type, values)):
            return None
        marks = self.marks(plan)
        return Question(self, plan, tuple(values), marks) if marks is not None else None

    def marks(self, plan: QueryPlan) -> Marks | None:
        """The state of the tables that a plan reads; None while one is being changed."""
        return self._locks.marks(plan.tables)

    def rows(self, key: Hashable) -> Sequence[Row] | None:
        """The rows that answer a question, or None."""
        answer = self._answers.get(key)
        found = self._still_kept(answer.query_id) if answer else None
        with self._lock:
            if found is None:
                self.misses += 1
            else:
                self.hits += 1
        return found

    def _still_kept(self, query_id: str) -> Sequence[Row] | None:
        kept = self._results.find(query_id)
        try:
            return kept.rows(0) if kept else None
        except SnowflakeError:  # the store has let go of it in this moment
            return None

    def put(self, key: Hashable, answer: _Answer) -> None:
        """Remember what answers a question."""
        self._answers.put(key, answer)

    def __len__(self) -> int:
        return len(self._answers)


def _is_repeatable(plan: QueryPlan) -> bool:
    """Whether a plan's result depends on nothing but the tables that it reads and the bound values."""
    return not (plan.volatile or plan.provided or plan.statement_values or plan.calls)


def _takes_part(session: Session) -> bool:
    """Whether a session sees what all see, tables of its own and open changes aside, and wants kept results."""
    own = session.transaction is not None or session.temporary.version > 0
    return not own and session.context.parameters.flag("USE_CACHED_RESULT")
