"""The handlers: each carries out one family of statements. A new family is a module here and its line in `FAMILIES`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mockhaus.application.handlers import (
    account,
    altering,
    comments,
    copied_files,
    databases,
    describing,
    dml,
    dropping,
    explaining,
    external_tables,
    file_formats,
    getting,
    loading,
    pipes,
    putting,
    queries,
    schemas,
    sequences,
    session_state,
    showing,
    stage_files,
    stages,
    tables,
    transactions,
    unloading,
    views,
)
from mockhaus.application.handlers.account import grants
from mockhaus.application.handlers.showing.grants import show_grants
from mockhaus.application.handlers.showing.session import describe_transaction
from mockhaus.application.services import Handler
from mockhaus.domain import statements
from mockhaus.domain.account import statements as account_statements


@dataclass(frozen=True, slots=True)
class Family:
    """A handler, and whether its statements commit an open transaction first, as DDL does."""

    handler: Handler
    commits: bool = False


def _ddl(handler: Handler) -> Family:
    return Family(handler, commits=True)


FAMILIES: Mapping[type[statements.Statement], Family] = MappingProxyType(
    {
        statements.Query: Family(queries.query),
        statements.Call: Family(queries.query),
        statements.Explain: Family(explaining.explain),
        statements.Insert: Family(dml.insert),
        statements.InsertMany: Family(dml.insert_many),
        statements.Update: Family(dml.update),
        statements.Delete: Family(dml.delete),
        statements.Merge: Family(dml.merge),
        statements.Truncate: Family(dml.truncate),
        statements.CopyIntoTable: Family(loading.copy_into_table),
        statements.CopyIntoLocation: Family(unloading.copy_into_location),
        statements.CopyFiles: Family(copied_files.copy_files),
        statements.ListFiles: Family(stage_files.list_files),
        statements.RemoveFiles: Family(stage_files.remove_files),
        statements.PutFiles: Family(putting.put_files),
        statements.GetFiles: Family(getting.get_files),
        statements.CreateDatabase: _ddl(databases.create_database),
        statements.CreateSchema: _ddl(schemas.create_schema),
        statements.CreateTable: _ddl(tables.create_table),
        statements.CreateExternalTable: _ddl(external_tables.create_external_table),
        statements.CreateView: _ddl(views.create_view),
        statements.CreateSequence: _ddl(sequences.create_sequence),
        statements.CreateFileFormat: _ddl(file_formats.create_file_format),
        statements.CreateStage: _ddl(stages.create_stage),
        statements.CreatePipe: _ddl(pipes.create_pipe),
        account_statements.CreateAccountObject: _ddl(account.create),
        account_statements.AlterAccountObject: _ddl(account.alter),
        account_statements.DropAccountObject: _ddl(account.drop),
        account_statements.CommentOnAccountObject: _ddl(account.comment),
        account_statements.DescribeAccountObject: Family(account.describe),
        account_statements.GrantRole: _ddl(grants.grant_role),
        account_statements.RevokeRole: _ddl(grants.revoke_role),
        account_statements.ShowGrants: Family(show_grants),
        statements.AlterObject: _ddl(altering.alter),
        statements.Drop: _ddl(dropping.drop),
        statements.Undrop: _ddl(dropping.undrop),
        statements.CommentOn: _ddl(comments.comment_on),
        statements.Describe: Family(describing.describe),
        statements.DescribeResult: Family(describing.describe_result),
        statements.DescribeTransaction: Family(describe_transaction),
        statements.Show: Family(showing.show),
        statements.Use: Family(session_state.use),
        statements.SetVariables: Family(session_state.set_variables),
        statements.UnsetVariables: Family(session_state.unset_variables),
        statements.AlterSession: Family(session_state.alter_session),
        statements.Begin: Family(transactions.begin),
        statements.Commit: Family(transactions.commit),
        statements.Rollback: Family(transactions.rollback),
    }
)
"""Every statement that is carried out; one that is not here is refused by name."""

_ON_WAREHOUSE = (
    statements.Query,
    statements.Insert,
    statements.InsertMany,
    statements.Update,
    statements.Delete,
    statements.Merge,
    statements.CopyIntoTable,
    statements.CopyIntoLocation,
)


def runs_on_warehouse(statement: statements.Statement) -> bool:
    """Whether Snowflake carries the statement out on a warehouse, which starts for it."""
    if isinstance(statement, statements.CreateTable):
        return statement.query is not None
    return isinstance(statement, _ON_WAREHOUSE)
