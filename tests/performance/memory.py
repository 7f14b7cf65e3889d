"""The memory of a server: when idle, for each idle session, and what stays after many statements."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from tests.performance.measuring import own_megabytes
from tests.support.server import server_process


def measure(sessions: int, statements: int) -> dict[str, Any]:
    """Megabytes: after the start, for each of the sessions, and more after each part of the statements.

    The statements are queries of small results and inserts in one session. What a cache takes stays in its bounds, so
    the later parts show whether anything grows without end.
    """
    with tempfile.TemporaryDirectory() as folder, server_process(Path(folder)) as server, server.client() as client:
        client.run("CREATE DATABASE BENCH; CREATE TABLE POINTS (ID INT, NAME VARCHAR)")
        idle = own_megabytes(server.pid)
        opened = [client.session(database="BENCH") for _ in range(sessions)]
        with_sessions = own_megabytes(server.pid)
        grown = []
        for part in range(4):
            for number in range(part * statements // 4, (part + 1) * statements // 4):
                client.run("INSERT INTO POINTS VALUES (?, 'n')", params=[number], session_id=opened[0])
                client.run(f"SELECT COUNT(*) + {number} FROM POINTS", session_id=opened[0])
            grown.append(own_megabytes(server.pid))
    return {
        "idle_mb": idle,
        "sessions": sessions,
        "session_mb": round((with_sessions - idle) / sessions, 3),
        "statements": statements,
        "after_each_quarter_mb": grown,
    }
