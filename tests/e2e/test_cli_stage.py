"""`mockhaus stage`: files of stages in a data folder and in a server."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.support.server import LocalServer, local_server, mockhaus


@pytest.fixture(params=["folder", "server"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, ...]]:
    """The options of an account with a database SHOP, its stage UPLOADS and its table ORDERS: in both places."""
    made = "CREATE DATABASE SHOP; CREATE STAGE UPLOADS; CREATE TABLE ORDERS (ID INT)"
    if request.param == "folder":
        folder = str(tmp_path / "data")
        assert mockhaus("query", "--data-dir", folder, made).returncode == 0
        yield ("--data-dir", folder, "--database", "shop", "--format", "csv")
    else:
        with local_server() as server, server.client() as client:
            client.run(made)
            yield ("--url", server.url, "--database", "shop", "--format", "csv")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with the files one.csv and two.csv."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "one.csv").write_bytes(b"1,Ada\n")
    (folder / "two.csv").write_bytes(b"2,Ben\n")
    return folder


def _rows(where: Sequence[str], *arguments: str) -> list[list[str]]:
    done = mockhaus("stage", *arguments, *where)
    assert done.returncode == 0, done.stderr
    return list(csv.reader(io.StringIO(done.stdout)))[1:]


def _names(where: Sequence[str], location: str) -> list[str]:
    return [row[0] for row in _rows(where, "ls", location)]


def test_files_are_put_listed_got_and_removed(where: tuple[str, ...], files: Path, tmp_path: Path) -> None:
    put = _rows(where, "put", str(files / "*.csv"), "@uploads/in")
    assert [(Path(source).name, *rest) for source, *rest in put] == [
        ("one.csv", "in/one.csv", "6", "UPLOADED"),
        ("two.csv", "in/two.csv", "6", "UPLOADED"),
    ]
    assert _names(where, "@shop.public.uploads") == ["in/one.csv", "in/two.csv"]
    copies = tmp_path / "copies"
    copies.mkdir()
    assert _rows(where, "get", "@uploads/in/", str(copies)) == [["one.csv", "6"], ["two.csv", "6"]]
    assert (copies / "two.csv").read_bytes() == b"2,Ben\n"
    assert _rows(where, "rm", "@uploads/in/one") == [["in/one.csv"]]
    assert _names(where, "@uploads") == ["in/two.csv"]


def test_a_file_that_is_there_stays_unless_it_is_to_be_replaced(where: tuple[str, ...], files: Path) -> None:
    one = files / "one.csv"
    _rows(where, "put", str(one), "@uploads")
    one.write_bytes(b"changed\n")
    assert _rows(where, "put", str(one), "@uploads")[0][3] == "SKIPPED"
    assert _rows(where, "put", "--overwrite", str(one), "@uploads")[0][2:] == ["8", "UPLOADED"]


def test_stages_of_tables_and_users_are_stages_too(where: tuple[str, ...], files: Path, tmp_path: Path) -> None:
    _rows(where, "put", "--compress", str(files / "one.csv"), "@%orders")
    _rows(where, "put", str(files / "two.csv"), "@~/mine")
    assert _names(where, "@%orders") == ["one.csv.gz"]
    assert _names(where, "@~") == ["mine/two.csv"]
    _rows(where, "get", "@%orders", str(tmp_path))
    assert gzip.decompress((tmp_path / "one.csv.gz").read_bytes()) == b"1,Ada\n"
    assert _rows(where, "rm", "@~/mine/two.csv") == [["mine/two.csv"]]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("ls", "@nowhere"), "002003"),
        (("get", "@uploads/nothing"), "100016"),
        (("put", "/nowhere/nothing.csv", "@uploads"), "253006"),
        (("put", __file__, "@uploads/../other"), "001757"),
    ],
)
def test_what_cannot_be_done_is_told_by_its_code(server: LocalServer, arguments: tuple[str, ...], code: str) -> None:
    with server.client() as client:
        client.run("CREATE DATABASE IF NOT EXISTS ERRORS; CREATE STAGE IF NOT EXISTS ERRORS.PUBLIC.UPLOADS")
    done = mockhaus("stage", *arguments, "--url", server.url, "--database", "errors")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"{code} (")
    assert "Traceback" not in done.stderr


def test_files_of_one_name_are_not_got_over_each_other(where: tuple[str, ...], files: Path, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        _rows(where, "put", str(files / "one.csv"), f"@uploads/{folder}")
    done = mockhaus("stage", "get", "@uploads", str(tmp_path), *where)
    assert done.returncode == 2
    assert "several files are called one.csv" in done.stderr
    assert not (tmp_path / "one.csv").exists()
