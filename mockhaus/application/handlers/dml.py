"""INSERT, UPDATE, DELETE, MERGE and TRUNCATE: plan, authorize, lock, write, count.

A table is locked before the plan that is carried out was made: what the plan was made from cannot change after that.
Locks go with the transaction; the executor releases those of a statement that is a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from mockhaus.application import bound_rows, result_scans
from mockhaus.application.authorization import authorize
from mockhaus.application.handlers import pivoting
from mockhaus.application.handlers.queries import is_overflow
from mockhaus.application.kept_plans import PlanMaker, kept_plan
from mockhaus.application.outcome import Outcome, row_counts, status
from mockhaus.application.provided import provide, release
from mockhaus.application.services import StatementRun
from mockhaus.application.session import OpenTransaction, Snapshot
from mockhaus.domain.catalog import physical
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Value
from mockhaus.domain.statements import Delete, Insert, InsertMany, Merge, Statement, Truncate, Update
from mockhaus.ports.engine import EngineStep, WriteUnit
from mockhaus.ports.tracing import TracePhase
from mockhaus.translation import versions
from mockhaus.translation.context import TranslationContext
from mockhaus.translation.dml.array_rows import BOUND_ROWS, plan_insert_rows, takes_rows
from mockhaus.translation.dml.delete import plan_delete
from mockhaus.translation.dml.insert import plan_insert
from mockhaus.translation.dml.insert_many import plan_insert_many
from mockhaus.translation.dml.merge import plan_merge
from mockhaus.translation.dml.truncate import plan_truncate
from mockhaus.translation.dml.update import plan_update
from mockhaus.translation.plan import LockMode, PlannedStep, WritePlan, WrittenTable

Planner = Callable[[TranslationContext], WritePlan | None]
"""From a context to a plan; None where the statement has nothing to do (TRUNCATE IF EXISTS)."""

_CHANGES = (versions.INSERTED, versions.UPDATED, versions.DELETED)
_LONGEST_KEPT = 10_000


def insert(statement: Statement, run: StatementRun) -> Outcome:
    """INSERT."""
    assert isinstance(statement, Insert)  # noqa: S101 - the registry pairs them
    bound_rows.check(statement, run)
    return _write(run, planner_of(statement, run))


def insert_many(statement: Statement, run: StatementRun) -> Outcome:
    """INSERT ALL and INSERT FIRST."""
    assert isinstance(statement, InsertMany)  # noqa: S101 - the registry pairs them
    return _write(run, planner_of(statement, run))


def update(statement: Statement, run: StatementRun) -> Outcome:
    """UPDATE."""
    assert isinstance(statement, Update)  # noqa: S101 - the registry pairs them
    return _write(run, planner_of(statement, run))


def delete(statement: Statement, run: StatementRun) -> Outcome:
    """DELETE."""
    assert isinstance(statement, Delete)  # noqa: S101 - the registry pairs them
    return _write(run, planner_of(statement, run))


def merge(statement: Statement, run: StatementRun) -> Outcome:
    """MERGE."""
    assert isinstance(statement, Merge)  # noqa: S101 - the registry pairs them
    return _write(run, planner_of(statement, run))


def truncate(statement: Statement, run: StatementRun) -> Outcome:
    """TRUNCATE TABLE."""
    assert isinstance(statement, Truncate)  # noqa: S101 - the registry pairs them
    return _write(run, planner_of(statement, run))


def planner_of(statement: Statement, run: StatementRun) -> Planner:
    """What plans a statement of this module."""
    match statement:
        case Insert():
            return partial(_insert, statement, run)
        case InsertMany():
            return lambda context: plan_insert_many(statement, context, run.text)
        case Update():
            return lambda context: plan_update(statement, context, run.text)
        case Delete():
            return partial(_delete, statement, run)
        case Merge():
            return lambda context: plan_merge(statement, context, run.text)
        case Truncate():
            return partial(_truncate, statement, run)
    raise TypeError(statement)


def preview(statement: Statement, run: StatementRun) -> Outcome:
    """The columns of the result that a statement would have; it is planned, and nothing is locked or changed."""
    made = _plan(run, planner_of(statement, run), wide=in_transaction(run))
    if made is None:
        return Outcome(status("").columns)
    authorize(run, made.accesses)
    return Outcome(row_counts(dict.fromkeys(made.counts, 0)).columns)


def _insert(statement: Insert, run: StatementRun, context: TranslationContext) -> WritePlan:
    if run.array is not None and takes_rows(statement):
        return plan_insert_rows(statement, context, run.text)
    return plan_insert(statement, context, run.text, in_transaction=_is_one_of_several(run))


def _delete(statement: Delete, run: StatementRun, context: TranslationContext) -> WritePlan:
    return plan_delete(statement, context, run.text, in_transaction=_is_one_of_several(run))


def _truncate(statement: Truncate, run: StatementRun, context: TranslationContext) -> WritePlan | None:
    return plan_truncate(statement, context, in_transaction=in_transaction(run))


def _is_one_of_several(run: StatementRun) -> bool:
    """Whether other changes may go with those of one run of the plan: its table must not be sealed."""
    return run.array is not None or in_transaction(run)


def in_transaction(run: StatementRun) -> bool:
    """Whether the statement's changes wait for a COMMIT: a transaction is open, or AUTOCOMMIT is off."""
    return run.session.transaction is not None or not run.session.context.parameters.flag("AUTOCOMMIT")


