"""What a statement would answer, found out without running it: a driver's `describeOnly`.

Queries, unloads and DML are planned, which finds their errors. SHOW, DESCRIBE and LIST only look, so they run, and
their rows are left out. All other statements answer one column `status`: that they can be parsed is all that is found
out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from mockhaus.application import bound_rows
from mockhaus.application.authorization import authorize
from mockhaus.application.handlers import account, describing, dml, explaining, queries, showing, stage_files, unloading
from mockhaus.application.handlers.showing.grants import show_grants
from mockhaus.application.handlers.showing.session import describe_transaction
from mockhaus.application.outcome import Described, Outcome, status
from mockhaus.application.services import Handler, StatementRun
from mockhaus.domain import statements
from mockhaus.domain.account.statements import DescribeAccountObject, ShowGrants
from mockhaus.domain.errors import unsupported
from mockhaus.domain.statements import Call, Query, Statement
from mockhaus.translation.placeholders import count_positional_binds

Preview = Callable[[Statement, StatementRun], Outcome]


def preview(statement: Statement, run: StatementRun) -> Outcome:
    """The columns of a statement's result, and what values it takes."""
    found = _PREVIEWS.get(type(statement), _status)(statement, run)
    described = Described(
        bind_count=count_positional_binds(run.text),
        array_bind=bound_rows.is_supported(statement),
        bind_types=tuple(bound_rows.bind_types(statement, run)),
    )
    return replace(found, described=described)


def _query(statement: Statement, run: StatementRun) -> Outcome:
    assert isinstance(statement, Query | Call)  # noqa: S101 - the registry pairs them
    made = queries.plan(run, statement.fragment, wide=run.session.transaction is not None)
    authorize(run, made.accesses)
    return Outcome(made.columns)


def _looking(handler: Handler) -> Preview:
    def preview_of(statement: Statement, run: StatementRun) -> Outcome:
        found = handler(statement, run)
        found.rows.close()
        return Outcome(found.columns)

    return preview_of


def _chain(_statement: Statement, _run: StatementRun) -> Outcome:
    raise unsupported("->> in a statement that is described only")


def _status(_statement: Statement, _run: StatementRun) -> Outcome:
    return Outcome(status("").columns)


_PREVIEWS: Mapping[type[Statement], Preview] = MappingProxyType(
    {
        statements.Query: _query,
        statements.Call: _query,
        statements.Insert: dml.preview,
        statements.InsertMany: dml.preview,
        statements.Update: dml.preview,
        statements.Delete: dml.preview,
        statements.Merge: dml.preview,
        statements.Truncate: dml.preview,
        statements.Chain: _chain,
        statements.CopyIntoLocation: unloading.preview,
        statements.Explain: _looking(explaining.explain),
        statements.Show: _looking(showing.show),
        statements.Describe: _looking(describing.describe),
        statements.DescribeResult: _looking(describing.describe_result),
        statements.DescribeTransaction: _looking(describe_transaction),
        ShowGrants: _looking(show_grants),
        DescribeAccountObject: _looking(account.describe),
        statements.ListFiles: _looking(stage_files.list_files),
    }
)
