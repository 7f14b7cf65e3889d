"""Use case: files on stages, for callers outside of SQL. PUT is carried out by a client through `StageFiles.put`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

from mockhaus.application import storage_integrations
from mockhaus.application.manage_sessions import ManageSessions, SessionRequest
from mockhaus.application.names import CatalogNames
from mockhaus.application.services import Services, StatementRun
from mockhaus.application.stage_areas import StageArea, external_place, stage_area
from mockhaus.application.stage_contents import compressed
from mockhaus.application.temporary_objects import TemporaryObjects
from mockhaus.domain.catalog.objects import ObjectKind, Stage
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.file_urls import Purpose
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import StageLocation
from mockhaus.ports.stages import StagedFile
from mockhaus.translation.cursor import Cursor, tokenize
from mockhaus.translation.parsers import stages


def parse_location(text: str) -> StageLocation:
    """`@database.schema.stage/path`, `@%table/path` or `@~/path`; the path may hold any characters."""
    owner, path = stages.split_location(text)
    cursor = Cursor(owner, tokenize(owner))
    if cursor.word != "@":
        raise SnowflakeError(ErrorCode.STAGE_PATH, path=text)
    found = stages.location(cursor)
    cursor.expect_end()
    return StageLocation(found.name, path, found.table, found.position)


class StageFiles:
    """Puts, lists, reads and removes staged files in the name of a session, or of a role outside of one.

    Every location is text as `parse_location` reads it, with the file's path behind the stage.
    """

    def __init__(self, services: Services, sessions: ManageSessions) -> None:
        self._services = services
        self._sessions = sessions

    def put(
        self,
        location: str,
        content: BinaryIO | Iterable[bytes],
        *,
        overwrite: bool = False,
        compress: bool = False,
        session_id: str | None = None,
        context: SessionRequest | None = None,
    ) -> StagedFile | None:
        """Store a file whole or not at all; None where it is there and `overwrite` is false.

        With `compress` it is stored as a gzip file, `.gz` behind its name.
        """
        place = parse_location(location)
        with self._area(place, session_id, context) as area:
            path = f"{place.path}.gz" if compress else place.path
            stored = compressed(content) if compress else content
            return self._services.stages.put(area.location, path, stored, overwrite=overwrite)

    def list(
        self, location: str, *, session_id: str | None = None, context: SessionRequest | None = None
    ) -> Sequence[StagedFile]:
        """The files whose path begins with the location's, ordered by path."""
        place = parse_location(location)
        with self._area(place, session_id, context) as area:
            return self._services.stages.list(area.location, place.path)

    def remove(self, location: str, *, session_id: str | None = None, context: SessionRequest | None = None) -> bool:
        """Delete one file; whether it was there."""
        place = parse_location(location)
        with self._area(place, session_id, context) as area:
            return self._services.stages.remove(area.location, place.path)

    def open(self, location: str, *, session_id: str | None = None, context: SessionRequest | None = None) -> BinaryIO:
        """The content of a file, which the caller closes; FILE_NOT_FOUND where there is none."""
        place = parse_location(location)
        with self._area(place, session_id, context) as area:
            return self._services.stages.open(area.location, place.path)

    def put_at(
        self, location: str, path: str, content: BinaryIO | Iterable[bytes], *, overwrite: bool
    ) -> StagedFile | None:
        """Store a file, as `put` does, in a folder of the store: for whom a statement allowed it (`FileTransfer`)."""
        return self._services.stages.put(location, path, content, overwrite=overwrite)

    def open_at(self, location: str, path: str) -> tuple[StagedFile, BinaryIO]:
        """A file of a folder of the store and its content, which the caller closes; FILE_NOT_FOUND if there is none."""
        stages = self._services.stages
        file = next((file for file in stages.list(location, path) if file.path == path), None)
        if file is None:
            raise SnowflakeError(ErrorCode.FILE_NOT_FOUND, name=path)
        return file, stages.open(location, path)

    def open_signed(self, token: str, purpose: Purpose, user: str | None = None) -> BinaryIO:
        """The content of the file that a signed URL grants access to, which the caller closes.

        FILE_URL_INVALID where it was not made here, or not for that purpose or user; FILE_URL_EXPIRED where its time
        is over; FILE_NOT_FOUND where the file, or the stage that it was on, is not there any more.
        """
        grant = self._services.file_urls.grant(token)
        if grant is None or grant.purpose is not purpose or (user is not None and grant.user != user):
            raise SnowflakeError(ErrorCode.FILE_URL_INVALID)
        if grant.expires < self._services.clock.now().timestamp():
            raise SnowflakeError(ErrorCode.FILE_URL_EXPIRED)
        names = CatalogNames(self._services.catalog.current, TemporaryObjects())
        found = names.find(ObjectKind.STAGE, QualifiedName(grant.stage))
        if found is None or not isinstance(found.item, Stage) or found.item.location != grant.folder:
            raise SnowflakeError(ErrorCode.FILE_NOT_FOUND, name=grant.path)
        if found.item.url:
            if found.item.integration:
                storage_integrations.require(self._services.account.current, found.item.integration, found.item.url)
            self._services.external.connect(found.item.location, external_place(found.item))
        return self._services.stages.open(found.item.location, grant.path)

    @contextmanager
    def _area(
        self, place: StageLocation, session_id: str | None, context: SessionRequest | None
    ) -> Iterator[StageArea]:
        with self._sessions.use(session_id, context or SessionRequest()) as session:
            run = StatementRun(
                session=session,
                services=self._services,
                query_id=self._services.identity.query_id(),
                text="",
            )
            yield stage_area(run, place)
