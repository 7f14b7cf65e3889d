"""GRANT ROLE, REVOKE ROLE and SHOW GRANTS: https://docs.snowflake.com/en/sql-reference/sql/grant-role.

Grants of privileges, ownership and other kinds of role are refused by name.
"""

from __future__ import annotations

from mockhaus.domain.account.objects import AccountKind
from mockhaus.domain.account.statements import GrantRole, RevokeRole, ShowGrants
from mockhaus.domain.errors import unsupported
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.translation.cursor import Cursor
from mockhaus.translation.parsers import kinds
from mockhaus.translation.parsers.account import account_name

_OTHER_GRANTEES = ("DATABASE ROLE", "SHARE", "APPLICATION", "APPLICATION ROLE", "SERVICE ROLE")


def grant(cursor: Cursor) -> GrantRole:
    """GRANT ROLE role TO ROLE | USER grantee."""
    cursor.expect("GRANT")
    role = _role(cursor, "GRANT")
    cursor.expect("TO")
    return GrantRole(role, *_grantee(cursor, "GRANT ROLE TO"))


def revoke(cursor: Cursor) -> RevokeRole:
    """REVOKE ROLE role FROM ROLE | USER grantee."""
    cursor.expect("REVOKE")
    role = _role(cursor, "REVOKE")
    cursor.expect("FROM")
    return RevokeRole(role, *_grantee(cursor, "REVOKE ROLE FROM"))


def _role(cursor: Cursor, verb: str) -> str:
    if cursor.accept("ROLE"):
        return account_name(cursor)
    if cursor.at_end:
        raise unsupported(verb, cursor.position())
    words = next((name for name in ("OWNERSHIP", "CALLER", "DATABASE ROLE") if cursor.looks_at(*name.split())), "")
    raise unsupported(f"{verb} {words or 'privileges'}", cursor.position())


def _grantee(cursor: Cursor, phrase: str) -> tuple[AccountKind, str]:
    for words in _OTHER_GRANTEES:
        if cursor.looks_at(*words.split()):
            raise unsupported(f"{phrase} {words}", cursor.position())
    kind = AccountKind(cursor.expect_any("ROLE", "USER"))
    return kind, account_name(cursor)


def show_grants(cursor: Cursor) -> ShowGrants:
    """SHOW GRANTS [TO … | OF … | ON …] [LIMIT n]."""
    cursor.expect("SHOW", "GRANTS")
    direction = cursor.accept_any("TO", "OF", "ON")
    kind, name = _subject(cursor, direction)
    limit = cursor.integer() if cursor.accept("LIMIT") else None
    return ShowGrants(direction or "TO", kind, name, limit)


def _subject(cursor: Cursor, direction: str) -> tuple[str, QualifiedName | None]:
    if not direction:
        return "USER", None
    if direction == "ON":
        return _object(cursor)
    known = ("ROLE", "USER") if direction == "TO" else ("ROLE",)
    position = cursor.position()
    kind = cursor.accept_any(*known)
    if not kind:
        raise unsupported(f"SHOW GRANTS {direction} {cursor.word}".rstrip(), position)
    return kind, QualifiedName((account_name(cursor),))


def _object(cursor: Cursor) -> tuple[str, QualifiedName | None]:
    if cursor.accept("ACCOUNT"):
        return "ACCOUNT", None
    kind = cursor.accept_any("WAREHOUSE", "ROLE", "USER")
    if kind:
        return kind, QualifiedName((account_name(cursor),))
    return kinds.supported_kind(cursor, "SHOW GRANTS ON").value, cursor.qualified_name()
