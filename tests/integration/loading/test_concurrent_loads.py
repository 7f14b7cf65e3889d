"""Two sessions that load the same files into one table."""

from __future__ import annotations

from mockhaus.application.services import Services
from mockhaus.domain.errors import ErrorCode
from mockhaus.ports.engine import Engine
from tests.support.loading_session import LoadingSession

COPY = "COPY INTO t FROM @files"


def test_a_file_is_loaded_once_by_two_sessions_at_a_time(
    session: LoadingSession, account: tuple[Engine, Services]
) -> None:
    other = LoadingSession(*account, session_id="other")
    other.session.context = session.session.context
    session.put("a.csv", "1\n2\n")
    session.script("CREATE TABLE t (k INT)", "BEGIN", COPY)
    other.run("ALTER SESSION SET LOCK_TIMEOUT = 0")
    assert other.failure(COPY).error is ErrorCode.LOCK_TIMEOUT
    session.run("COMMIT")
    assert other.status(COPY) == "Copy executed with 0 files processed."
    assert other.run("SELECT COUNT(*) FROM t") == [(2,)]
    other.close()


def test_integers_beyond_18_digits_make_the_table_wider(session: LoadingSession) -> None:
    session.put("a.csv", f"1\n{10**30}\n")
    session.script("CREATE TABLE t (k INT)", COPY)
    assert session.run("SELECT k FROM t ORDER BY k") == [(1,), (10**30,)]
    assert session.status(COPY) == "Copy executed with 0 files processed."
