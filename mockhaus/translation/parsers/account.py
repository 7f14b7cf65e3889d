"""CREATE, ALTER, DROP, DESCRIBE and COMMENT ON of warehouses, roles and users.

Follows https://docs.snowflake.com/en/sql-reference/sql/create-warehouse, create-role and create-user and their
neighbours. Names that properties hold are given as stored names.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot.tokenizer_core import TokenType

from mockhaus.domain.account.objects import AccountKind
from mockhaus.domain.account.statements import (
    AbortAllQueries,
    AccountAction,
    AlterAccountObject,
    CommentOnAccountObject,
    CreateAccountObject,
    DescribeAccountObject,
    DropAccountObject,
    Properties,
    Rename,
    Resume,
    SetAccountProperties,
    Suspend,
    UnsetAccountProperties,
)
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.translation.cursor import Cursor, named
from mockhaus.translation.parsers import create, options

KINDS = {kind.value: kind for kind in AccountKind}
CREATED = (("WAREHOUSE",), ("ROLE",), ("USER",), ("STORAGE", "INTEGRATION"))
"""The words by which CREATE names them."""
_STORAGE = ("STORAGE", "INTEGRATION")
_PASSWORD = "PASSWORD"  # noqa: S105 - the name of a property
_REFUSED_ACTIONS = {
    AccountKind.WAREHOUSE: (
        *("ADD TABLES", "DISABLE", "DROP TABLES", "ENABLE", "SET TAG", "UNSET DCM PROJECT", "UNSET TAG"),
    ),
    AccountKind.ROLE: ("SET TAG", "UNSET TAG", "UNSET DCM PROJECT"),
    AccountKind.INTEGRATION: ("SET TAG", "UNSET TAG", "SET ACTIVE", "RENAME TO"),
    AccountKind.USER: (
        *("ADD DELEGATED", "ADD KEY PAIR", "ADD MFA", "ADD PAT", "ADD PROGRAMMATIC ACCESS TOKEN", "ENROLL MFA"),
        *("MODIFY KEY PAIR", "MODIFY MFA", "MODIFY PAT", "MODIFY PROGRAMMATIC ACCESS TOKEN", "REMOVE DELEGATED"),
        *("REMOVE KEY PAIR", "REMOVE MFA", "REMOVE PAT", "REMOVE PROGRAMMATIC ACCESS TOKEN", "RESET PASSWORD"),
        *("ROTATE KEY PAIR", "ROTATE PAT", "ROTATE PROGRAMMATIC ACCESS TOKEN", "SET AUTHENTICATION POLICY"),
        *("SET PASSWORD POLICY", "SET SESSION POLICY", "SET TAG", "UNSET AUTHENTICATION POLICY"),
        *("UNSET PASSWORD POLICY", "UNSET SESSION POLICY", "UNSET TAG"),
    ),
}
"""Actions of ALTER that Snowflake has and Mockhaus has not."""


def is_meant(cursor: Cursor) -> bool:
    """Whether ALTER, DROP, DESCRIBE or COMMENT ON is about an object of the account; `DESC user` is about a table."""
    distance = 1
    if cursor.word == "COMMENT":
        distance = 4 if cursor.ahead(1) == "IF" else 2
    if (cursor.ahead(distance), cursor.ahead(distance + 1)) == _STORAGE:
        distance += 1
    last = cursor.index + distance + 1 >= cursor.end
    return cursor.ahead(distance) in KINDS and not last and cursor.ahead(distance + 1) != "."


def created(cursor: Cursor) -> CreateAccountObject:
    """CREATE [OR REPLACE] WAREHOUSE | ROLE | USER [IF NOT EXISTS] name [[WITH] properties]."""
    mode = create.mode(cursor)
    kind = _kind(cursor)
    mode = create.if_not_exists(cursor, mode)
    name = cursor.name()
    return CreateAccountObject(kind, name, mode, _properties(cursor, kind))


def altered(cursor: Cursor) -> AlterAccountObject:
    """ALTER WAREHOUSE | ROLE | USER [IF EXISTS] [name] action."""
    cursor.expect("ALTER")
    kind = _kind(cursor)
    if_exists = cursor.accept("IF", "EXISTS")
    name = None if _begins_action(cursor, kind) else account_name(cursor)
    return AlterAccountObject(kind, name, _action(cursor, kind), if_exists)


def dropped(cursor: Cursor) -> DropAccountObject:
    """DROP WAREHOUSE | ROLE | USER [IF EXISTS] name."""
    cursor.expect("DROP")
    kind = _kind(cursor)
    if_exists = cursor.accept("IF", "EXISTS")
    return DropAccountObject(kind, account_name(cursor), if_exists)


def described(cursor: Cursor) -> DescribeAccountObject:
    """DESCRIBE | DESC WAREHOUSE | USER name."""
    cursor.expect_any("DESCRIBE", "DESC")
    kind = _kind(cursor)
    if kind is AccountKind.ROLE:
        cursor.index -= 1
        cursor.fail()
    return DescribeAccountObject(kind, account_name(cursor))


def commented(cursor: Cursor) -> CommentOnAccountObject:
    """COMMENT [IF EXISTS] ON WAREHOUSE | ROLE | USER name IS 'text'."""
    cursor.expect("COMMENT")
    if_exists = cursor.accept("IF", "EXISTS")
    cursor.expect("ON")
    kind = _kind(cursor)
    name = account_name(cursor)
    cursor.expect("IS")
    return CommentOnAccountObject(kind, name, cursor.string(), if_exists)


def account_name(cursor: Cursor) -> str:
    """A name of one part, which may be IDENTIFIER('…')."""
    name = cursor.qualified_name()
    if len(name.parts) > 1:
        cursor.index -= 2
        cursor.fail()
    return name.name


def _kind(cursor: Cursor) -> AccountKind:
    if (cursor.word, cursor.ahead(1)) == _STORAGE:
        cursor.advance()
    return KINDS[cursor.expect_any(*KINDS)]


# -- actions -------------------------------------------------------------------------------------------------------

_ACTION_WORDS = frozenset({"SET", "UNSET", "SUSPEND", "RESUME", "ABORT", "RENAME", "RESET"})


def _begins_action(cursor: Cursor, kind: AccountKind) -> bool:
    """Whether the name is left out; a name may be a word of actions too, and then an action follows it."""
    if kind in (AccountKind.ROLE, AccountKind.INTEGRATION) or cursor.word not in _ACTION_WORDS:
        return False
    return cursor.ahead(1) not in _ACTION_WORDS


def _action(cursor: Cursor, kind: AccountKind) -> AccountAction:
    for phrase in _REFUSED_ACTIONS[kind]:
        if cursor.looks_at(*phrase.split()):
            raise unsupported(f"ALTER {kind.value} {phrase}", cursor.position())
    if cursor.accept("RENAME", "TO"):
        return Rename(account_name(cursor))
    if cursor.accept("UNSET"):
        return UnsetAccountProperties(cursor.listed(lambda: options.property_name(cursor)))
    if kind in (AccountKind.WAREHOUSE, AccountKind.USER) and cursor.accept("ABORT", "ALL", "QUERIES"):
        return AbortAllQueries()
    if kind is AccountKind.WAREHOUSE and cursor.accept("SUSPEND"):
        return Suspend()
    if kind is AccountKind.WAREHOUSE and cursor.accept("RESUME"):
        return Resume(cursor.accept("IF", "SUSPENDED"))
    cursor.expect("SET")
    if cursor.at_end:
        cursor.fail()
    return SetAccountProperties(_properties(cursor, kind))


# -- properties ----------------------------------------------------------------------------------------------------


def _properties(cursor: Cursor, kind: AccountKind) -> Properties:
    pairs: list[tuple[str, str]] = []
    password = None
    while not cursor.at_end:
        if pairs or password is not None:
            cursor.accept(",")
        options.refuse_attachments(cursor)
        cursor.accept("WITH")
        if kind is AccountKind.USER and cursor.accept(_PASSWORD):
            password = _secret(cursor)
        else:
            pairs.append(_pair(cursor))
    return Properties(tuple(pairs), password)


def _pair(cursor: Cursor) -> tuple[str, str]:
    if cursor.accept("COMMENT"):
        return "COMMENT", options.comment(cursor)
    name = options.property_name(cursor)
    cursor.expect("=")
    reader = _READERS.get(name, options.value)
    return name, "NULL" if cursor.accept("NULL") else reader(cursor)


def _secret(cursor: Cursor) -> str | None:
    """The password behind PASSWORD; no error repeats what stands there."""
    position = cursor.position()
    if cursor.accept("="):
        position = cursor.position()
        if cursor.accept("NULL"):
            return ""
        token = cursor.token
        if cursor.at_string() or (token is not None and token.token_type is TokenType.IDENTIFIER):
            return cursor.advance().text
        if cursor.word == ":":
            return cursor.bound()
    raise SnowflakeError(ErrorCode.SYNTAX, position=position, token="****")  # noqa: S106 - hides one


def _stored(cursor: Cursor) -> str:
    """The stored name of an identifier, or of one in a string."""
    return named(cursor.string()).name if cursor.at_string() or cursor.word == ":" else cursor.name()


def _namespace(cursor: Cursor) -> str:
    text = cursor.at_string() or cursor.word == ":"
    return str(named(cursor.string()) if text else cursor.qualified_name())


_READERS: dict[str, Callable[[Cursor], str]] = {
    "DEFAULT_WAREHOUSE": _stored,
    "DEFAULT_ROLE": _stored,
    "DEFAULT_NAMESPACE": _namespace,
}
