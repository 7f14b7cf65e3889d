"""The log of slow statements."""

from __future__ import annotations

import pytest

from mockhaus.application.journal import Journal
from mockhaus.application.slow_statements import SlowStatements
from mockhaus_adapters.metadata_memory.history import MemoryHistoryStore
from tests.support.figures import ended


def test_a_statement_that_takes_as_long_as_the_limit_is_logged_with_its_query_id(
    caplog: pytest.LogCaptureFixture,
) -> None:
    SlowStatements(1.5).finished(ended(total_ms=1_500.0, execute_ms=1_400.0))

    (line,) = caplog.records
    assert (line.levelname, line.getMessage()) == ("WARNING", "a statement took 1.500 s")
    fields = vars(line)
    assert (fields["query_id"], fields["kind"], fields["user"], fields["execute_ms"]) == ("01", "SELECT", "ALICE", 1400)


def test_the_text_of_a_slow_statement_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    SlowStatements(0).finished(ended())
    assert "secret" not in str([vars(line) for line in caplog.records])


def test_a_quicker_statement_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    SlowStatements(1.5).finished(ended(total_ms=1_499.0))
    assert caplog.records == []


def test_without_a_limit_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    SlowStatements(None).finished(ended(total_ms=1e9))
    assert caplog.records == []


def test_another_limit_holds_at_once(caplog: pytest.LogCaptureFixture) -> None:
    slow = SlowStatements(None)
    slow.configure(1)
    slow.finished(ended(total_ms=2_000.0))
    slow.configure(None)
    slow.finished(ended(total_ms=2_000.0))
    assert len(caplog.records) == 1


def test_the_journal_tells_its_observers_of_each_statement_at_once() -> None:
    seen: list[str] = []
    journal = Journal(MemoryHistoryStore(), interval=60, observers=(lambda record: seen.append(record.query_id),))
    journal.add(ended())
    assert seen == ["01"]
    journal.close()
