"""File formats found by name."""

from __future__ import annotations

from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog.objects import FileFormat, ObjectKind
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import Options


def named_format(run: StatementRun, name: QualifiedName) -> tuple[str, Options]:
    """The kind and the settings of a file format; OBJECT_NOT_FOUND where there is none."""
    names, context = run.names(), run.session.context
    found = names.find(ObjectKind.FILE_FORMAT, names.complete(name, context.database, context.schema))
    if found is None or not isinstance(found.item, FileFormat):
        raise SnowflakeError(ErrorCode.OBJECT_NOT_FOUND, kind="File format", name=str(name))
    return found.item.format_type, found.item.settings
