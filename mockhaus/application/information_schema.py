"""INFORMATION_SCHEMA: its views as relations that the core provides."""

from __future__ import annotations

from mockhaus.domain.catalog.catalog import DatabaseCatalog
from mockhaus.translation.context import Relation

SCHEMA_NAME = "INFORMATION_SCHEMA"


def relation(database: DatabaseCatalog, view: str) -> Relation | None:  # noqa: ARG001 - no view is provided yet
    """A view of a database's INFORMATION_SCHEMA by name, or None."""
    return None