def _write(run: StatementRun, planner: Planner) -> Outcome:
    waits = in_transaction(run)
    made = locked_plan(run, planner, wide=waits)
    if made is None:
        return status("Statement executed successfully.")
    begin_change(run)
    try:
        return _outcome(made, carry_out(run, made))
    except SnowflakeError as error:
        if waits or not is_overflow(error):
            raise
    return _write_wide(run, planner)


def _write_wide(run: StatementRun, planner: Planner) -> Outcome:
    """Once more with 128-bit integers: first in what is computed, then, if that is not enough, in the table.

    The statement's lock is given up before the stronger one is asked for: two sessions that did this would else wait
    for each other.
    """
    made = locked_plan(run, planner, wide=True)
    assert made is not None  # noqa: S101 - a plan failed before
    try:
        return _outcome(made, carry_out(run, made))
    except SnowflakeError as error:
        if all(written.table.wide for written in made.tables) or not is_overflow(error):
            raise
    run.services.locks.release(run.session.lock_owner)
    made = locked_plan(run, planner, wide=True, mode=LockMode.EXCLUSIVE)
    assert made is not None  # noqa: S101 - as above
    return _outcome(made, carry_out(run, made, widen=True))


def begin_change(run: StatementRun) -> None:
    """Open the transaction that the first change of a session without AUTOCOMMIT begins; fix what an open one sees."""
    session = run.session
    if session.transaction is None and in_transaction(run):
        session.transaction = OpenTransaction(run.services.clock.now(), run.services.identity.query_id())
        session.engine.begin()
    if session.transaction is not None and session.transaction.snapshot is None:
        now = Snapshot(run.services.locks.moment(), run.services.catalog.current.version)
        session.transaction = replace(session.transaction, snapshot=now)


def locked_plan(run: StatementRun, planner: Planner, *, wide: bool, mode: LockMode | None = None) -> WritePlan | None:
    """A plan made from a catalog in which its table is locked for the statement, in the plan's mode or another."""
    while True:
        catalog = run.services.catalog.current
        made = _plan(run, planner, wide=wide)
        if made is None:
            return None
        authorize(run, made.accesses)
        for written in _in_lock_order(made):
            _lock(run, written, mode or made.lock)
        if all(written.table.temporary for written in made.tables) or run.services.catalog.current is catalog:
            return made


def _in_lock_order(made: WritePlan) -> Sequence[WrittenTable]:
    """The tables in an order that is the same for all statements."""
    return sorted(made.tables, key=lambda written: (written.database.id, written.table.id))


def lock(run: StatementRun, made: WritePlan, mode: LockMode) -> None:
    """Take a lock on the plan's table, as `_lock` does."""
    _lock(run, WrittenTable(made.database, made.table, made.name), mode)


def _lock(run: StatementRun, made: WrittenTable, mode: LockMode) -> None:
    """Take a lock on a table, waiting for others as long as LOCK_TIMEOUT says. A temporary one needs none.

    TRANSACTION_OUTDATED where the open transaction would not see what another session did to the table.
    """
    if made.table.temporary:
        return
    key = (made.database.id, made.table.id)
    phase = run.phases.enter(TracePhase.LOCK)
    run.services.locks.acquire(
        run.session.lock_owner,
        key,
        mode,
        name=made.name.name,
        seconds=run.session.context.parameters.integer("LOCK_TIMEOUT"),
        check=run.check_cancelled,
        query_id=run.query_id,
    )
    run.phases.enter(phase)
    snapshot = run.session.transaction.snapshot if run.session.transaction else None
    if snapshot is not None and run.services.locks.overtaken(key, mode, snapshot.moment):
        raise SnowflakeError(ErrorCode.TRANSACTION_OUTDATED, name=made.name.name)


def _plan(run: StatementRun, planner: Planner, *, wide: bool) -> WritePlan | None:
    """The plan, from the cache where everything that it depends on is the same."""
    phase = run.phases.enter(TracePhase.TRANSLATE)
    made = _kept_or_made(run, planner, wide=wide)
    run.phases.enter(phase)
    return made


