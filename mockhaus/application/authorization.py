"""Asks the policy before a statement touches an object, and refuses as Snowflake does."""

from __future__ import annotations

from collections.abc import Iterable

from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog.objects import CatalogObject, ObjectKind
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.translation.plan import Access, ObjectAccess


def authorize(run: StatementRun, accesses: Iterable[ObjectAccess]) -> None:
    """Refuse unless the session's role may do all of it.

    A role that may not read an object is told that it does not exist, as Snowflake tells it; one that may not change
    it is told so.
    """
    for access in accesses:
        if run.may_use(access.owner):
            continue
        if access.access is Access.SELECT or access.access is Access.USAGE:
            raise SnowflakeError(ErrorCode.OBJECT_NOT_FOUND, kind=_word(access.kind), name=str(access.name))
        raise SnowflakeError(ErrorCode.NOT_AUTHORIZED, kind=access.kind.value.lower(), name=str(access.name.name))


def require_owner(run: StatementRun, item: CatalogObject, kind: ObjectKind, name: QualifiedName) -> None:
    """Refuse unless the session's role owns the object, or inherits from the role that does."""
    if not run.may_use(item.owner):
        raise SnowflakeError(ErrorCode.NOT_AUTHORIZED, kind=kind.value.lower(), name=str(name.name))


def _word(kind: ObjectKind) -> str:
    return "Sequence" if kind is ObjectKind.SEQUENCE else "Object"
