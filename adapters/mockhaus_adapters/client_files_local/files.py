"""Files of this machine, read and written in the name of whoever runs the command."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from glob import glob
from pathlib import Path
from typing import BinaryIO

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.ports.client_files import ClientFile, ClientFiles

_CHUNK = 1 << 20
_NO_NAME = re.compile(r"\.{0,2}|.*[/\\\0].*|.:.*", re.DOTALL)


class LocalClientFiles(ClientFiles):
    """Relative paths start at the current folder, `~` at the user's home."""

    def find(self, pattern: str) -> Sequence[ClientFile]:
        """The files of a pattern; folders are no files."""
        places = (Path(found) for found in sorted(glob(str(Path(pattern).expanduser()))))  # noqa: PTH207 - any root
        return [ClientFile(str(place), place.name, place.stat().st_size) for place in places if place.is_file()]

    def open(self, file: ClientFile) -> BinaryIO:
        """A file's content."""
        try:
            return Path(file.path).open("rb")
        except OSError as error:
            raise SnowflakeError(ErrorCode.LOCAL_FILE_MISSING, name=file.path) from error

    def write(self, folder: str, name: str, content: BinaryIO) -> int:
        """Store a file beside its place, and move it there once it is whole. A link in its place is replaced."""
        place = Path(folder).expanduser()
        if not place.is_dir():
            raise SnowflakeError(ErrorCode.LOCAL_FOLDER_MISSING, name=folder)
        if _NO_NAME.fullmatch(name):
            raise SnowflakeError(ErrorCode.LOCAL_STORAGE, detail=f"{name!r} is no file name")
        with _storage_errors(place / name):
            return _written(place, name, content)


def _written(folder: Path, name: str, content: BinaryIO) -> int:
    incoming = folder / f".mockhaus-{secrets.token_hex(8)}"
    try:
        with incoming.open("xb") as file:
            shutil.copyfileobj(content, file, _CHUNK)
            size = file.tell()
        incoming.replace(folder / name)
    finally:
        incoming.unlink(missing_ok=True)
    return size


@contextmanager
def _storage_errors(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SnowflakeError(ErrorCode.LOCAL_STORAGE, detail=f"{place}: {error.strerror}") from error
