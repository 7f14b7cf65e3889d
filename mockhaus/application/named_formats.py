"""File formats found by name."""

from __future__ import annotations

from mockhaus.application.catalog_stages import format_layer
from mockhaus.application.services import StatementRun
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import Options


def named_format(run: StatementRun, name: QualifiedName) -> tuple[str | None, Options]:
    """The kind and the settings of a file format; OBJECT_NOT_FOUND where there is none."""
    names, context = run.names(), run.session.context
    return format_layer(names, names.complete(name, context.database, context.schema))
