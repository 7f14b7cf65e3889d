"""All operations, by family."""

from __future__ import annotations

from mockhaus_adapters.http_falcon.rest import catalog, documentation, sessions
from mockhaus_adapters.http_falcon.rest.operations import Operation

OPERATIONS: tuple[Operation, ...] = (*sessions.OPERATIONS, *catalog.OPERATIONS, *documentation.OPERATIONS)
"""The REST API."""
