"""Every documented option of loading and unloading does what architecture/loading-options.md says."""

from __future__ import annotations

import bz2
import gzip
import io
import zlib
from collections.abc import Callable

import fastavro
import pyarrow as pa
import pytest
from pyarrow import orc
from pyarrow import parquet as pq

from mockhaus.domain.errors import SnowflakeError
from mockhaus.translation.parsers.copying import COPY_OPTIONS
from mockhaus.translation.parsers.file_formats import SETTINGS
from tests.conformance import loading_options
from tests.conformance.loading_options import COPY, READING, TOPICS, UNLOAD, WRITING, Option, Standing, Topic
from tests.support.loading_session import LoadingSession


def _parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"a": ["1"], "b": ["2"]}), out)
    return out.getvalue()


def _orc() -> bytes:
    out = io.BytesIO()
    orc.write_table(pa.table({"a": ["1"], "b": ["2"]}), out)
    return out.getvalue()


def _avro() -> bytes:
    out = io.BytesIO()
    fields = [{"name": name, "type": "string"} for name in "ab"]
    fastavro.writer(out, {"type": "record", "name": "r", "fields": fields}, [{"a": "1", "b": "2"}])
    return out.getvalue()


CONTENT = {
    "CSV": b"1,2\n",
    "JSON": b'{"a": "1", "b": "2"}',
    "XML": b"<r><a>1</a></r>",
    "PARQUET": _parquet(),
    "ORC": _orc(),
    "AVRO": _avro(),
}


CODECS = {"IBM424": "cp424", **{f"UTF{size}{end}": f"utf-{size}{end}" for size in (16, 32) for end in ("", "LE", "BE")}}
"""The character sets in which digits and commas are not those of ASCII."""


def _raw_deflate(content: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packing.compress(content) + packing.flush()


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "GZIP": gzip.compress,
    "BZ2": bz2.compress,
    "BROTLI": lambda content: pa.compress(content, codec="brotli", asbytes=True),
    "ZSTD": lambda content: pa.compress(content, codec="zstd", asbytes=True),
    "DEFLATE": zlib.compress,
    "RAW_DEFLATE": _raw_deflate,
}
CASES = [
    pytest.param(kind, option, value, id=f"{kind}-{option.name}-{value}")
    for kind, topic in READING.items()
    for option in topic.options
    for value in option.values
]
COPIES = [
    pytest.param(option, value, id=f"{option.name}-{value}") for option in COPY.options for value in option.values
]
UNLOADS = [
    pytest.param(option, value, id=f"{option.name}-{value}") for option in UNLOAD.options for value in option.values
]
WRITTEN = [
    pytest.param(kind, option, value, id=f"{kind}-{option.name}-{value}")
    for kind, topic in WRITING.items()
    for option in topic.options
    for value in option.values
]


def told(session: LoadingSession, sql: str) -> Standing:
    """Whether a statement is carried out, or refused as a feature that is not emulated."""
    try:
        session.run(sql)
    except SnowflakeError as error:
        if error.error.code != "000002":
            raise
        return Standing.REFUSED
    return Standing.WORKS


def expected(option: Option) -> Standing:
    """What `told` must say."""
    return Standing.REFUSED if option.standing is Standing.REFUSED else Standing.WORKS


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.title)
def test_every_documented_option_is_listed(topic: Topic) -> None:
    assert set(topic.documented.split()) - {option.name for option in topic.options} == set()


def test_every_option_that_is_known_is_listed() -> None:
    listed = {kind: {option.name for option in topic.options} for kind, topic in READING.items()}
    assert {kind: set(names) - listed[kind] for kind, names in SETTINGS.items()} == {kind: set() for kind in SETTINGS}
    assert set(COPY_OPTIONS) - {option.name for option in COPY.options} == set()


def test_the_page_is_what_is_listed() -> None:
    written = loading_options.PAGE.read_text(encoding="utf-8")
    assert written == loading_options.page(), "run: python -m tests.conformance.loading_options"


@pytest.mark.parametrize(("kind", "option", "value"), CASES)
def test_a_format_option_of_loading(session: LoadingSession, kind: str, option: Option, value: str) -> None:
    content = CONTENT[kind]
    if option.name == "COMPRESSION" and kind != "PARQUET":
        content = PACKED.get(value, bytes)(content)
    if option.name == "ENCODING":
        content = content.decode().encode(CODECS.get(value[1:-1], "ascii"))
    session.put("file", content)
    more, match = _around(kind, option, value)
    session.run(f"CREATE TABLE t ({'v VARIANT' if kind == 'XML' else 'a VARCHAR, b VARCHAR'})")
    sql = f"COPY INTO t FROM @files FILE_FORMAT = (TYPE = {kind} {option.name} = {value}{more}){match}"

    assert told(session, sql) is expected(option)
    if option.standing is not Standing.REFUSED and (option.name, value) not in _NO_ROW:
        assert session.run("SELECT COUNT(*) FROM t") == [(1,)]


_NO_ROW = frozenset({("PARSE_HEADER", "TRUE"), ("SKIP_HEADER", "2")})
"""Options by which the one record of a file is none to load."""


def _around(kind: str, option: Option, value: str) -> tuple[str, str]:
    """What must stand beside an option for a file of one record to be loaded."""
    matches = kind not in ("CSV", "XML") or (option.name, value) == ("PARSE_HEADER", "TRUE")
    match = " MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE" if matches else ""
    loose = (option.name, value) in {("FIELD_DELIMITER", "'0x01'"), ("FIELD_DELIMITER", "NONE")}
    return " ERROR_ON_COLUMN_COUNT_MISMATCH = FALSE" if loose else "", match


@pytest.mark.parametrize(("option", "value"), COPIES)
def test_an_option_of_copy_into_a_table(session: LoadingSession, option: Option, value: str) -> None:
    named = "MATCH_BY" in f"{option.name} {value}"
    session.put("a.csv", "a\n1\n" if named else "1,2\n")
    session.run("CREATE TABLE t (a VARCHAR, b VARCHAR)")
    header = " PARSE_HEADER = TRUE" if named and value != "NONE" else ""
    loose = " ERROR_ON_COLUMN_COUNT_MISMATCH = FALSE"
    sql = f"COPY INTO t FROM @files FILE_FORMAT = (TYPE = CSV{header}{loose}) {option.name} = {value}"
    assert told(session, sql) is expected(option)


@pytest.mark.parametrize(("kind", "option", "value"), WRITTEN)
def test_a_format_option_of_unloading(session: LoadingSession, kind: str, option: Option, value: str) -> None:
    rows = "SELECT OBJECT_CONSTRUCT('a', 1) AS a" if kind == "JSON" else "SELECT 1 AS a"
    sql = f"COPY INTO @files/out/ FROM ({rows}) FILE_FORMAT = (TYPE = {kind} {option.name} = {value})"
    assert told(session, sql) is expected(option)
    assert len(session.staged()) == (option.standing is not Standing.REFUSED)


@pytest.mark.parametrize(("option", "value"), UNLOADS)
def test_an_option_of_copy_into_a_location(session: LoadingSession, option: Option, value: str) -> None:
    clause = f"PARTITION BY {value}" if option.name == "PARTITION_BY" else f"{option.name} = {value}"
    assert told(session, f"COPY INTO @files/out/ FROM (SELECT 'x' AS a) {clause}") is expected(option)
