"""Logins by the Python connector, told by one word; run as a program by an interpreter that has the connector.

Takes the name of what to do and the server's host and port as arguments, and prints what came of it as JSON. Standard
library, and the connector, only.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import snowflake.connector  # type: ignore[import-not-found]

_HOST, _PORT = sys.argv[2], int(sys.argv[3])


def _connect(**options: Any) -> Any:
    given = {
        "account": "mockhaus",
        "user": "ADA",
        "password": "right",
        "host": _HOST,
        "port": _PORT,
        "protocol": "http",
    }
    return snowflake.connector.connect(**{**given, **options})


def _failure(**options: Any) -> list[Any]:
    try:
        _connect(**options)
    except snowflake.connector.errors.Error as error:
        return [type(error).__name__, error.errno, error.sqlstate, "Incorrect username or password" in str(error)]
    return []


def passwords() -> object:
    """A right password, a wrong one, and nobody's."""
    with _connect() as connection:
        ((user, role),) = connection.cursor().execute("SELECT CURRENT_USER(), CURRENT_ROLE()").fetchall()
    return {"right": [user, role], "wrong": _failure(password="wrong"), "nobody": _failure(user="NOBODY")}


def renewal() -> object:
    """The session of a connection before its token expired, and after; and a temporary table that it made before."""
    with _connect() as connection:
        cursor = connection.cursor()
        sessions = [cursor.execute("SELECT CURRENT_SESSION()").fetchone()[0]]
        cursor.execute("CREATE DATABASE renewed")
        cursor.execute("CREATE TEMPORARY TABLE kept AS SELECT 1 AS n")
        time.sleep(2.5)
        sessions.append(cursor.execute("SELECT CURRENT_SESSION()").fetchone()[0])
        time.sleep(2.5)
        return {"sessions": sessions, "kept": cursor.execute("SELECT n FROM kept").fetchall()}


def expiry() -> object:
    """What a statement answers when neither token is good any more."""
    connection = _connect()
    time.sleep(3.5)
    try:
        connection.cursor().execute("SELECT 1")
    except snowflake.connector.errors.Error as error:
        return {"errno": error.errno}
    return {"errno": None}


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]]()))
