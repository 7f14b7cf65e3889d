"""Staged files in memory; ones that the engine asks for are written to a private temporary folder."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import itertools
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.stage_paths import checked_location, stage_path_parts
from mockhaus.ports.clock import Clock
from mockhaus.ports.stages import StagedBatch, StagedFile, StageStore


@dataclass(slots=True)
class _Entry:
    file: StagedFile
    content: bytes
    copy: Path | None = None

    def forget_copy(self) -> None:
        if self.copy is not None:
            self.copy.unlink(missing_ok=True)


class _Batch(StagedBatch):
    """Files of a batch: in a folder of their own, where the engine may write them too."""

    def __init__(self, folder: Path, publish: Callable[[Mapping[str, bytes], bool], Sequence[str]]) -> None:
        self._folder = folder
        self._publish = publish
        self._names: dict[str, str] = {}
        self._numbers = itertools.count()

    def put(self, path: str, content: BinaryIO | Iterable[bytes]) -> int:
        """See the port."""
        with _storage_errors(path):
            return Path(self.engine_path(path)).write_bytes(_bytes(content))

    def engine_path(self, path: str) -> str:
        """See the port."""
        stage_path_parts(path)
        if path not in self._names:
            self._names[path] = str(next(self._numbers))
        return str(self._folder / self._names[path])

    def size(self, path: str) -> int:
        """See the port."""
        with _storage_errors(path):
            return (self._folder / self._names[path]).stat().st_size

    def drop(self, path: str) -> None:
        """See the port."""
        (self._folder / self._names.pop(path)).unlink(missing_ok=True)

    def rename(self, path: str, target: str) -> None:
        """See the port."""
        stage_path_parts(target)
        self._names[target] = self._names.pop(path)

    def publish(self, *, overwrite: bool) -> Sequence[str]:
        """See the port."""
        files = {}
        for path, name in self._names.items():
            with _storage_errors(path):
                files[path] = (self._folder / name).read_bytes()
        return self._publish(files, overwrite)


class MemoryStageStore(StageStore):
    """Files as bytes by location and path. `close` deletes the temporary folder; whoever made the store calls it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._locations: dict[str, dict[str, _Entry]] = {}
        self._folder = Path(tempfile.mkdtemp(prefix="mockhaus-stages-"))
        self._copies = 0

    @property
    def engine_folder(self) -> str:
        """The folder in which every engine path lies."""
        return str(self._folder)

    def put(
        self, location: str, path: str, content: BinaryIO | Iterable[bytes], *, overwrite: bool
    ) -> StagedFile | None:
        """Store a file; None where it is there and may not be overwritten."""
        _check(location, path)
        if not overwrite and self._find(location, path) is not None:
            return None
        made = _entry(path, _bytes(content), self._clock.now())
        with self._lock:
            files = self._locations.setdefault(location, {})
            old = files.get(path)
            if old is not None and not overwrite:
                return None
            files[path] = made
        if old is not None:
            old.forget_copy()
        return made.file

    @contextmanager
    def batch(self, location: str) -> Iterator[StagedBatch]:
        """See the port."""
        checked_location(location)
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            yield _Batch(Path(folder), partial(self._publish, location))

    def _publish(self, location: str, files: Mapping[str, bytes], overwrite: bool) -> Sequence[str]:  # noqa: FBT001 - called by the batch alone
        now = self._clock.now()
        with self._lock:
            entries = self._locations.setdefault(location, {})
            there = [entries[path] for path in files if path in entries]
            if there and not overwrite:
                return sorted(entry.file.path for entry in there)
            entries.update({path: _entry(path, data, now) for path, data in files.items()})
        for entry in there:
            entry.forget_copy()
        return ()

    def open(self, location: str, path: str) -> BinaryIO:
        """The content of a file."""
        return io.BytesIO(self._get(location, path).content)

    def list(self, location: str, prefix: str = "") -> Sequence[StagedFile]:
        """The files whose path starts with a prefix, ordered by path."""
        with self._lock:
            entries = tuple(self._locations.get(checked_location(location), {}).values())
        return sorted(
            (entry.file for entry in entries if entry.file.path.startswith(prefix)),
            key=lambda file: file.path,
        )

    def remove(self, location: str, path: str) -> bool:
        """Delete a file; whether it was there."""
        _check(location, path)
        with self._lock:
            entry = self._locations.get(location, {}).pop(path, None)
        if entry is not None:
            entry.forget_copy()
        return entry is not None

    def locations(self) -> Sequence[str]:
        """See the port."""
        with self._lock:
            return list(self._locations)

    def remove_location(self, location: str) -> None:
        """Delete a location with all its files."""
        with self._lock:
            files = self._locations.pop(checked_location(location), {})
        for entry in files.values():
            entry.forget_copy()

    def engine_path(self, location: str, path: str) -> str:
        """The path of a copy on disk, made at the first call and kept until the file is changed or removed."""
        entry = self._get(location, path)
        with self._lock:
            if entry.copy is None:
                entry.copy = self._written(entry)
            return str(entry.copy)

    def close(self) -> None:
        """Delete the temporary folder. Closing twice is allowed."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _written(self, entry: _Entry) -> Path:
        self._copies += 1
        suffix = "".join(filter(str.isalnum, PurePosixPath(entry.file.path).suffix))
        copy = self._folder / f"{self._copies}.{suffix}"
        try:
            copy.write_bytes(entry.content)
        except OSError as error:
            raise SnowflakeError(ErrorCode.STORAGE, detail=f"'{entry.file.path}' cannot be copied") from error
        return copy

    def _find(self, location: str, path: str) -> _Entry | None:
        with self._lock:
            return self._locations.get(location, {}).get(path)

    def _get(self, location: str, path: str) -> _Entry:
        _check(location, path)
        entry = self._find(location, path)
        if entry is None:
            raise SnowflakeError(ErrorCode.FILE_NOT_FOUND, name=path)
        return entry


def _entry(path: str, data: bytes, now: dt.datetime) -> _Entry:
    md5 = hashlib.md5(data, usedforsecurity=False).hexdigest()
    return _Entry(StagedFile(path, len(data), md5, now), data)


def _bytes(content: BinaryIO | Iterable[bytes]) -> bytes:
    return content.read() if hasattr(content, "read") else b"".join(content)


@contextmanager
def _storage_errors(path: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise SnowflakeError(ErrorCode.FILE_NOT_FOUND, name=path) from error
    except OSError as error:
        raise SnowflakeError(ErrorCode.STORAGE, detail=f"'{path}' cannot be written") from error


def _check(location: str, path: str) -> None:
    checked_location(location)
    stage_path_parts(path)
