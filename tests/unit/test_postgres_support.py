from __future__ import annotations

import pytest

from tests.support import postgres


def test_without_a_server_tests_are_skipped_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(postgres.REQUIRE, raising=False)
    with pytest.raises(pytest.skip.Exception, match="no PostgreSQL binaries"):
        postgres._give_up()


def test_where_a_server_is_required_its_absence_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(postgres.REQUIRE, "1")
    with pytest.raises(pytest.fail.Exception, match="TESTS_REQUIRE_POSTGRES is set"):
        postgres._give_up()
