"""Metadata databases for tests, on every database that can hold them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from mockhaus_adapters.metadata_sqlalchemy import MetadataDatabase


@contextmanager
def opened(url: str) -> Iterator[MetadataDatabase]:
    """A migrated database, closed at the end."""
    database = MetadataDatabase.open(url)
    try:
        yield database
    finally:
        database.close()
