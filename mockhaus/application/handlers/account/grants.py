"""GRANT ROLE and REVOKE ROLE: https://docs.snowflake.com/en/sql-reference/sql/grant-role."""

from __future__ import annotations

from dataclasses import replace

from mockhaus.application.handlers.account import access
from mockhaus.application.outcome import Outcome, status
from mockhaus.application.services import StatementRun
from mockhaus.domain.account.account import Account
from mockhaus.domain.account.objects import AccountKind, Role, RoleGrant, User
from mockhaus.domain.account.statements import GrantRole, RevokeRole
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.statements import Statement

_DONE = "Statement executed successfully."


def grant_role(statement: Statement, run: StatementRun) -> Outcome:
    """GRANT ROLE role TO ROLE | USER grantee. A grant that is there already stays as it is."""
    assert isinstance(statement, GrantRole)  # noqa: S101 - the registry pairs them
    with run.services.account.changing() as account:
        grantee = _checked(run, account, statement)
        if statement.grantee_kind is AccountKind.ROLE and statement.grantee in account.graph.reach(statement.role):
            raise SnowflakeError(ErrorCode.ROLE_CYCLE, role=statement.role, grantee=statement.grantee)
        if all(grant.role != statement.role for grant in grantee.grants):
            new = RoleGrant(statement.role, run.services.clock.now(), run.session.context.role)
            run.services.account.apply(put=[replace(grantee, grants=(*grantee.grants, new))])
    return status(_DONE)


def revoke_role(statement: Statement, run: StatementRun) -> Outcome:
    """REVOKE ROLE role FROM ROLE | USER grantee. One that is not granted is no error."""
    assert isinstance(statement, RevokeRole)  # noqa: S101 - the registry pairs them
    with run.services.account.changing() as account:
        grantee = _checked(run, account, statement)
        left = tuple(grant for grant in grantee.grants if grant.role != statement.role)
        if left != grantee.grants:
            run.services.account.apply(put=[replace(grantee, grants=left)])
    return status(_DONE)


def _checked(run: StatementRun, account: Account, statement: GrantRole | RevokeRole) -> Role | User:
    """The grantee, once it is known that role and grantee exist and that the session may grant the role."""
    role = access.found(account, AccountKind.ROLE, statement.role)
    grantee = access.found(account, statement.grantee_kind, statement.grantee)
    if not access.manages_grants(run):
        access.require_owner(run, role)
    assert isinstance(grantee, Role | User)  # noqa: S101 - the parser reads no other kind
    return grantee
