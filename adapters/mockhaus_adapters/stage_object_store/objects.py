"""The files of one external place."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

import obstore
from obstore.exceptions import AlreadyExistsError, NotFoundError
from obstore.store import ObjectStore

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.stage_paths import stage_path_parts
from mockhaus.ports.stages import StagedFile
from mockhaus_adapters.stage_object_store.errors import object_errors

_IN_MEMORY = 16 << 20
_CHUNK = 1 << 20
_ONE_REQUEST = 64 << 20
"""Larger files are sent in parts, which stores join without looking whether another file is there."""


class ExternalFolder:
    """Files below one place. Their MD5 is what the store tells as their version, which of S3 mostly is their MD5.

    Of a folder of this machine `root` is its real path: links that lead out of it are refused, and not listed.
    """

    def __init__(self, store: ObjectStore, root: Path | None = None) -> None:
        self._store = store
        self._root = root

    def put(self, path: str, content: BinaryIO | Iterable[bytes], *, overwrite: bool) -> StagedFile | None:
        """Store a file whole or not at all; None where it is there and `overwrite` is false."""
        self._check(path)
        if not overwrite and self.find(path) is not None:
            return None
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as whole:
            for chunk in _chunks(content):
                whole.write(chunk)
            size = whole.tell()
            whole.seek(0)
            if not self._send(path, cast("IO[bytes]", whole), size, overwrite=overwrite):
                return None
        return self.get(path)

    def _send(self, path: str, content: IO[bytes], size: int, *, overwrite: bool) -> bool:
        create = not overwrite and size <= _ONE_REQUEST
        try:
            with object_errors(path):
                obstore.put(
                    self._store,
                    path,
                    content,
                    mode="create" if create else "overwrite",
                    use_multipart=size > _ONE_REQUEST,
                )
        except SnowflakeError as error:
            if create and isinstance(error.__cause__, AlreadyExistsError):
                return False
            raise
        return True

    def open(self, path: str) -> BinaryIO:
        """The content of a file as it is now."""
        self._check(path)
        with object_errors(path):
            found = obstore.get(self._store, path)
            if found.meta["size"] <= _IN_MEMORY:
                return io.BytesIO(found.bytes().to_bytes())
            with tempfile.TemporaryFile() as whole:
                for chunk in found.stream():
                    whole.write(chunk)
                whole.seek(0)
                return os.fdopen(os.dup(whole.fileno()), "rb")

    def list(self, prefix: str) -> Sequence[StagedFile]:
        """The files whose path starts with a prefix, ordered by path, without those whose names no stage can have."""
        folder = prefix.rpartition("/")[0]
        if folder and not self._is_path(folder):
            return []
        found = []
        with object_errors(prefix):
            for batch in obstore.list(self._store, prefix=folder or None):
                found += [
                    _staged(meta) for meta in batch if meta["path"].startswith(prefix) and self._is_path(meta["path"])
                ]
        return sorted(found, key=lambda file: file.path)

    def remove(self, path: str) -> bool:
        """Delete a file; whether it was there."""
        if self.find(path) is None:
            return False
        with object_errors(path):
            obstore.delete(self._store, path)
        return True

    def get(self, path: str) -> StagedFile:
        """What LIST tells of a file; FILE_NOT_FOUND where there is none."""
        self._check(path)
        with object_errors(path):
            return _staged(obstore.head(self._store, path))

    def find(self, path: str) -> StagedFile | None:
        """What LIST tells of a file; None where there is none."""
        try:
            return self.get(path)
        except SnowflakeError as error:
            if isinstance(error.__cause__, (NotFoundError, FileNotFoundError)):
                return None
            raise

    def _check(self, path: str) -> None:
        stage_path_parts(path)
        if self._root is not None and not (self._root / path).resolve().is_relative_to(self._root):
            raise SnowflakeError(ErrorCode.STAGE_PATH, path=path)

    def _is_path(self, path: str) -> bool:
        try:
            self._check(path)
        except SnowflakeError:
            return False
        return True


def _staged(meta: Any) -> StagedFile:  # noqa: ANN401 - the binding's own mapping has no type at run time
    version = (meta["e_tag"] or "").strip('"')
    return StagedFile(meta["path"], meta["size"], version, meta["last_modified"])


def _chunks(content: BinaryIO | Iterable[bytes]) -> Iterable[bytes]:
    return iter(lambda: content.read(_CHUNK), b"") if hasattr(content, "read") else content
