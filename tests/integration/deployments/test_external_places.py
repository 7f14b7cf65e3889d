"""External stages of whole deployments: what settings allow, what outlives a restart, callers outside of SQL."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.results import Row
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import Settings, load

PLACE = SessionRequest(database="D", schema="PUBLIC")


def settings(tmp_path: Path) -> Settings:
    outside = tmp_path / "outside"
    outside.mkdir(exist_ok=True)
    return load(flags={"data_dir": str(tmp_path / "data"), "stages": {"external_roots": [str(outside)]}})


def run(use_cases: UseCases, sql: str) -> list[Row]:
    rows: list[Row] = []
    with use_cases.execute(StatementRequest(sql=sql)) as execution:
        for result in execution:
            rows = list(result.fetch(100))
    return rows


def test_an_external_stage_outlives_a_restart(tmp_path: Path) -> None:
    with embedded(settings(tmp_path)) as use_cases:
        run(use_cases, f"CREATE DATABASE d; CREATE STAGE d.public.s URL = 'file://{tmp_path}/outside/s/'")
        use_cases.stages.put("@s/a.csv", (b"1\n",), context=PLACE)
    assert (tmp_path / "outside/s/a.csv").read_bytes() == b"1\n"

    with embedded(settings(tmp_path)) as use_cases:
        assert run(use_cases, "SELECT $1 FROM @d.public.s") == [("1",)]
        (listed,) = use_cases.stages.list("@s", context=PLACE)
        assert listed.path == "a.csv"
        with use_cases.stages.open("@s/a.csv", context=PLACE) as content:
            assert content.read() == b"1\n"
        run(use_cases, "DROP DATABASE d")
    assert (tmp_path / "outside/s/a.csv").exists()


def test_a_stage_that_is_allowed_no_longer_is_refused_where_it_is_used(tmp_path: Path) -> None:
    with embedded(settings(tmp_path)) as use_cases:
        run(use_cases, f"CREATE DATABASE d; CREATE STAGE d.public.s URL = 'file://{tmp_path}/outside/s/'")
    with (
        embedded(load(flags={"data_dir": str(tmp_path / "data")})) as use_cases,
        pytest.raises(SnowflakeError, match=r"stages\.external_roots"),
    ):
        run(use_cases, "LIST @d.public.s")


def test_a_link_does_not_lead_out_of_what_is_allowed(tmp_path: Path) -> None:
    with embedded(settings(tmp_path)) as use_cases:
        (tmp_path / "outside/link").symlink_to("/etc")
        with pytest.raises(SnowflakeError, match=r"stages\.external_roots"):
            run(use_cases, f"CREATE DATABASE d; CREATE STAGE d.public.s URL = 'file://{tmp_path}/outside/link/'")


def test_links_in_an_allowed_folder_do_not_lead_out_of_it(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "a.csv").write_text("1\n")
    with embedded(settings(tmp_path)) as use_cases:
        (tmp_path / "outside/folder").symlink_to(secret)
        (tmp_path / "outside/file.csv").symlink_to(secret / "a.csv")
        run(use_cases, f"CREATE DATABASE d; CREATE STAGE d.public.s URL = 'file://{tmp_path}/outside/'")
        assert run(use_cases, "LIST @d.public.s") == []
        for path in ("folder/a.csv", "file.csv"):
            with pytest.raises(SnowflakeError, match="invalid stage path"):
                use_cases.stages.open(f"@s/{path}", context=PLACE)


def test_without_the_packages_for_them_external_stages_are_refused_naming_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith(("obstore", "mockhaus_adapters.stage_object_store"))]:
        if name.endswith((".connecting", ".objects", ".errors", "obstore", "obstore.store", "obstore.exceptions")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "obstore", None)
    with (
        embedded(settings(tmp_path)) as use_cases,
        pytest.raises(SnowflakeError, match=r"pip install 'mockhaus\[object-stores\]'"),
    ):
        run(use_cases, f"CREATE DATABASE d; CREATE STAGE d.public.s URL = 'file://{tmp_path}/outside/s/'")


def test_credentials_are_not_kept_in_the_history() -> None:
    text = "CREATE STAGE s URL = 's3://bucket/' CREDENTIALS = (AWS_KEY_ID = 'the-id' AWS_SECRET_KEY = 'the-secret')"
    with embedded(load(flags={"stages": {"allowed_urls": ["s3://bucket"]}})) as use_cases:
        run(use_cases, f"CREATE DATABASE d; USE SCHEMA d.public; {text}; {text.replace('CREATE', 'CREATE OR REPLACE')}")
        told = str(run(use_cases, "SELECT query_text FROM TABLE(d.INFORMATION_SCHEMA.QUERY_HISTORY())"))
    assert "s3://bucket/" in told
    assert "the-id" not in told
    assert "the-secret" not in told
