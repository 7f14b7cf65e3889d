"""Where staged files lie below the root, and what path a file found there has.

A file has its own name and a folder its name with a closing `%`, so that `a` and `a/b` may both be staged, as in
Snowflake. Characters that mean something to a shell's or an engine's patterns, and those that some file systems
refuse, are written `%XX`.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.stage_paths import checked_location, is_location, stage_path_parts

_FOLDER_MARK = "%"
_ESCAPED = re.compile(r'[%*?\[\]{}<>:"|]')
_MAX_NAME_BYTES = 255


class Layout:
    """The folder tree of one root: files by location, and a folder for files that are still being written."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.incoming = self.root / ".incoming"

    def location_folder(self, location: str) -> Path:
        """The folder of a location."""
        return self.root / checked_location(location)

    def locations(self) -> list[str]:
        """The locations that have folders, in no order."""
        found = (entry.name for entry in _entries(self.root) if entry.is_dir(follow_symlinks=False))
        return [name for name in found if is_location(name)]

    def file(self, location: str, path: str) -> Path:
        """The place of a staged file; STAGE_PATH where the path is refused."""
        *folders, name = stage_path_parts(path)
        names = [_encoded(folder) + _FOLDER_MARK for folder in folders] + [_encoded(name)]
        if any(len(os.fsencode(item)) > _MAX_NAME_BYTES for item in names):
            raise SnowflakeError(ErrorCode.STAGE_PATH, path=path)
        return self.location_folder(location).joinpath(*names)

    def files_below(self, location: str, prefix: str) -> list[tuple[str, Path]]:
        """Paths and places of the files whose path starts with a prefix, in no order. Links are not followed."""
        found: list[tuple[str, Path]] = []
        top = self.location_folder(location)
        waiting = [("", top)] if is_unlinked(top) else []
        while waiting:
            above, folder = waiting.pop()
            for entry in _entries(folder):
                path = above + unquote(entry.name.removesuffix(_FOLDER_MARK))
                if entry.is_dir(follow_symlinks=False):
                    path += "/"
                    if path.startswith(prefix) or prefix.startswith(path):
                        waiting.append((path, Path(entry)))
                elif entry.is_file(follow_symlinks=False) and path.startswith(prefix):
                    found.append((path, Path(entry)))
        return found

    def is_plain_file(self, place: Path) -> bool:
        """Whether a file is there that is reached without a symbolic link."""
        return not place.is_symlink() and place.is_file() and is_unlinked(place.parent)

    def prune(self, folder: Path) -> None:
        """Delete a folder below the root and those above it, as far as they are empty."""
        while folder != self.root:
            try:
                folder.rmdir()
            except OSError:
                return
            folder = folder.parent


def is_unlinked(folder: Path) -> bool:
    """Whether a folder's path holds no symbolic link."""
    return folder.resolve() == folder


def _encoded(part: str) -> str:
    return _ESCAPED.sub(lambda match: f"%{ord(match[0]):02X}", part)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except FileNotFoundError:
        return []
