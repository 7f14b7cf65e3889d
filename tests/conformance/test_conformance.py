"""Every record of the corpus, answered as Snowflake answers it, through the use cases of an ephemeral deployment."""

from __future__ import annotations

import base64
import gzip
import io
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.statement_result import StatementResult
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.rendering import renderer
from mockhaus.domain.sessions.parameters import SessionParameters
from mockhaus.domain.types import SEMI_STRUCTURED, ResultColumn
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import Settings
from mockhaus_deployments.settings.model import StagesSettings
from tests.conformance import records
from tests.conformance.records import Record

_LINES = re.compile(r"\n\s*")
_BLANKS = re.compile(r'("(?:[^"\\]|\\.)*")|\s+')
_numbers = itertools.count(1)


class _File:
    """One file's session in its own new database. Records run once, in order, as far as they are asked for."""

    def __init__(self, use_cases: UseCases, outside: Path, records_of_file: list[Record]) -> None:
        self._use_cases = use_cases
        self._outside = outside
        self._session = use_cases.sessions.create(SessionRequest()).session_id
        self._open = iter(records_of_file)
        self._failures: dict[int, Exception | None] = {}
        self._execute(f"CREATE DATABASE conformance_{next(_numbers)}")

    def check(self, record: Record) -> None:
        """Run the file up to a record; its failure, if it has one."""
        while record.line not in self._failures:
            following = next(self._open)
            self._failures[following.line] = self._failure(following)
        failure = self._failures[record.line]
        if failure is not None:
            raise failure

    def _failure(self, record: Record) -> Exception | None:
        try:
            getattr(self, f"_{record.kind}")(record)
        except (AssertionError, SnowflakeError, ValueError) as error:
            return error
        return None

    def _statement(self, record: Record) -> None:
        self._execute(record.text)

    def _query(self, record: Record) -> None:
        columns, rows = self._execute(record.text)
        expected = list(record.expected)
        if expected and expected[0].startswith("columns "):
            _same(_described(columns), expected.pop(0).removeprefix("columns "))
        wanted = [records.row(line) for line in expected]
        if "unordered" in record.words:
            rows, wanted = sorted(rows, key=repr), sorted(wanted, key=repr)
        _same(rows, wanted)

    def _error(self, record: Record) -> None:
        with pytest.raises(SnowflakeError) as caught:
            self._execute(record.text)
        _same((caught.value.code, caught.value.sqlstate), record.words)
        message = "\n".join(record.expected).replace("\\n", "\n")
        assert message in caught.value.message, caught.value.message

    def _file(self, record: Record) -> None:
        location, *encoding = record.words
        content = base64.b64decode(record.text) if encoding else f"{record.text}\n".encode()
        if location.endswith(".gz"):
            content = gzip.compress(content, mtime=0)
        self._use_cases.stages.put(location, io.BytesIO(content), session_id=self._session)

    def _execute(self, text: str) -> tuple[tuple[ResultColumn, ...], list[list[str | None]]]:
        sql = text.replace(records.OUTSIDE, str(self._outside))
        request = StatementRequest(sql=sql, session_id=self._session)
        with self._use_cases.execute(request) as execution:
            result = next(iter(execution))
            rows = _shown(result, execution.session.context.parameters)
            return result.columns, [[self._inside(cell) for cell in row] for row in rows]

    def _inside(self, cell: str | None) -> str | None:
        """A cell that names the folder outside as records do."""
        return None if cell is None else cell.replace(str(self._outside)[1:], records.OUTSIDE[1:])


def _same(got: object, expected: object) -> None:
    assert got == expected, f"got {got}"


def _described(columns: tuple[ResultColumn, ...]) -> str:
    return ", ".join(f"{one.name} {one.type}{'' if one.type.nullable else ' NOT NULL'}" for one in columns)


def _shown(result: StatementResult, parameters: SessionParameters) -> list[list[str | None]]:
    """The rows as text, JSON without blanks."""
    show = [renderer(column.type, parameters) for column in result.columns]
    rows = [
        [None if value is None else write(value) for write, value in zip(show, row, strict=True)]
        for row in result.fetch_all()
    ]
    for index, column in enumerate(result.columns):
        if column.type.kind in SEMI_STRUCTURED:
            for row in rows:
                row[index] = _compact(row[index])
    return rows


def _compact(text: str | None) -> str | None:
    if text is None:
        return None
    if text.startswith("<"):
        return _LINES.sub("", text)
    return _BLANKS.sub(lambda found: found[1] or "", text)


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that external stages may name."""
    return tmp_path_factory.mktemp("outside")


@pytest.fixture(scope="module")
def use_cases(outside: Path) -> Iterator[UseCases]:
    with embedded(Settings(data_dir=None, stages=StagesSettings(external_roots=(outside,)))) as found:
        yield found


@pytest.fixture(scope="module")
def sessions(use_cases: UseCases) -> dict[Path, _File]:
    return {}


def _parameter(record: Record) -> object:
    marks = [pytest.mark.xfail(reason=record.gap)] if record.gap else []
    return pytest.param(record, id=record.id, marks=marks)


@pytest.mark.parametrize("record", [_parameter(record) for record in records.corpus()])
def test_snowflake_answers(record: Record, use_cases: UseCases, outside: Path, sessions: dict[Path, _File]) -> None:
    if record.file not in sessions:
        sessions[record.file] = _File(use_cases, outside, records.read(record.file))
    sessions[record.file].check(record)
