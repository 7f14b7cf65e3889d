"""Engine parameters for what is known only when a statement runs: sessions that share a plan differ in it.

They are `$s_session`, `$s_statement` and so on, `$s_query_first_1` and `$s_query_last_1` for ids of the session's
queries from its first and its last one, and `$s_call_1` for the answers of the plan's system calls.
"""

from __future__ import annotations

SESSION = "s_session"
"""The session's id."""
STATEMENT = "s_statement"
"""The statement's text."""
TRANSACTION = "s_transaction"
"""The open transaction's id, as text, or NULL."""
LAST_TRANSACTION = "s_last_transaction"
"""The id of the transaction that ended last, as text, or NULL."""
CLIENT = "s_client"
"""The client's name and version, or NULL."""
ADDRESS = "s_address"
"""The client's network address, or NULL."""
AVAILABLE_ROLES = "s_available_roles"
"""Every role that the user may activate, as a JSON list."""
SECONDARY_ROLES = "s_secondary_roles"
"""The secondary roles in effect and those asked for, as a JSON object."""
SESSION_ROLES = "s_session_roles"
"""Every role whose privileges the session has, with `SEPARATOR` between them."""
PRIMARY_ROLES = "s_primary_roles"
"""Every role whose privileges the primary role has, with `SEPARATOR` between them."""
USER_NAMES = "s_user_names"
"""Every user of the account, as a JSON list."""
FILE_URLS = "s_file_urls"
"""What signs URLs of staged files, as a JSON object."""
SEPARATOR = 31
"""The code of the character that separates names."""

_FIRST, _LAST = "s_query_first_", "s_query_last_"
_CALL = "s_call_"


def query_id(position: int) -> str:
    """The parameter for a query's id: 1 is the session's first query, -1 the one before this."""
    return f"{_FIRST}{position}" if position > 0 else f"{_LAST}{-position}"


def query_position(parameter: str) -> int | None:
    """The position for which `query_id` gave the parameter; None for any other parameter."""
    for prefix, sign in ((_FIRST, 1), (_LAST, -1)):
        if parameter.startswith(prefix):
            return sign * int(parameter.removeprefix(prefix))
    return None


def call_answer(number: int) -> str:
    """The parameter for the answer of the plan's system call of that number, from 1."""
    return f"{_CALL}{number}"


def is_call_answer(parameter: str) -> bool:
    """Whether a parameter stands for the answer of a system call."""
    return parameter.startswith(_CALL)
