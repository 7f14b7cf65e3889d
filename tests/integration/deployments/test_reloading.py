"""Settings that are taken over while a server runs, and those that are not."""

from __future__ import annotations

from typing import Any

import pytest

from mockhaus_deployments.reloading import Reloading, Report
from mockhaus_deployments.settings import ConfigurationError, Effective, Settings, effective
from mockhaus_deployments.settings.listing import all_settings

TAKEN_OVER = {
    "server.max_body_bytes",
    "server.max_upload_bytes",
    "server.max_result_rows",
    "server.shutdown_seconds",
    "sessions.user",
    "sessions.role",
    "sessions.database",
    "sessions.schema",
    "sessions.warehouse",
    "sessions.idle_seconds",
    "sessions.maximum",
    "history.days",
    "auth.open_monitoring",
    "log.level",
    "log.format",
    "log.file",
    "log.requests",
    "server.cors_origins",
    "server.compression",
    "log.slow_statement_seconds",
    "pipes.poll_seconds",
    "log.max_bytes",
    "log.backups",
    "health.check_seconds",
    "health.min_free_disk_bytes",
    "health.max_memory_share",
}
"""What `serving` and `logs` let hold in a running server."""


class Server:
    """Stands for a server whose file of settings can be changed."""

    def __init__(self) -> None:
        self.flags: dict[str, Any] = {}
        self.in_force: list[Settings] = []
        self.logs: list[Settings] = []
        self.log_fails = False
        self.reload = Reloading(effective(), self._read, self._take_over, self._open_log)

    def _take_over(self, found: Effective) -> None:
        self.in_force.append(found.settings)

    def _read(self) -> Effective:
        return effective(flags=self.flags)

    def _open_log(self, settings: Settings) -> None:
        if self.log_fails:
            raise ConfigurationError("the log file cannot be written")
        self.logs.append(settings)


@pytest.fixture
def server() -> Server:
    """A server with the default settings."""
    return Server()


def test_what_is_marked_as_reloadable_is_what_is_taken_over() -> None:
    assert {setting.name for setting in all_settings() if setting.reloadable} == TAKEN_OVER


def test_changes_are_told_apart_by_what_they_need(server: Server) -> None:
    server.flags = {"sessions": {"maximum": 7, "pool_size": 3}, "account": "OTHER", "history": {"days": 1}}
    assert server.reload() == Report(
        changed=("sessions.maximum: 1000 → 7", "history.days: 14 → 1.0"),
        pending=("account: MOCKHAUS → OTHER", "sessions.pool_size: 16 → 3"),
    )


def test_what_needs_a_restart_stays_as_it_was(server: Server) -> None:
    server.flags = {"sessions": {"maximum": 7, "pool_size": 3}, "account": "OTHER"}
    server.reload()
    (settings,) = server.in_force
    assert (settings.sessions.maximum, settings.sessions.pool_size, settings.account) == (7, 16, "MOCKHAUS")


def test_what_needs_a_restart_is_told_each_time_and_what_was_taken_over_once(server: Server) -> None:
    server.flags = {"sessions": {"maximum": 7, "pool_size": 3}}
    server.reload()
    assert server.reload() == Report(pending=("sessions.pool_size: 16 → 3",))


def test_wrong_settings_change_nothing_but_the_log_is_opened_anew(server: Server) -> None:
    server.flags = {"history": {"days": 0}, "sessions": {"maximum": 7}}
    report = server.reload()
    assert [problem.partition(":")[0] for problem in report.problems] == ["history.days"]
    assert server.in_force == []
    assert server.logs == [effective().settings]


def test_a_log_that_cannot_be_opened_changes_nothing(server: Server) -> None:
    server.flags = {"log": {"level": "debug"}, "sessions": {"maximum": 7}}
    server.log_fails = True
    assert server.reload() == Report(problems=("the log file cannot be written",))
    assert server.in_force == []


def test_passwords_are_not_told(server: Server) -> None:
    server.flags = {"metadata": {"url": "postgresql://me:open-sesame@db/x"}}
    assert server.reload().pending == ("metadata.url: unset → postgresql://me:********@db/x",)
