"""Archives of data folders."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mockhaus_deployments.archives import UnusableArchiveError, read, write
from mockhaus_deployments.data_folder import claim
from mockhaus_deployments.settings import ConfigurationError

FILES = {
    "mockhaus.id": b"0123",
    "databases/D.db": b"rows" * 50_000,
    "stages/k/a%2Fb.csv": b"",
    "metadata/m.db-wal": b"w",
}
OF_THE_PROCESS = {"mockhaus.pid": b"1", "tmp/spill": b"x", "results/r": b"x"}


@contextmanager
def unwatched(_: int) -> Iterator[Callable[[float], None]]:
    """Nobody looks on."""
    yield lambda _: None


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder, as far as an archive is concerned."""
    place = tmp_path / "data"
    for path, content in {**FILES, **OF_THE_PROCESS}.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(content)
    return place


@pytest.fixture
def archive(folder: Path, tmp_path: Path) -> Path:
    """Its archive."""
    write(folder, tmp_path / "a.tar.gz", unwatched)
    return tmp_path / "a.tar.gz"


def rewritten(archive: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """An archive with other members."""
    with tarfile.open(archive) as tar:
        members = {info.name: content.read() for info in tar if (content := tar.extractfile(info))}
    change(members)
    with tarfile.open(archive, "w:gz") as tar:
        for name, text in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text))
    return archive


def test_an_imported_folder_has_the_files_of_the_exported_one(archive: Path, tmp_path: Path) -> None:
    manifest = read(archive, tmp_path / "deep" / "copy", unwatched)
    assert contents(tmp_path / "deep" / "copy") == FILES
    assert manifest.size == sum(map(len, FILES.values()))


def test_an_empty_folder_may_be_there(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    read(archive, tmp_path / "copy", unwatched)
    assert contents(tmp_path / "copy") == FILES


def test_all_bytes_are_watched(folder: Path, tmp_path: Path) -> None:
    announced: list[float] = []
    done: list[float] = []

    @contextmanager
    def watch(total: int) -> Iterator[Callable[[float], None]]:
        announced.append(total)
        yield done.append

    write(folder, tmp_path / "a", watch)
    assert [sum(done)] == announced == [sum(map(len, FILES.values()))]
    announced.clear()
    done.clear()
    read(tmp_path / "a", tmp_path / "copy", watch)
    assert [sum(done)] == announced == [(tmp_path / "a").stat().st_size]


def test_a_folder_that_is_held_is_not_exported(folder: Path, tmp_path: Path) -> None:
    with claim(folder), pytest.raises(ConfigurationError, match="is in use by process"):
        write(folder, tmp_path / "a", unwatched)


def test_nothing_is_overwritten(folder: Path, archive: Path) -> None:
    before = archive.read_bytes()
    with pytest.raises(UnusableArchiveError, match="File exists"):
        write(folder, archive, unwatched)
    assert archive.read_bytes() == before
    with pytest.raises(UnusableArchiveError, match="nothing is overwritten"):
        read(archive, folder, unwatched)
    assert contents(folder).keys() == {**FILES, **OF_THE_PROCESS}.keys()


def test_what_is_no_data_folder_is_not_exported(tmp_path: Path) -> None:
    with pytest.raises(UnusableArchiveError, match="is no data folder"):
        write(tmp_path, tmp_path.parent / "a", unwatched)


def test_an_archive_is_not_written_into_its_own_folder(folder: Path) -> None:
    with pytest.raises(UnusableArchiveError, match="inside the folder"):
        write(folder, folder / "a", unwatched)


def test_links_are_not_followed(folder: Path, tmp_path: Path) -> None:
    (folder / "stages" / "link").symlink_to("/etc/passwd")
    with pytest.raises(UnusableArchiveError, match="neither a file nor a folder"):
        write(folder, tmp_path / "a", unwatched)
    assert not (tmp_path / "a").exists()


def _without_database(members: dict[str, bytes]) -> None:
    del members["databases/D.db"]


def _with_other_content(members: dict[str, bytes]) -> None:
    members["databases/D.db"] = b"else" * 50_000


def _with_one_more(members: dict[str, bytes]) -> None:
    manifest = members.pop("manifest.json")
    members.update({"databases/X.db": b"", "manifest.json": manifest})


def _without_end(members: dict[str, bytes]) -> None:
    del members["manifest.json"]


def _with_more_behind_the_end(members: dict[str, bytes]) -> None:
    members["z"] = b""


def _leading_outside(members: dict[str, bytes]) -> None:
    manifest = members.pop("manifest.json")
    members.update({"../outside": b"", "manifest.json": manifest})


def _of_another_format(members: dict[str, bytes]) -> None:
    members["manifest.json"] = json.dumps({**json.loads(members["manifest.json"]), "format": 99}).encode()


def _with_a_wrong_list(members: dict[str, bytes]) -> None:
    members["manifest.json"] = b'{"entries": [1]}'


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (_without_database, "databases/D.db is not what it was"),
        (_with_other_content, "databases/D.db is not what it was"),
        (_with_one_more, "databases/X.db is not what it was"),
        (_without_end, "has no end"),
        (_with_more_behind_the_end, "'z' does not belong"),
        (_leading_outside, "'../outside' does not belong"),
        (_of_another_format, "format 99"),
        (_with_a_wrong_list, "cannot be read"),
    ],
)
def test_an_archive_that_was_changed_is_refused_and_leaves_nothing(
    archive: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], None], problem: str
) -> None:
    before = sorted(tmp_path.iterdir())
    with pytest.raises(UnusableArchiveError, match=problem):
        read(rewritten(archive, change), tmp_path / "copy", unwatched)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("content", [b"", b"no archive", gzip.compress(b"no tar")], ids=["empty", "text", "gzip"])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(UnusableArchiveError, match="damaged"):
        read(tmp_path / "a", tmp_path / "copy", unwatched)


def test_a_cut_archive_is_refused(archive: Path, tmp_path: Path) -> None:
    archive.write_bytes(archive.read_bytes()[:-60])
    with pytest.raises(UnusableArchiveError, match="damaged"):
        read(archive, tmp_path / "copy", unwatched)
