"""Readiness of real deployments: databases by name, and what an accident to a file or thread looks like."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.use_cases import UseCases
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import load


def run(use_cases: UseCases, sql: str) -> None:
    """Run statements to their ends."""
    with use_cases.execute(StatementRequest(sql=sql)) as execution:
        for result in execution:
            result.fetch_all()


def unhealthy(use_cases: UseCases) -> list[str]:
    """The checks of readiness that failed."""
    return [check.name for check in use_cases.health.ready().checks if not check.healthy]


@pytest.fixture
def use_cases(tmp_path: Path) -> Iterator[UseCases]:
    with embedded(load(flags={"data_dir": tmp_path})) as use_cases:
        run(use_cases, 'CREATE DATABASE SHOP; CREATE DATABASE "my own"; CREATE DATABASE GONE; DROP DATABASE GONE')
        yield use_cases


def test_every_database_that_is_not_dropped_has_a_check(use_cases: UseCases) -> None:
    names = [check.name for check in use_cases.health.ready().checks]
    assert [name for name in names if name.startswith("database:")] == ["database:SHOP", "database:my own"]
    assert unhealthy(use_cases) == []


def test_a_database_whose_file_was_deleted_is_unhealthy_and_the_others_are_not(
    use_cases: UseCases, tmp_path: Path
) -> None:
    (file,) = tmp_path.glob("databases/*[Ss][Hh][Oo][Pp]*.db")
    file.rename(tmp_path / "away")
    assert unhealthy(use_cases) == ["database:SHOP"]
    (tmp_path / "away").rename(file)
    assert unhealthy(use_cases) == []


def test_a_stage_folder_that_cannot_be_written_is_unhealthy(use_cases: UseCases, tmp_path: Path) -> None:
    (tmp_path / "stages").rename(tmp_path / "away")
    (tmp_path / "stages").write_text("in the way")
    assert unhealthy(use_cases) == ["stage_store"]


def test_a_check_tells_no_path(use_cases: UseCases, tmp_path: Path) -> None:
    (file,) = tmp_path.glob("databases/*[Ss][Hh][Oo][Pp]*.db")
    file.rename(tmp_path / "away")
    (check,) = [check for check in use_cases.health.ready().checks if not check.healthy]
    assert check.detail == "It failed with error 000605."
    (tmp_path / "away").rename(file)


def test_background_threads_that_no_work_has_started_count_as_living(tmp_path: Path) -> None:
    with embedded(load(flags={"data_dir": tmp_path})) as use_cases:
        assert [(check.name, check.healthy) for check in use_cases.health.live().checks] == [
            ("journal", True),
            ("watchdog", True),
            ("maintenance", True),
            ("pipes", True),
        ]


def test_a_setting_says_how_much_of_the_disk_must_be_free(tmp_path: Path) -> None:
    with embedded(load(flags={"data_dir": tmp_path, "health": {"min_free_disk_bytes": 2**60}})) as use_cases:
        assert unhealthy(use_cases) == ["disk"]
