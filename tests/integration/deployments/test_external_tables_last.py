"""External tables of a data folder: what is registered lasts."""

from __future__ import annotations

from pathlib import Path

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.domain.results import Row
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import Settings
from mockhaus_deployments.settings.model import StagesSettings


def _run(settings: Settings, *texts: str) -> list[Row]:
    """The rows of the last of some statements, by a process of their own."""
    rows: list[Row] = []
    with embedded(settings) as use_cases:
        session = use_cases.sessions.create(SessionRequest()).session_id
        for text in texts:
            with use_cases.execute(StatementRequest(sql=text, session_id=session)) as execution:
                rows = next(iter(execution)).fetch_all()
    return rows


def test_registered_files_are_read_after_a_restart(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.csv").write_text("Ann,41\n")
    settings = Settings(data_dir=tmp_path / "data", stages=StagesSettings(external_roots=(outside,)))
    _run(
        settings,
        "CREATE DATABASE db",
        f"CREATE STAGE db.public.files URL = 'file://{outside}/'",
        "CREATE EXTERNAL TABLE db.public.people (name TEXT AS (value:c1::TEXT)) LOCATION = @db.public.files",
    )
    (outside / "b.csv").write_text("Bob,7\n")

    assert _run(settings, "SELECT name FROM db.public.people") == [("Ann",)]
    assert len(_run(settings, "ALTER EXTERNAL TABLE db.public.people REFRESH")) == 1
    assert _run(settings, "SELECT name FROM db.public.people ORDER BY 1") == [("Ann",), ("Bob",)]
