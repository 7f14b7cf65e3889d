"""The names of unloaded files.

Follows https://docs.snowflake.com/en/user-guide/data-unload-overview and the examples of COPY INTO a location.
"""

from __future__ import annotations

from dataclasses import dataclass

from mockhaus.translation.loading.formats import FileFormatSettings
from mockhaus.translation.unloading.options import UnloadOptions

_DATA = "data"
_NO_PARTITION = "__NULL__"
_COMPRESSIONS = {
    "GZIP": ".gz",
    "BZ2": ".bz2",
    "BROTLI": ".br",
    "ZSTD": ".zst",
    "DEFLATE": ".deflate",
    "RAW_DEFLATE": ".raw_deflate",
    "NONE": "",
}


def method(settings: FileFormatSettings) -> str:
    """How files are compressed: AUTO is gzip, and Snappy for Parquet."""
    if settings.kind == "PARQUET":
        found = settings.compression if settings.snappy else "NONE"
        return "SNAPPY" if found == "AUTO" else found
    return "GZIP" if settings.compression == "AUTO" else settings.compression


@dataclass(frozen=True, slots=True)
class FileNames:
    """Names for the files of one statement, below the stage. `path` is the statement's, `query_id` its own."""

    path: str
    query_id: str
    settings: FileFormatSettings
    options: UnloadOptions

    def of(self, number: int, partition: str | None = None, *, partitioned: bool = False) -> str:
        """The name of a file by its number, from 0, in its partition; None is the partition of NULL."""
        if self.options.single:
            return f"{self.path}{_DATA}" if self._is_folder(self.path) else self.path
        prefix = self._partition(partition) if partitioned else self.path
        if self._is_folder(prefix):
            prefix += _DATA
        elif self.options.include_query_id:
            prefix += f"/{_DATA}"
        separator = "" if prefix.endswith("_") else "_"
        query_id = f"{self.query_id}_" if self.options.include_query_id else ""
        return f"{prefix}{separator}{query_id}0_0_{number}{self._extension()}"

    def _partition(self, partition: str | None) -> str:
        folder = _NO_PARTITION if partition is None else partition
        separator = "" if self._is_folder(self.path) else "/"
        return f"{self.path}{separator}{folder}"

    @staticmethod
    def _is_folder(path: str) -> bool:
        return not path or path.endswith("/")

    def _extension(self) -> str:
        settings = self.settings
        if settings.file_extension:
            return f".{settings.file_extension.removeprefix('.')}"
        compression = method(settings)
        if settings.kind == "PARQUET":
            return ".snappy.parquet" if compression == "SNAPPY" else ".parquet"
        return f".{settings.kind.lower()}{_COMPRESSIONS[compression]}"
