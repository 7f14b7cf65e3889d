"""A session whose stage FILES can be filled, for tests of COPY INTO."""

from __future__ import annotations

import gzip
import io

from mockhaus.application.handlers.previews import preview
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog.objects import ObjectKind, Stage
from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.identifiers import qualified
from mockhaus.translation.parsing import parse
from tests.support.statement_session import StatementSession


class LoadingSession(StatementSession):
    """Statements, and files for the stage FILES of the current schema."""

    def put(self, path: str, content: str | bytes) -> None:
        """Stage a file, replacing the one of its path."""
        data = content.encode() if isinstance(content, str) else content
        self.services.stages.put(self.location(), path, io.BytesIO(data), overwrite=True)

    def put_gzip(self, path: str, text: str) -> None:
        """Stage a text as a gzip file."""
        self.put(path, gzip.compress(text.encode(), mtime=0))

    def staged(self) -> list[str]:
        """The paths of the staged files."""
        return [file.path for file in self.services.stages.list(self.location())]

    def content(self, path: str) -> bytes:
        """The bytes of a staged file."""
        with self.services.stages.open(self.location(), path) as content:
            return content.read()

    def described(self, text: str) -> list[str]:
        """The headings that a statement would answer."""
        run = StatementRun(session=self.session, services=self.services, query_id="q", text=text)
        return [column.name for column in preview(parse(text), run).columns]

    def failure(self, text: str) -> SnowflakeError:
        """The error of a statement that must fail."""
        try:
            self.run(text)
        except SnowflakeError as error:
            return error
        raise AssertionError(text)

    def location(self) -> str:
        """The folder of the stage in the store."""
        names = self.session.context
        assert names.database is not None
        assert names.schema is not None
        database = self.services.catalog.current.database(names.database)
        assert database is not None
        schema = database.schema(names.schema)
        assert schema is not None
        stage = database.find(schema, ObjectKind.STAGE, qualified("FILES").name)
        assert isinstance(stage, Stage)
        return stage.location
