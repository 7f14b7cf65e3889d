"""The stage store that knows external places: their locations are served by object stores, all others inside."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from mockhaus.domain.errors import unsupported
from mockhaus.ports.external_stages import ExternalPlace, ExternalStages
from mockhaus.ports.stages import StagedBatch, StagedFile, StageStore
from mockhaus_adapters.stage_object_store.addresses import Address, ExternalOptions, allowed_address

if TYPE_CHECKING:
    from mockhaus_adapters.stage_object_store.objects import ExternalFolder

_COPIES = "fetched-"
"""What the locations of the inner store begin with that hold copies for the engine."""


class ExternalStageStore(StageStore, ExternalStages):
    """Adds external places to a store of staged files.

    The engine reads a copy of an external file, which the inner store keeps until the file is another, its stage is
    gone or the process starts again. Object stores need the extra `object-stores`; without it they are refused.
    """

    def __init__(self, inner: StageStore, options: ExternalOptions) -> None:
        self._inner = inner
        self._options = options
        self._lock = threading.Lock()
        self._connected: dict[str, tuple[ExternalPlace, ExternalFolder]] = {}
        for location in inner.locations():
            if location.startswith(_COPIES):
                inner.remove_location(location)

    # -- places ----------------------------------------------------------------------------------------------------

    def check(self, place: ExternalPlace) -> None:
        """See the port."""
        self._folder_of(place)

    def connect(self, location: str, place: ExternalPlace) -> None:
        """See the port."""
        with self._lock:
            known = self._connected.get(location)
            if known is None or known[0] != place:
                self._connected[location] = (place, self._folder_of(place))

    def _folder_of(self, place: ExternalPlace) -> ExternalFolder:
        address = allowed_address(place, self._options)
        credentials = _identity(address, self._options) if place.delegated else dict(place.credentials)
        return folder_at(address, {**credentials, **{f"ENCRYPTION_{name}": value for name, value in place.encryption}})

    def _external(self, location: str) -> ExternalFolder | None:
        with self._lock:
            known = self._connected.get(location)
        return None if known is None else known[1]

    # -- files -----------------------------------------------------------------------------------------------------

    def put(
        self, location: str, path: str, content: BinaryIO | Iterable[bytes], *, overwrite: bool
    ) -> StagedFile | None:
        """See the port."""
        return (self._external(location) or _At(self._inner, location)).put(path, content, overwrite=overwrite)

    @contextmanager
    def batch(self, location: str) -> Iterator[StagedBatch]:
        """See the port; the files of an external place come one after another."""
        folder = self._external(location)
        if folder is None:
            with self._inner.batch(location) as batch:
                yield batch
            return
        from mockhaus_adapters.stage_object_store.batch import ExternalBatch  # noqa: PLC0415 - needs the extra

        with self._inner.batch(f"{_COPIES}{location}") as written:
            yield ExternalBatch(folder, written)

    def open(self, location: str, path: str) -> BinaryIO:
        """See the port."""
        return (self._external(location) or _At(self._inner, location)).open(path)

    def list(self, location: str, prefix: str = "") -> Sequence[StagedFile]:
        """See the port."""
        return (self._external(location) or _At(self._inner, location)).list(prefix)

    def remove(self, location: str, path: str) -> bool:
        """See the port."""
        folder = self._external(location)
        if folder is None:
            return self._inner.remove(location, path)
        was_there = folder.remove(path)
        self._remove_copies(location, path)
        return was_there

    def locations(self) -> Sequence[str]:
        """The locations inside; external ones are nobody's to empty."""
        return self._inner.locations()

    def remove_location(self, location: str) -> None:
        """Delete a location inside; end the connection of an external one, whose files stay."""
        with self._lock:
            was_connected = self._connected.pop(location, None) is not None
        self._inner.remove_location(f"{_COPIES}{location}" if was_connected else location)

    def engine_path(self, location: str, path: str) -> str:
        """See the port; of an external file the path of its copy."""
        folder = self._external(location)
        if folder is None:
            return self._inner.engine_path(location, path)
        file = folder.get(path)
        copies, copy = f"{_COPIES}{location}", _copy_of(file)
        if not self._inner.list(copies, copy):
            self._remove_copies(location, path)
            with folder.open(path) as content:
                self._inner.put(copies, copy, content, overwrite=True)
        return self._inner.engine_path(copies, copy)

    def _remove_copies(self, location: str, path: str) -> None:
        copies = f"{_COPIES}{location}"
        for file in self._inner.list(copies, f"{_key(path)}/"):
            self._inner.remove(copies, file.path)


class _At:
    """One location of a store, with the methods of an external folder."""

    def __init__(self, store: StageStore, location: str) -> None:
        self._store = store
        self._location = location

    def put(self, path: str, content: BinaryIO | Iterable[bytes], *, overwrite: bool) -> StagedFile | None:
        return self._store.put(self._location, path, content, overwrite=overwrite)

    def open(self, path: str) -> BinaryIO:
        return self._store.open(self._location, path)

    def list(self, prefix: str) -> Sequence[StagedFile]:
        return self._store.list(self._location, prefix)


def folder_at(address: Address, credentials: Mapping[str, str]) -> ExternalFolder:
    """The files at an address; refused by name where what speaks to object stores is not installed."""
    try:
        from mockhaus_adapters.stage_object_store.connecting import connected  # noqa: PLC0415 - needs the extra
        from mockhaus_adapters.stage_object_store.objects import ExternalFolder  # noqa: PLC0415 - as above
    except ModuleNotFoundError as error:
        raise unsupported("external stage without the extra of pip install 'mockhaus[object-stores]'") from error
    root = Path(address.bucket) if address.scheme == "file" else None
    return ExternalFolder(connected(address, credentials), root)


def _identity(address: Address, options: ExternalOptions) -> dict[str, str]:
    """The credentials of storage integrations that are for a kind of store."""
    prefix = "AZURE_" if address.scheme == "azure" else "AWS_"
    return {name: value for name, value in options.identity if name.startswith(prefix) and address.scheme != "gcs"}


def _copy_of(file: StagedFile) -> str:
    """Where a copy lies: by path and version, under the file's own name, whose ending the engine may look at."""
    version = _key(f"{file.md5} {file.size} {file.modified_at.isoformat()}")
    return f"{_key(file.path)}/{version}/{PurePosixPath(file.path).name}"


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
