"""Files of this machine, read in the name of whoever runs the command."""

from __future__ import annotations

from collections.abc import Sequence
from glob import glob
from pathlib import Path
from typing import BinaryIO

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.ports.client_files import ClientFile, ClientFiles


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
            raise SnowflakeError(ErrorCode.FILE_NOT_FOUND, name=file.name) from error
