"""`snow stage`: files onto stages and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Snow


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "deep" / "er").mkdir(parents=True)
    for name in ("a.csv", "b.txt", "deep/c.csv", "deep/er/d.csv"):
        (folder / name).write_text(f"{name}\n")
    return folder


@pytest.fixture
def stage(snow: Snow) -> str:
    snow("sql", "-q", "CREATE OR REPLACE STAGE files")
    return "files"


def names(snow: Snow, place: str) -> list[str]:
    return [row["name"].partition("/")[2] for row in snow.rows("stage", "list-files", place)]


def contents(folder: Path) -> dict[str, str]:
    return {place.relative_to(folder).as_posix(): place.read_text() for place in folder.rglob("*") if place.is_file()}


def test_stages_are_created_described_and_dropped(snow: Snow) -> None:
    assert "successfully created" in snow("stage", "create", "made_stage").out
    assert "MADE_STAGE" in [row["name"] for row in snow.rows("stage", "list")]
    assert snow.rows("stage", "describe", "made_stage")
    assert snow.rows("stage", "drop", "made_stage") == [{"status": "MADE_STAGE successfully dropped."}]


def test_a_file_goes_up_and_comes_back(snow: Snow, stage: str, source: Path, tmp_path: Path) -> None:
    (row,) = snow.rows("stage", "copy", str(source / "a.csv"), f"@{stage}/some")
    assert (row["source"], row["target"], row["status"]) == ("a.csv", "a.csv", "UPLOADED")
    assert names(snow, f"@{stage}") == ["some/a.csv"]

    snow("stage", "copy", f"@{stage}/some/a.csv", str(tmp_path / "out"))
    assert contents(tmp_path / "out") == {"a.csv": "a.csv\n"}


def test_files_are_compressed_and_replaced_if_asked(snow: Snow, stage: str, source: Path) -> None:
    copy = ("stage", "copy", str(source / "a.csv"), f"@{stage}", "--auto-compress", "--overwrite")
    assert [[row["status"] for row in snow.rows(*copy)] for _ in range(2)] == [["UPLOADED"], ["UPLOADED"]]
    assert names(snow, f"@{stage}") == ["a.csv.gz"]


def test_a_pattern_chooses_files(snow: Snow, stage: str, source: Path) -> None:
    snow("stage", "copy", f"{source}/*.csv", f"@{stage}")
    assert names(snow, f"@{stage}") == ["a.csv"]


def test_a_folder_goes_up_and_comes_back(snow: Snow, stage: str, source: Path, tmp_path: Path) -> None:
    snow("stage", "copy", str(source), f"@{stage}/in", "--recursive")
    assert names(snow, f"@{stage}") == ["in/a.csv", "in/b.txt", "in/deep/c.csv", "in/deep/er/d.csv"]

    snow("stage", "copy", f"@{stage}/in", str(tmp_path / "out"), "--recursive")
    assert contents(tmp_path / "out") == contents(source)


def test_files_are_listed_by_a_pattern(snow: Snow, stage: str, source: Path) -> None:
    snow("stage", "copy", str(source), f"@{stage}", "--recursive")
    rows = snow.rows("stage", "list-files", f"@{stage}", "--pattern", ".*/deep/.*[.]csv")
    assert [row["name"].partition("/")[2] for row in rows] == ["deep/c.csv", "deep/er/d.csv"]
    assert rows[0]["size"] == len("deep/c.csv\n")


def test_files_are_removed(snow: Snow, stage: str, source: Path) -> None:
    snow("stage", "copy", str(source), f"@{stage}", "--recursive")
    assert snow("stage", "remove", stage, "b.txt", "--format", "json").json["result"] == "removed"
    snow("stage", "remove", stage, "deep")
    assert names(snow, f"@{stage}") == ["a.csv"]


def test_a_staged_file_is_loaded(snow: Snow, stage: str, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("1,x\n2,y\n")
    snow("stage", "copy", str(tmp_path / "rows.csv"), f"@{stage}")
    snow("sql", "-q", f"CREATE OR REPLACE TABLE loaded (i INT, s STRING); COPY INTO loaded FROM @{stage}")
    assert snow.query("SELECT * FROM loaded ORDER BY i") == [{"I": 1, "S": "x"}, {"I": 2, "S": "y"}]


def test_staged_files_are_not_executed(snow: Snow, stage: str, tmp_path: Path) -> None:
    (tmp_path / "run.sql").write_text("SELECT 1;")
    snow("stage", "copy", str(tmp_path / "run.sql"), f"@{stage}")
    assert "Unsupported feature 'EXECUTE IMMEDIATE" in snow("stage", "execute", f"@{stage}", status=1).out


def test_files_are_copied_between_stages(snow: Snow, stage: str, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("1,x\n")
    snow("stage", "copy", str(tmp_path / "rows.csv"), f"@{stage}")
    snow("stage", "create", "elsewhere")
    snow("stage", "copy", f"@{stage}/rows.csv", "@elsewhere/x/")
    assert [row["name"] for row in snow.query("LIST @elsewhere")] == ["elsewhere/x/rows.csv"]