def _kept_or_made(run: StatementRun, planner: Planner, *, wide: bool) -> WritePlan | None:
    if run.piped or len(run.text) > _LONGEST_KEPT or result_scans.may_be_in(run.text) or run.bound_names():
        run.phases.plan(kept=False)
        return pivoting.plan(run, planner, run.translation(wide=wide))[0]
    return kept_plan(run, PlanMaker(partial(_key, wide=wide), partial(_made, planner, wide=wide)))


def _made(planner: Planner, run: StatementRun, *, wide: bool) -> tuple[WritePlan | None, bool]:
    made, once = pivoting.plan(run, planner, run.translation(wide=wide))
    return made, made is not None and not once


def _key(run: StatementRun, *, wide: bool) -> Hashable:
    session = run.session
    temporary = (session.id, session.temporary.version) if session.temporary.version else None
    binds = tuple(run.bind_types.items())
    version = run.services.catalog.current.version
    several = run.array is not None
    return ("DML", run.text, session.context, temporary, version, binds, wide, several, in_transaction(run))


def carry_out(run: StatementRun, made: WritePlan, *, widen: bool = False) -> dict[str, int]:
    """Run the plan's steps as one unit; the rows by the name of their count. `widen` stores integers in 128 bits.

    With an array bind that the plan does not take as a relation, the unit is the steps for each row of values.
    """
    run.phases.enter(TracePhase.EXECUTE)
    if BOUND_ROWS in made.provided:
        run.session.engine.provide(bound_rows.relation(run))
    provide(run, (name for name in made.provided if name != BOUND_ROWS))
    run.check_cancelled()
    widening = _widening(made) if widen else ()
    runs = list(bound_rows.rows(run)) if run.array is not None and BOUND_ROWS not in made.provided else [{}]
    changed = _changed_tables(made, widen=widen)
    try:
        counts = _run(run, made, widening, runs, changed)
    finally:
        if BOUND_ROWS in made.provided:
            run.session.engine.withdraw(BOUND_ROWS)
        release(run, made.provided)
    found: dict[str, int] = {}
    for step, count in zip((*widening, *made.steps * len(runs)), counts, strict=True):
        if step.count is not None:
            found[step.count] = found.get(step.count, 0) + count
    return found


def _widening(made: WritePlan) -> tuple[PlannedStep, ...]:
    """What lets the tables that are narrow still store integers in 128 bits."""
    narrow = [written for written in made.tables if not written.table.wide]
    return tuple(
        step
        for written in narrow
        for step in versions.widen(written.table, physical.attachment_of(written.database, written.table))
    )


def _changed_tables(made: WritePlan, *, widen: bool) -> list[WrittenTable]:
    """The tables as the catalog must know them after the plan, in so far as anything of them changes."""
    changed = []
    for written in made.tables:
        table = replace(written.table, wide=True) if widen and not written.table.wide else written.table
        if made.seals:
            table = replace(table, generations=table.generations + 1)
        if table is not written.table or (made.alters and written.table is made.table):
            changed.append(replace(written, table=table))
    return changed


def _run(
    run: StatementRun,
    made: WritePlan,
    widening: tuple[PlannedStep, ...],
    runs: Sequence[Mapping[str, Value]],
    changed: Sequence[WrittenTable],
) -> tuple[int, ...]:
    engine_steps = (
        *(EngineStep(step.sql) for step in widening),
        *(step for values in runs for step in _engine_steps(run, made, values)),
    )
    session = run.session
    permanent = [written.table for written in changed if not written.table.temporary]
    if permanent:
        with run.changing():
            counts = run.services.catalog.apply(session.engine, made.database, put=permanent, steps=engine_steps)
    else:
        counts = session.engine.write(WriteUnit(made.attachment, engine_steps))
    for written in changed:
        if written.table.temporary:
            session.temporary.put(written.database.id, written.table)
    return counts


def _engine_steps(run: StatementRun, made: WritePlan, values: Mapping[str, Value]) -> tuple[EngineStep, ...]:
    parameters = run.parameters({**made.parameters, **values, "mh_version": run.services.versions.next()})
    return tuple(EngineStep(step.sql, parameters, step.refuse) for step in made.steps)


def _outcome(made: WritePlan, found: dict[str, int]) -> Outcome:
    if not made.counts:
        return replace(status("Statement executed successfully."), statistics=found)
    counts = {name: found.get(name, 0) for name in made.counts}
    changed = sum(count for name, count in counts.items() if name.startswith(_CHANGES))
    return replace(row_counts(counts), changed=changed, statistics=_statistics(found))


def _statistics(found: Mapping[str, int]) -> dict[str, int]:
    """The counts, with those of rows inserted into several tables as one."""
    total: dict[str, int] = {}
    for name, count in found.items():
        kind = versions.INSERTED if name.startswith(versions.INSERTED) else name
        total[kind] = total.get(kind, 0) + count
    return total
