"""What a request asks of the core: statements, in the name of its caller."""

from __future__ import annotations

from dataclasses import replace

from mockhaus.application.manage_objects import Caller, ManageObjects, Record
from mockhaus.domain.catalog.objects import Persistence
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import CreateTable, CreateView, Show, Statement, Use
from mockhaus_adapters.http_falcon.resource_api.values import Document

_MOST = 10_000


class Calls:
    """The statements of one request."""

    def __init__(self, objects: ManageObjects, caller: Caller) -> None:
        self.objects = objects
        self._caller = caller

    def rows(self, statement: Statement) -> list[Record]:
        """The rows that a statement answers."""
        if self._caller.session_id is None and _is_lost(statement):
            raise unsupported("a statement that needs a session, in a request without one")
        return self.objects(statement, self._caller)

    def done(self, *statements: Statement) -> Document:
        """Carry out statements, one after another; what is answered is the status of the last."""
        rows: list[Record] = []
        for statement in statements:
            rows = self.rows(statement)
        return {"status": rows[0]["status"] if rows else ""}

    def shown(self, statement: Show) -> list[Record]:
        """The rows of a SHOW; FROM without a limit is FROM with the largest."""
        if statement.from_name is not None and statement.limit is None:
            statement = replace(statement, limit=_MOST)
        return self.rows(statement)

    def one(self, statement: Show, kind: str, name: str, full: QualifiedName) -> Record:
        """The row of a SHOW that is about one object; SCHEMA_NOT_FOUND, which says so, where there is none."""
        for row in self.rows(replace(statement, starts_with=name)):
            if row["name"] == name:
                return row
        raise SnowflakeError(ErrorCode.SCHEMA_NOT_FOUND, kind=kind, name=str(full))

    def own_parameters(self, kind: str, name: QualifiedName) -> dict[str, str]:
        """The parameters that an object of a kind sets itself, by name in lower case."""
        rows = self.rows(Show(kind="PARAMETERS", scope_kind=kind, scope=name))
        return {str(row["key"]).lower(): str(row["value"]) for row in rows if row["level"] == kind}


def _is_lost(statement: Statement) -> bool:
    """Whether what a statement does ends with its session."""
    match statement:
        case CreateTable():
            return statement.persistence is Persistence.TEMPORARY
        case CreateView():
            return statement.temporary
    return isinstance(statement, Use)
