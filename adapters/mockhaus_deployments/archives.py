"""Archives of data folders: one compressed tar file that holds every file of a folder and, last, their digests.

What belongs to the process that holds a folder stays out: its claim, its temporary files, its kept results.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from mockhaus_deployments.data_folder import claim

FORMAT = 1
"""The version of the archives that are written, and the only one that is read."""

_MANIFEST = "manifest.json"
_IDENTITY = "mockhaus.id"
_OF_THE_PROCESS = frozenset({"mockhaus.pid", "tmp", "results", "samples"})
_COMPRESSION = 6
_CHUNK = 1 << 20
_LARGEST_MANIFEST = 256 * 2**20

Watch = Callable[[int], AbstractContextManager[Callable[[float], None]]]
"""Told the bytes that there are to do, gives a function to call with those that were done."""


class UnusableArchiveError(Exception):
    """An archive that cannot be written, or cannot be used; the text is for the person who wants it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the folder: its path in it, its size, its SHA-256 in hexadecimal digits."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an archive says of itself."""

    entries: tuple[Entry, ...]
    format: int = FORMAT
    mockhaus: str = ""
    created_at: str = ""

    @property
    def size(self) -> int:
        """The bytes of all files."""
        return sum(entry.size for entry in self.entries)


def write(folder: Path, archive: Path, watch: Watch) -> Manifest:
    """Archive a folder that no process holds, into a file that is not there yet.

    UnusableArchiveError where that cannot be; ConfigurationError where the folder is held.
    """
    if not (folder / _IDENTITY).is_file():
        raise UnusableArchiveError(f"{folder} is no data folder")
    if archive.resolve().is_relative_to(folder.resolve()):
        raise UnusableArchiveError("an archive cannot be inside the folder that it holds")
    with _failing(f"{archive} cannot be written"), claim(folder), archive.open("xb") as out:
        try:
            return _write(folder, out, watch)
        except BaseException:
            archive.unlink()
            raise


def _write(folder: Path, out: BinaryIO, watch: Watch) -> Manifest:
    files = sorted(_files(folder))
    with (
        watch(sum(file.stat().st_size for file in files)) as done,
        tarfile.open(fileobj=out, mode="w:gz", compresslevel=_COMPRESSION, format=tarfile.PAX_FORMAT) as tar,
    ):
        entries = tuple(_add(tar, folder, file, done) for file in files)
        manifest = Manifest(
            entries=entries,
            mockhaus=version("mockhaus"),
            created_at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        )
        text = json.dumps(asdict(manifest)).encode()
        tar.addfile(_info(_MANIFEST, len(text)), io.BytesIO(text))
    out.flush()
    os.fsync(out.fileno())
    return manifest


def _files(folder: Path) -> Iterator[Path]:
    """The files of a folder that belong into its archive."""
    for entry in folder.iterdir():
        if entry.name not in _OF_THE_PROCESS:
            yield from _below(entry)


def _below(place: Path) -> Iterator[Path]:
    if place.is_symlink() or not (place.is_dir() or place.is_file()):
        raise UnusableArchiveError(f"{place} is neither a file nor a folder")
    if place.is_dir():
        for entry in place.iterdir():
            yield from _below(entry)
    else:
        yield place


def _add(tar: tarfile.TarFile, folder: Path, file: Path, done: Callable[[float], None]) -> Entry:
    path = file.relative_to(folder).as_posix()
    with file.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        watched = _Watched(stream, done)
        tar.addfile(_info(path, size), watched)
    return Entry(path, size, watched.digest)


def _info(path: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(path)
    info.size = size
    return info


class _Watched(io.RawIOBase):
    """A stream whose readers are watched: how much they read, and its digest."""

    def __init__(self, stream: IO[bytes], done: Callable[[float], None]) -> None:
        self._stream = stream
        self._done = done
        self._sha256 = hashlib.sha256()

    @property
    def digest(self) -> str:
        """The SHA-256 of what was read."""
        return self._sha256.hexdigest()

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        content = self._stream.read(size)
        self._sha256.update(content)
        self._done(len(content))
        return content


def read(archive: Path, folder: Path, watch: Watch) -> Manifest:
    """Make a folder, which is not there or empty, from an archive, once every digest in it was found right."""
    with _failing(f"{archive} cannot be read into {folder}"):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UnusableArchiveError(f"{folder} is there already; nothing is overwritten")
        with archive.open("rb") as stream, watch(archive.stat().st_size) as done:
            folder.parent.mkdir(parents=True, exist_ok=True)
            with _beside(folder) as made:
                manifest = _checked(_extract(_Watched(stream, done), made))
                made.rename(folder)
    return manifest


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A folder to be renamed; removed where it was not."""
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        made.chmod(0o755)
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _extract(stream: _Watched, folder: Path) -> tuple[dict[str, Entry], bytes | None]:
    """Write the files of an archive below a folder; what was found, and the manifest's text."""
    found: dict[str, Entry] = {}
    manifest = None
    with tarfile.open(fileobj=stream, mode="r|gz") as tar:
        for info in tar:
            content = tar.extractfile(info) if info.isreg() else None
            if content is None or manifest is not None or info.name in found or not _is_inside(info.name):
                raise UnusableArchiveError(f"the archive is damaged: {info.name!r} does not belong into it")
            if info.name == _MANIFEST:
                manifest = content.read(_LARGEST_MANIFEST)
            else:
                found[info.name] = _put(content, folder, info.name)
    return found, manifest


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and path.as_posix() == name and "\\" not in name


def _put(content: IO[bytes], folder: Path, name: str) -> Entry:
    place = folder / name
    place.parent.mkdir(parents=True, exist_ok=True)
    watched = _Watched(content, lambda _: None)
    size = 0
    with place.open("xb") as out:
        while chunk := watched.read(_CHUNK):
            size += out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return Entry(name, size, watched.digest)


def _checked(extracted: tuple[dict[str, Entry], bytes | None]) -> Manifest:
    """The manifest, where it fits what was found."""
    found, text = extracted
    if text is None:
        raise UnusableArchiveError("the archive is damaged: it has no end")
    manifest = _manifest(text)
    if manifest.format != FORMAT:
        raise UnusableArchiveError(f"the archive is of format {manifest.format}; this Mockhaus reads format {FORMAT}")
    expected = {entry.path: entry for entry in manifest.entries}
    wrong = sorted(path for path in {*expected, *found} if expected.get(path) != found.get(path))
    if wrong:
        raise UnusableArchiveError(f"the archive is damaged: {wrong[0]} is not what it was when it was exported")
    return manifest


def _manifest(text: bytes) -> Manifest:
    try:
        document = json.loads(text)
        entries = tuple(Entry(**entry) for entry in document.pop("entries"))
        return Manifest(entries=entries, **document)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnusableArchiveError("the archive is damaged: its list of files cannot be read") from error


@contextmanager
def _failing(what: str) -> Iterator[None]:
    try:
        yield
    except (tarfile.TarError, zlib.error, EOFError) as error:
        raise UnusableArchiveError("the archive is damaged, or is none") from error
    except OSError as error:
        raise UnusableArchiveError(f"{what}: {error.strerror or error}") from error
