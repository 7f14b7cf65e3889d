"""Statements as text: the Snowflake SQL that reads back to a statement given as a value.

Names are quoted always, and texts are literals, so whatever a name or a property holds stays where it belongs.
Fragments are written as they were read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from mockhaus.domain import statements
from mockhaus.domain.account import statements as account_statements
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.statements import Statement
from mockhaus.domain.writing import account, containers, lookups, sequences, tables, views

_WRITERS: Mapping[type[Statement], Callable[[Any], str]] = MappingProxyType(
    {
        statements.CreateDatabase: containers.create_database,
        statements.CreateSchema: containers.create_schema,
        statements.CreateTable: tables.create_table,
        statements.CreateView: views.create_view,
        statements.CreateSequence: sequences.create_sequence,
        statements.AlterObject: tables.alter_object,
        statements.Drop: lookups.drop,
        statements.Undrop: lookups.undrop,
        statements.Describe: lookups.describe,
        statements.Show: lookups.show,
        statements.Use: lookups.use,
        account_statements.CreateAccountObject: account.create,
        account_statements.AlterAccountObject: account.alter,
        account_statements.DropAccountObject: account.drop,
        account_statements.DescribeAccountObject: account.describe,
        account_statements.GrantRole: account.grant_role,
        account_statements.RevokeRole: account.revoke_role,
        account_statements.ShowGrants: account.show_grants,
    }
)


def text_of(statement: Statement) -> str:
    """The text of a statement; INTERNAL for a family that nobody gives as a value."""
    writer = _WRITERS.get(type(statement))
    if writer is None:
        raise SnowflakeError(ErrorCode.INTERNAL, query_id="-")
    return writer(statement)
