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
from mockhaus.application.kept_plans import PlanMaker, kept_plan
from mockhaus.application.outcome import Outcome, row_counts, status
from mockhaus.application.precision import attempted, finer, first_precision, wants_room
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
from mockhaus.translation.precision import Precision

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
    planner = planner_of(statement, run)
    first = first_precision(run, wide=in_transaction(run))
    made = attempted(run, lambda precision: _plan(run, planner, precision), first)
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
    """Write with as little room as the values need: first as computed, then, if that is not enough, in the tables."""
    tried = first_precision(run, wide=in_transaction(run))
    while True:
        try:
            return _written(run, planner, tried)
        except SnowflakeError as error:
            wanted, room = finer(error, tried), wants_room(error)
            if room is None or (in_transaction(run) and (wanted is None or run.session.engine.failed)):
                raise
            if wanted is None and not _make_room(run, planner, tried, room):
                raise
        tried = wanted or tried


def _written(run: StatementRun, planner: Planner, precision: Precision) -> Outcome:
    made = locked_plan(run, planner, precision)
    if made is None:
        return status("Statement executed successfully.")
    begin_change(run)
    return _outcome(made, carry_out(run, made))


def _make_room(run: StatementRun, planner: Planner, precision: Precision, room: Precision) -> bool:
    """Let the tables of a failed write store what it computes; False where they do already.

    The statement's lock is given up before the stronger one is asked for: two sessions that did this would else wait
    for each other. What the tables hold stays the same, so this is a unit of its own.
    """
    run.services.locks.release(run.session.lock_owner)
    made = locked_plan(run, planner, precision, mode=LockMode.EXCLUSIVE)
    assert made is not None  # noqa: S101 - a plan failed before
    changed = [make_room(run, written, room) for written in made.tables]
    return any(changed)


def make_room(run: StatementRun, written: WrittenTable, room: Precision) -> bool:
    """Let a table that is locked store wide integers, or nanoseconds; False where it does."""
    table, attachment = written.table, physical.attachment_of(written.database, written.table)
    steps: tuple[PlannedStep, ...] = ()
    if room.wide and not table.wide:
        steps, table = versions.widen(table, attachment), replace(table, wide=True)
    if room.nanoseconds and not versions.is_refined(table):
        steps, table = (*steps, *versions.refine(table, attachment)), versions.refined(table)
    if table is written.table:
        return False
    engine_steps = tuple(EngineStep(step.sql) for step in steps)
    if table.temporary:
        run.session.engine.write(WriteUnit(attachment, engine_steps))
        run.session.temporary.put(written.database.id, table)
        return True
    with run.changing():
        run.services.catalog.apply(run.session.engine, written.database, put=[table], steps=engine_steps)
    return True


def begin_change(run: StatementRun) -> None:
    """Open the transaction that the first change of a session without AUTOCOMMIT begins; fix what an open one sees."""
    session = run.session
    if session.transaction is None and in_transaction(run):
        session.transaction = OpenTransaction(run.services.clock.now(), run.services.identity.query_id())
        session.engine.begin()
    if session.transaction is not None and session.transaction.snapshot is None:
        now = Snapshot(run.services.locks.moment(), run.services.catalog.current.version)
        session.transaction = replace(session.transaction, snapshot=now)


def locked_plan(
    run: StatementRun, planner: Planner, precision: Precision, mode: LockMode | None = None
) -> WritePlan | None:
    """A plan made from a catalog in which its table is locked for the statement, in the plan's mode or another."""
    while True:
        catalog = run.services.catalog.current
        made = _plan(run, planner, precision)
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


def _plan(run: StatementRun, planner: Planner, precision: Precision) -> WritePlan | None:
    """The plan, from the cache where everything that it depends on is the same."""
    phase = run.phases.enter(TracePhase.TRANSLATE)
    made = _kept_or_made(run, planner, precision)
    run.phases.enter(phase)
    return made


