"""Staged files outside of SQL: what REST and the command line put, list, read and remove."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator

import pytest

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.stage_files import StageFiles, parse_location
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import qualified
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import Settings


@pytest.fixture(scope="module")
def use_cases() -> Iterator[UseCases]:
    with embedded(Settings(data_dir=None)) as found:
        session = found.sessions.create(SessionRequest()).session_id
        for text in ("CREATE DATABASE db", "CREATE STAGE db.public.files"):
            with found.execute(StatementRequest(sql=text, session_id=session)) as execution:
                for result in execution:
                    result.fetch_all()
        yield found


@pytest.fixture
def stages(use_cases: UseCases) -> StageFiles:
    return use_cases.stages


def test_a_file_comes_back_as_it_was_put(stages: StageFiles) -> None:
    stages.put("@db.public.files/d/a b.csv", io.BytesIO(b"1,2\n"))
    with stages.open("@db.public.files/d/a b.csv") as content:
        assert content.read() == b"1,2\n"
    assert [file.path for file in stages.list("@db.public.files/d/")] == ["d/a b.csv"]


def test_an_existing_file_is_replaced_only_on_request(stages: StageFiles) -> None:
    stages.put("@db.public.files/o.csv", [b"old"])
    assert stages.put("@db.public.files/o.csv", [b"new"]) is None
    stages.put("@db.public.files/o.csv", [b"new"], overwrite=True)
    with stages.open("@db.public.files/o.csv") as content:
        assert content.read() == b"new"


def test_a_compressed_file_gets_its_ending(stages: StageFiles) -> None:
    stored = stages.put("@db.public.files/z.csv", io.BytesIO(b"1\n" * 100), compress=True)
    assert stored is not None
    assert stored.path == "z.csv.gz"
    with stages.open("@db.public.files/z.csv.gz") as content:
        assert gzip.decompress(content.read()) == b"1\n" * 100


def test_a_removed_file_is_gone(stages: StageFiles) -> None:
    stages.put("@db.public.files/r.csv", [b"1"])
    assert stages.remove("@db.public.files/r.csv")
    assert not stages.remove("@db.public.files/r.csv")


def test_the_users_own_stage_needs_no_object(stages: StageFiles) -> None:
    stages.put("@~/mine.csv", [b"1"])
    assert [file.path for file in stages.list("@~")] == ["mine.csv"]


@pytest.mark.parametrize("location", ["@db.public.none/a.csv", "@db.public.%none/a.csv"])
def test_a_missing_stage_is_refused(stages: StageFiles, location: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        stages.put(location, [b"1"])
    assert caught.value.error is ErrorCode.OBJECT_NOT_FOUND


@pytest.mark.parametrize("path", ["../a.csv", "d/../../a.csv", "", "/etc/passwd"])
def test_no_path_leaves_its_stage(stages: StageFiles, path: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        stages.put(f"@db.public.files/{path}", [b"1"])
    assert caught.value.error is ErrorCode.STAGE_PATH


def test_locations_are_read_as_in_sql() -> None:
    assert parse_location('@db."s"."My Stage"/a/b c.csv').name == qualified("DB", "s", "My Stage")
    assert parse_location("@db.s.%t/a.csv").table == qualified("DB", "S", "T")
    with pytest.raises(SnowflakeError):
        parse_location("/tmp/a.csv")  # noqa: S108 - must be refused
