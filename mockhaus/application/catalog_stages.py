"""Stages and file formats found by name, as far as a plan depends on them."""

from __future__ import annotations

from mockhaus.application.names import CatalogNames
from mockhaus.domain.catalog.objects import FileFormat, ObjectKind, Stage
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import Options, StageLocation
from mockhaus.translation.context import StagePlace, Stages
from mockhaus.translation.cursor import named
from mockhaus.translation.loading.formats import merged

Layer = tuple[str | None, Options]
"""Settings of a file format, with the type that they are for, where they say it."""


class CatalogStages(Stages):
    """The stages in one picture of the catalog, seen by one session. URLs of files begin with `base`."""

    def __init__(self, names: CatalogNames, base: str) -> None:
        self._names = names
        self._base = base

    def place(
        self, location: StageLocation, file_format: QualifiedName | None, database: str | None, schema: str | None
    ) -> StagePlace:
        """See the protocol."""
        format_name = None if file_format is None else self._names.complete(file_format, database, schema)
        name, table, owner, stage = None, None, "", None
        if location.name is not None:
            name = self._names.complete(location.name, database, schema)
            stage = found_stage(self._names, name)
            owner = stage.owner
        elif location.table is not None:
            table = self._names.complete(location.table, database, schema)
        kind, _ = merged(query_layers(self._names, format_name, stage))
        url = _url(stage) if stage is not None else ""
        folder = stage.location if stage is not None and not stage.temporary else ""
        return StagePlace(StageLocation(name, location.path, table), owner, kind, format_name, url, folder, self._base)


def _url(stage: Stage) -> str:
    """What the paths of a stage's files are below: an external one's own URL, or one that no other stage has."""
    return f"{stage.url.rstrip('/')}/" if stage.url else f"mockhaus://stages/{stage.location}/"


def found_stage(names: CatalogNames, name: QualifiedName) -> Stage:
    """The stage of a full name; OBJECT_NOT_FOUND where there is none."""
    found = names.find(ObjectKind.STAGE, name)
    if found is None or not isinstance(found.item, Stage):
        raise SnowflakeError(ErrorCode.OBJECT_NOT_FOUND, kind="Stage", name=str(name))
    return found.item


def found_format(names: CatalogNames, name: QualifiedName) -> FileFormat:
    """The file format of a full name; OBJECT_NOT_FOUND where there is none."""
    found = names.find(ObjectKind.FILE_FORMAT, name)
    if found is None or not isinstance(found.item, FileFormat):
        raise SnowflakeError(ErrorCode.OBJECT_NOT_FOUND, kind="File format", name=str(name))
    return found.item


def query_layers(names: CatalogNames, format_name: QualifiedName | None, stage: Stage | None) -> list[Layer]:
    """The settings that hold for a query over staged files: of the format that it names, or else the stage's."""
    if format_name is not None:
        return [format_layer(names, format_name)]
    return stage_layers(names, stage)


def stage_layers(names: CatalogNames, stage: Stage | None) -> list[Layer]:
    """The settings of a stage's own file format."""
    if stage is None:
        return []
    own = [(dict(stage.format_settings).get("TYPE"), stage.format_settings)]
    return [*own, format_layer(names, named(stage.file_format))] if stage.file_format else [*own]


def format_layer(names: CatalogNames, name: QualifiedName) -> Layer:
    """The settings of a file format."""
    found = found_format(names, name)
    return found.format_type, found.settings
