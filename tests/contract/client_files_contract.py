"""What every source of client files promises."""

from __future__ import annotations

import io
from abc import abstractmethod
from pathlib import Path

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.ports.client_files import ClientFiles


class ClientFilesContract:
    """Subclass once per adapter. The folder holds `a.csv` (3 bytes), `b.csv` (empty) and the folder `c.csv`."""

    @pytest.fixture
    def files(self) -> ClientFiles:
        raise NotImplementedError(f"{type(self).__name__} must provide the files fixture")

    @pytest.fixture
    def folder(self) -> str:
        raise NotImplementedError(f"{type(self).__name__} must provide the folder fixture")

    @abstractmethod
    def vanish(self, path: str) -> None:
        """Take a file away."""

    def test_a_pattern_finds_files_by_path_and_no_folders(self, files: ClientFiles, folder: str) -> None:
        found = files.find(f"{folder}/*.csv")

        assert [(item.name, item.size) for item in found] == [("a.csv", 3), ("b.csv", 0)]

    def test_a_path_finds_its_one_file(self, files: ClientFiles, folder: str) -> None:
        assert [item.name for item in files.find(f"{folder}/b.csv")] == ["b.csv"]

    def test_what_is_not_there_is_not_found(self, files: ClientFiles, folder: str) -> None:
        assert list(files.find(f"{folder}/none*")) == []

    def test_a_file_gives_its_content(self, files: ClientFiles, folder: str) -> None:
        with files.open(files.find(f"{folder}/a.csv")[0]) as content:
            assert content.read() == b"1,2"

    def test_a_file_that_vanished_is_told(self, files: ClientFiles, folder: str) -> None:
        found = files.find(f"{folder}/a.csv")[0]
        self.vanish(found.path)

        with pytest.raises(SnowflakeError) as raised:
            files.open(found)

        assert raised.value.error is ErrorCode.LOCAL_FILE_MISSING

    def test_a_written_file_is_there_and_has_its_size(self, files: ClientFiles, folder: str) -> None:
        size = files.write(folder, "new file.csv", io.BytesIO(b"1,2\n"))

        assert size == 4
        assert [(item.name, item.size) for item in files.find(f"{folder}/new*")] == [("new file.csv", 4)]

    def test_writing_replaces_a_file_of_the_name(self, files: ClientFiles, folder: str) -> None:
        files.write(folder, "a.csv", io.BytesIO(b"other"))

        with files.open(files.find(f"{folder}/a.csv")[0]) as content:
            assert content.read() == b"other"

    def test_a_folder_that_is_not_there_is_told(self, files: ClientFiles, folder: str) -> None:
        with pytest.raises(SnowflakeError) as raised:
            files.write(f"{folder}/nowhere", "x", io.BytesIO(b""))

        assert raised.value.error is ErrorCode.LOCAL_FOLDER_MISSING

    @pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", "a\\b", "/x", "C:x", "a\0b"])
    def test_nothing_is_written_outside_of_the_folder(self, files: ClientFiles, folder: str, name: str) -> None:
        with pytest.raises(SnowflakeError) as raised:
            files.write(folder, name, io.BytesIO(b"x"))

        assert raised.value.error is ErrorCode.LOCAL_STORAGE

    def test_a_file_that_cannot_be_written_leaves_nothing_behind(self, files: ClientFiles, folder: str) -> None:
        before = [item.name for item in files.find(f"{folder}/*")]

        with pytest.raises(SnowflakeError) as raised:
            files.write(folder, "c.csv", io.BytesIO(b"x"))  # a folder has the name

        assert raised.value.error is ErrorCode.LOCAL_STORAGE
        assert [item.name for item in files.find(f"{folder}/*")] == before


def fill(folder: Path) -> None:
    """The files that the contract speaks of."""
    (folder / "a.csv").write_bytes(b"1,2")
    (folder / "b.csv").write_bytes(b"")
    (folder / "c.csv").mkdir()