def _kept_or_made(run: StatementRun, planner: Planner, precision: Precision) -> WritePlan | None:
    if run.piped or len(run.text) > _LONGEST_KEPT or result_scans.may_be_in(run.text) or run.bound_names():
        run.phases.plan(kept=False)
        return pivoting.plan(run, planner, run.translation(precision))[0]
    return kept_plan(run, PlanMaker(partial(_key, precision=precision), partial(_made, planner, precision=precision)))


def _made(planner: Planner, run: StatementRun, *, precision: Precision) -> tuple[WritePlan | None, bool]:
    made, once = pivoting.plan(run, planner, run.translation(precision))
    return made, made is not None and not once


def _key(run: StatementRun, *, precision: Precision) -> Hashable:
    session = run.session
    temporary = (session.id, session.temporary.version) if session.temporary.version else None
    binds = tuple(run.bind_types.items())
    version = run.services.catalog.current.version
    several = run.array is not None
    return ("DML", run.text, session.context, temporary, version, binds, precision, several, in_transaction(run))


def carry_out(run: StatementRun, made: WritePlan) -> dict[str, int]:
    """Run the plan's steps as one unit; the rows by the name of their count.

    With an array bind that the plan does not take as a relation, the unit is the steps for each row of values.
    """
    run.phases.enter(TracePhase.EXECUTE)
    if BOUND_ROWS in made.provided:
        run.session.engine.provide(bound_rows.relation(run))
    provide(run, (name for name in made.provided if name != BOUND_ROWS))
    run.check_cancelled()
    runs = list(bound_rows.rows(run)) if run.array is not None and BOUND_ROWS not in made.provided else [{}]
    changed = _changed_tables(made)
    try:
        counts = _run(run, made, runs, changed)
    finally:
        if BOUND_ROWS in made.provided:
            run.session.engine.withdraw(BOUND_ROWS)
        release(run, made.provided)
    found: dict[str, int] = {}
    for step, count in zip(made.steps * len(runs), counts, strict=True):
        if step.count is not None:
            found[step.count] = found.get(step.count, 0) + count
    return found


def _changed_tables(made: WritePlan) -> list[WrittenTable]:
    """The tables as the catalog must know them after the plan, in so far as anything of them changes."""
    changed = []
    for written in made.tables:
        table = written.table
        if made.seals:
            table = replace(table, generations=table.generations + 1)
        if table is not written.table or (made.alters and written.table is made.table):
            changed.append(replace(written, table=table))
    return changed


def _run(
    run: StatementRun,
    made: WritePlan,
    runs: Sequence[Mapping[str, Value]],
    changed: Sequence[WrittenTable],
) -> tuple[int, ...]:
    numbers = [run.new_version() for _ in runs]
    planned = [step for values, number in zip(runs, numbers, strict=True) for step in _steps(run, made, values, number)]
    engine_steps = (*planned, *_joined(run, made, numbers))
    session = run.session
    permanent = [written.table for written in changed if not written.table.temporary]
    if permanent:
        with run.changing():
            counts = run.services.catalog.apply(session.engine, made.database, put=permanent, steps=engine_steps)
    else:
        counts = session.engine.write(WriteUnit(made.attachment, engine_steps))
    if session.transaction is not None and made.attachment != physical.TEMPORARY_ATTACHMENT:
        session.transaction = session.transaction.with_changes(made.attachment, numbers)
    for written in changed:
        if written.table.temporary:
            session.temporary.put(written.database.id, written.table)
    return counts[: len(planned)]


def _joined(run: StatementRun, made: WritePlan, numbers: Sequence[int]) -> tuple[EngineStep, ...]:
    """The step that makes several runs happen at one moment, that of the last; a COMMIT does it for all of its own."""
    if len(numbers) <= 1 or run.session.transaction is not None or made.attachment == physical.TEMPORARY_ATTACHMENT:
        return ()
    step = versions.note_commit(made.attachment, numbers[:-1])
    return (EngineStep(step.sql, {"mh_version": numbers[-1]}),)


def _steps(run: StatementRun, made: WritePlan, values: Mapping[str, Value], version: int) -> tuple[EngineStep, ...]:
    parameters = run.parameters({**made.parameters, **values, "mh_version": version})
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
