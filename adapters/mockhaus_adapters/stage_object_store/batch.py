"""Batches of files for external places: written inside, and sent when they are published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

from mockhaus.ports.stages import StagedBatch
from mockhaus_adapters.stage_object_store.objects import ExternalFolder


class ExternalBatch(StagedBatch):
    """A batch of an inner store whose files are sent one by one: who looks meanwhile may see a part of them."""

    def __init__(self, folder: ExternalFolder, written: StagedBatch) -> None:
        self._folder = folder
        self._written = written
        self._paths: dict[str, None] = {}

    def put(self, path: str, content: BinaryIO | Iterable[bytes]) -> int:
        """See the port."""
        size = self._written.put(path, content)
        self._paths[path] = None
        return size

    def engine_path(self, path: str) -> str:
        """See the port."""
        place = self._written.engine_path(path)
        self._paths[path] = None
        return place

    def size(self, path: str) -> int:
        """See the port."""
        return self._written.size(path)

    def drop(self, path: str) -> None:
        """See the port."""
        self._written.drop(path)
        del self._paths[path]

    def rename(self, path: str, target: str) -> None:
        """See the port."""
        self._written.rename(path, target)
        del self._paths[path]
        self._paths[target] = None

    def publish(self, *, overwrite: bool) -> Sequence[str]:
        """Send the files; where one fails, those before it stay."""
        there = [] if overwrite else [path for path in self._paths if self._folder.find(path) is not None]
        if there:
            return sorted(there)
        for path in self._paths:
            self._written.size(path)
            with Path(self._written.engine_path(path)).open("rb") as content:
                self._folder.put(path, content, overwrite=True)
        return ()
