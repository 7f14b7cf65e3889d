"""Batches of files that come to be staged together.

A batch lies in a folder beside the stages: its files, named by number, and, once it is to be published, a list of
where each belongs. The list is there whole or not at all. A start that finds one goes on with the publication; a batch
without a list is deleted.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.ports.stages import StagedBatch
from mockhaus_adapters.stage_filesystem.errors import storage_errors
from mockhaus_adapters.stage_filesystem.layout import Layout, is_unlinked
from mockhaus_adapters.stage_filesystem.writing import sync, sync_folder, write

_LIST = "list.json"
_UNFINISHED = "list.part"

Publish = Callable[[Path, Mapping[str, str], bool], Sequence[str]]
"""Publishes files of a folder, by path; whether others may be replaced. The paths that are in the way."""


class FolderBatch(StagedBatch):
    """See the port."""

    def __init__(self, layout: Layout, location: str, folder: Path, publish: Publish) -> None:
        self._layout = layout
        self._location = location
        self._folder = folder
        self._publish = publish
        self._names: dict[str, str] = {}
        self._numbers = itertools.count()

    def put(self, path: str, content: BinaryIO | Iterable[bytes]) -> int:
        """See the port."""
        place = self._place(path)
        write(place, content, path)
        return self.size(path)

    def engine_path(self, path: str) -> str:
        """See the port."""
        return str(self._place(path))

    def size(self, path: str) -> int:
        """See the port."""
        with storage_errors(path):
            return (self._folder / self._names[path]).stat().st_size

    def drop(self, path: str) -> None:
        """See the port."""
        with storage_errors(path):
            (self._folder / self._names.pop(path)).unlink(missing_ok=True)

    def rename(self, path: str, target: str) -> None:
        """See the port."""
        self._layout.file(self._location, target)
        self._names[target] = self._names.pop(path)

    def publish(self, *, overwrite: bool) -> Sequence[str]:
        """See the port."""
        for path, name in self._names.items():
            with storage_errors(path):
                sync(self._folder / name)
        return self._publish(self._folder, dict(self._names), overwrite)

    def _place(self, path: str) -> Path:
        self._layout.file(self._location, path)
        if path not in self._names:
            self._names[path] = str(next(self._numbers))
        return self._folder / self._names[path]


def write_list(folder: Path, location: str, names: Mapping[str, str]) -> None:
    """Say where the files of a batch belong: from now on it is published, whatever happens."""
    text = json.dumps({"location": location, "files": names})
    write(folder / _UNFINISHED, (text.encode(),), _LIST)
    (folder / _UNFINISHED).replace(folder / _LIST)
    sync_folder(folder)


def finish(layout: Layout, folder: Path) -> list[Path]:
    """Move the files of a batch with a list to their places; those places. One without a list has nothing to move."""
    if not (folder / _LIST).is_file():
        return []
    listed = json.loads((folder / _LIST).read_text(encoding="utf-8"))
    places: list[Path] = []
    for path, name in listed["files"].items():
        place = layout.file(listed["location"], path)
        places.append(place)
        if (folder / name).is_file():
            move(folder / name, place, path)
    return places


def move(written: Path, place: Path, path: str) -> None:
    """Put a whole file in its place, durably."""
    if not is_unlinked(place.parent):
        raise SnowflakeError(ErrorCode.STAGE_PATH, path=path)
    place.parent.mkdir(parents=True, exist_ok=True)
    written.replace(place)
    sync_folder(place.parent)
