"""Staged files as FILE values: what TO_FILE looks its files up in.

Follows https://docs.snowflake.com/en/sql-reference/functions/to_file.
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterator, Mapping, Sequence
from email.utils import format_datetime

from mockhaus.application import stage_directories
from mockhaus.application.services import StatementRun
from mockhaus.application.stage_areas import queried_area
from mockhaus.application.visibility import databases, objects, places
from mockhaus.domain.catalog.objects import Stage
from mockhaus.domain.file_urls import file_url
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.results import Row, Value
from mockhaus.domain.statements import StageLocation
from mockhaus.ports.stages import StagedFile

_TYPES = mimetypes.MimeTypes(filenames=())
"""Content types by the ends of names: Python's own table, whatever the machine has."""
_UNKNOWN = "application/octet-stream"
_COMPRESSED = {"gzip": "application/gzip", "bzip2": "application/x-bzip2", "xz": "application/x-xz"}


def rows(run: StatementRun, arguments: Mapping[str, Value]) -> Iterator[Row]:
    """Files with the places that they are looked up by: of one stage their paths, else their URLs on all stages."""
    stage = arguments["STAGE"]
    if stage is None:
        return _by_url(run)
    return _by_path(run, QualifiedName(tuple(json.loads(str(stage)))), str(arguments["PREFIX"]))


def _by_path(run: StatementRun, name: QualifiedName, prefix: str) -> Iterator[Row]:
    area = queried_area(run, StageLocation(name, ""))
    for file in run.services.stages.list(area.location, prefix):
        yield file.path, _document(file, name)


def _by_url(run: StatementRun) -> Iterator[Row]:
    base = run.services.file_urls.base(run.session.context.account)
    for name, stage in _stages(run):
        for file in _files(run, stage):
            url = file_url(base, name.parts, file.path)
            yield url, _document(file, name, STAGE_FILE_URL=url)


def _stages(run: StatementRun) -> Iterator[tuple[QualifiedName, Stage]]:
    """The named stages that the role may use."""
    for database in databases(run):
        for place in places(run, database):
            for seen in objects(run, place):
                if isinstance(seen.item, Stage):
                    names = (database.database.name, place.schema.name, seen.item.name)
                    yield QualifiedName(names), seen.item


def _files(run: StatementRun, stage: Stage) -> Sequence[StagedFile]:
    """The files of a stage; of an external one those that its directory table knows."""
    if stage.url:
        return stage_directories.registered(run, stage)
    return run.services.stages.list(stage.location)


def _document(file: StagedFile, stage: QualifiedName, **more: str) -> str:
    fields = {
        "CONTENT_TYPE": content_type(file.path),
        "ETAG": file.md5,
        "LAST_MODIFIED": format_datetime(file.modified_at, usegmt=True),
        "RELATIVE_PATH": file.path,
        "SIZE": file.size,
        "STAGE": f"@{stage}",
        **more,
    }
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def content_type(path: str) -> str:
    """The MIME type of a file, by the end of its name."""
    found, encoding = _TYPES.guess_type(path.rpartition("/")[2])
    if encoding is not None:
        return _COMPRESSED.get(encoding, _UNKNOWN)
    return found or _UNKNOWN
