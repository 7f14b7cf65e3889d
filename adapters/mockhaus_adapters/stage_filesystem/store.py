"""Staged files as files of the machine, written whole or not at all."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.ports.stages import StagedBatch, StagedFile, StageStore
from mockhaus_adapters.stage_filesystem.batches import FolderBatch, finish, move, write_list
from mockhaus_adapters.stage_filesystem.digests import Digests
from mockhaus_adapters.stage_filesystem.errors import storage_errors
from mockhaus_adapters.stage_filesystem.layout import Layout
from mockhaus_adapters.stage_filesystem.writing import write

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class FilesystemStageStore(StageStore):
    """Files below a root folder, which one process at a time owns. Symbolic links below it are never followed.

    A file is written beside the stages and moved into place when it is whole and on disk. What an ended process left
    half written is deleted at the start.
    """

    def __init__(self, root: Path) -> None:
        with storage_errors("."):
            root.mkdir(parents=True, exist_ok=True)
            self._layout = Layout(root)
            self._finish_batches()
            shutil.rmtree(self._layout.incoming, ignore_errors=True)
            self._layout.incoming.mkdir(exist_ok=True)
        self._digests = Digests()
        self._moving = threading.Lock()

    @property
    def engine_folder(self) -> str:
        """The folder in which every engine path lies."""
        return str(self._layout.root)

    def put(
        self, location: str, path: str, content: BinaryIO | Iterable[bytes], *, overwrite: bool
    ) -> StagedFile | None:
        """Store a file, durable on return; None where it is there and may not be overwritten."""
        place = self._layout.file(location, path)
        with storage_errors(path):
            if not overwrite and place.exists():
                return None
        with self._incoming(path) as written:
            md5 = write(written, content, path)
            with storage_errors(path), self._moving:
                if not overwrite and place.exists():
                    return None
                move(written, place, path)
                status = place.stat()
        self._digests.remember(place, status, md5)
        return _staged(path, status, md5)

    @contextmanager
    def batch(self, location: str) -> Iterator[StagedBatch]:
        """See the port."""
        self._layout.location_folder(location)
        with storage_errors(location):
            folder = Path(tempfile.mkdtemp(dir=self._layout.incoming))
        try:
            yield FolderBatch(self._layout, location, folder, partial(self._publish, location))
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _publish(self, location: str, folder: Path, names: Mapping[str, str], overwrite: bool) -> Sequence[str]:  # noqa: FBT001 - called by the batch alone
        with storage_errors(location), self._moving:
            there = [path for path in names if self._layout.file(location, path).exists()]
            if there and not overwrite:
                return sorted(there)
            write_list(folder, location, names)
            for place in finish(self._layout, folder):
                self._digests.forget(place)
        return ()

    def _finish_batches(self) -> None:
        if self._layout.incoming.is_dir():
            for folder in self._layout.incoming.iterdir():
                finish(self._layout, folder)

    def open(self, location: str, path: str) -> BinaryIO:
        """The content of a file as it is now, also when it is overwritten or removed while being read."""
        place = self._existing(location, path)
        with storage_errors(path):
            return place.open("rb")

    def list(self, location: str, prefix: str = "") -> Sequence[StagedFile]:
        """The files whose path starts with a prefix, ordered by path."""
        with storage_errors(prefix), self._moving:
            found = self._layout.files_below(location, prefix)
        files = (self._described(path, place) for path, place in sorted(found))
        return [file for file in files if file is not None]

    def remove(self, location: str, path: str) -> bool:
        """Delete a file; whether it was there."""
        place = self._layout.file(location, path)
        with storage_errors(path), self._moving:
            if not self._layout.is_plain_file(place):
                return False
            place.unlink()
            self._layout.prune(place.parent)
        self._digests.forget(place)
        return True

    def locations(self) -> Sequence[str]:
        """See the port."""
        with storage_errors("."):
            return self._layout.locations()

    def remove_location(self, location: str) -> None:
        """Delete a location with all its files: gone at once, then deleted."""
        folder = self._layout.location_folder(location)
        with storage_errors(location):
            grave = Path(tempfile.mkdtemp(dir=self._layout.incoming))
            with self._moving:
                if folder.exists():
                    folder.rename(grave / location)
            shutil.rmtree(grave)
        self._digests.forget(folder)

    def engine_path(self, location: str, path: str) -> str:
        """The absolute path of the file. It holds no character that an engine could read as a pattern."""
        return str(self._existing(location, path))

    def _existing(self, location: str, path: str) -> Path:
        place = self._layout.file(location, path)
        with storage_errors(path):
            if not self._layout.is_plain_file(place):
                raise SnowflakeError(ErrorCode.FILE_NOT_FOUND, name=path)
        return place

    def _described(self, path: str, place: Path) -> StagedFile | None:
        """What LIST tells of a file, or None where it vanished meanwhile."""
        try:
            status = place.stat()
            return _staged(path, status, self._digests.of(place, status))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise SnowflakeError(ErrorCode.STORAGE, detail=f"'{path}' cannot be read") from error

    @contextmanager
    def _incoming(self, path: str) -> Iterator[Path]:
        with storage_errors(path):
            handle, name = tempfile.mkstemp(dir=self._layout.incoming)
            os.close(handle)
        try:
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)


def _staged(path: str, status: os.stat_result, md5: str) -> StagedFile:
    modified_at = _EPOCH + dt.timedelta(microseconds=status.st_mtime_ns // 1000)
    return StagedFile(path, status.st_size, md5, modified_at)
