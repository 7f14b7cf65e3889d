"""RENAME TO and SWAP WITH of schema objects: only the catalog changes, the engine's names stay."""

from __future__ import annotations

from dataclasses import replace

from mockhaus.application import authorization, defaults
from mockhaus.application.handlers import creation, targets
from mockhaus.application.names import CatalogNames, FoundObject
from mockhaus.application.outcome import Outcome, status
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog.objects import ObjectKind, SchemaObject, Table, kind_of
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.identifiers import QualifiedName


def rename(run: StatementRun, names: CatalogNames, found: FoundObject, new_name: QualifiedName) -> Outcome:
    """Give an object another name, perhaps in another schema of its database."""
    kind = kind_of(found.item)
    full = _beside(run, found, new_name, kind)
    place = targets.schema_at(names, *full.qualifiers)
    authorization.require_owner(run, place.schema, ObjectKind.SCHEMA, QualifiedName(full.qualifiers))
    other = names.find(kind, full)
    if other is not None and creation.is_temporary(other.item) == creation.is_temporary(found.item):
        raise SnowflakeError(ErrorCode.OBJECT_EXISTS, name=str(new_name))
    database = found.database.database
    if creation.is_temporary(found.item):
        run.session.temporary.remove(database.id, found.item)
    renamed = replace(_moved(found, full), name=full.name, schema_id=place.schema.id)
    creation.keep(run, database, [renamed])
    return status("Statement executed successfully.")


def _moved(found: FoundObject, new: QualifiedName) -> SchemaObject:
    return defaults.moved(found.item, found.name, new) if isinstance(found.item, Table) else found.item


def _beside(run: StatementRun, found: FoundObject, new_name: QualifiedName, kind: ObjectKind) -> QualifiedName:
    full = targets.full_name(run, new_name, f"ALTER {kind.value}")
    if full.parts[0] != found.name.parts[0]:
        raise unsupported(f"ALTER {kind.value} … RENAME TO another database")
    return full


def swap(run: StatementRun, names: CatalogNames, found: FoundObject, other_name: QualifiedName) -> Outcome:
    """Let two tables of one database change their names. The caller holds the locks of both."""
    other = targets.object_at(run, names, ObjectKind.TABLE, other_name, "ALTER TABLE")
    authorization.require_owner(run, other.item, ObjectKind.TABLE, other.name)
    if creation.is_temporary(found.item) or creation.is_temporary(other.item):
        raise unsupported("ALTER TABLE … SWAP WITH of temporary tables")
    database = found.database.database
    if other.database.database.id != database.id:
        raise unsupported("ALTER TABLE … SWAP WITH a table of another database")
    one = replace(_moved(found, other.name), name=other.item.name, schema_id=other.schema.id)
    two = replace(_moved(other, found.name), name=found.item.name, schema_id=found.schema.id)
    creation.keep(run, database, [one, two])
    return status("Statement executed successfully.")
