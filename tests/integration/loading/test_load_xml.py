"""XML files: https://docs.snowflake.com/en/user-guide/semistructured-data-formats."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import ErrorCode
from tests.support.loading_session import LoadingSession

PARTS = """<?xml version="1.0"?>
<!DOCTYPE parts system "parts.dtd">
<!-- > <parts> -->
<parts>
   some words
   <part count="4"><item a='>'>Spark Plugs</item><price units="dollar"> 27.00</price></part>
   <part count="1">
      <item>Motor <![CDATA[</part>]]></item>
   </part>
   <none/>
</parts>
"""
XML = "FILE_FORMAT = (TYPE = XML)"
STRIPPED = "FILE_FORMAT = (TYPE = XML STRIP_OUTER_ELEMENT = TRUE)"


@pytest.fixture
def xml(session: LoadingSession) -> LoadingSession:
    session.run("CREATE TABLE t (src VARIANT)")
    session.put("parts.xml", PARTS)
    return session


def test_a_document_is_a_row(xml: LoadingSession) -> None:
    xml.run(f"COPY INTO t FROM @files {XML}")

    assert xml.run("""SELECT src:"@"::VARCHAR, XMLGET(src, 'part', 1):"@count"::INT FROM t""") == [("parts", 1)]
    assert xml.run("""SELECT XMLGET(XMLGET(src, 'part'), 'price'):"$"::VARCHAR FROM t""") == [("27",)]


def test_several_documents_of_a_file_are_rows(xml: LoadingSession) -> None:
    xml.put("parts.xml", "<a>1</a>\n<a>2</a> <!-- between --> <a/>")
    xml.run(f"COPY INTO t FROM @files {XML}")

    assert xml.run("""SELECT src:"$"::VARCHAR FROM t""") == [("1",), ("2",), ("",)]


def test_the_outer_element_may_be_stripped(xml: LoadingSession) -> None:
    xml.run(f"COPY INTO t FROM @files {STRIPPED}")

    assert xml.run("""SELECT src:"@"::VARCHAR, src:"@count"::INT FROM t""") == [
        ("part", 4),
        ("part", 1),
        ("none", None),
    ]
    item = """XMLGET(src, 'item'):"$"::VARCHAR"""
    assert xml.run(f"SELECT {item} FROM t WHERE {item} IS NOT NULL")[0] == ("Spark Plugs",)


def test_values_may_stay_texts(xml: LoadingSession) -> None:
    xml.put("parts.xml", '<a b="1">2</a>')
    kinds = """SELECT TYPEOF($1:"@b"), TYPEOF($1:"$") FROM @files (FILE_FORMAT => 'texts')"""
    xml.run("CREATE FILE FORMAT texts TYPE = XML DISABLE_AUTO_CONVERT = TRUE")
    assert xml.run(kinds) == [("VARCHAR", "VARCHAR")]
    xml.run("CREATE OR REPLACE FILE FORMAT texts TYPE = XML")
    assert xml.run(kinds) == [("INTEGER", "INTEGER")]


def test_xml_is_read_compressed_and_transformed(xml: LoadingSession) -> None:
    xml.script("REMOVE @files", "CREATE TABLE counts (file VARCHAR, row_number INT, count INT)")
    xml.put_gzip("parts.xml.gz", PARTS)
    query = """SELECT METADATA$FILENAME, METADATA$FILE_ROW_NUMBER, $1:"@count"::INT FROM @files"""
    xml.run(f"COPY INTO counts FROM ({query}) {STRIPPED}")

    assert xml.run("SELECT * FROM counts ORDER BY row_number") == [
        ("parts.xml.gz", 1, 4),
        ("parts.xml.gz", 2, 1),
        ("parts.xml.gz", 3, None),
    ]


@pytest.mark.parametrize("broken", ["<a>", "<a></b>", "words", "<a"])
def test_what_is_no_xml_is_an_error(xml: LoadingSession, broken: str) -> None:
    xml.put("parts.xml", f"<a>1</a>\n{broken}")

    failure = xml.failure(f"COPY INTO t FROM @files {XML}")
    assert failure.error is ErrorCode.XML_INVALID
    assert "line 2" in failure.message
    xml.run("CREATE FILE FORMAT f TYPE = XML")
    assert xml.failure("SELECT $1 FROM @files (FILE_FORMAT => 'f')").error is ErrorCode.XML_INVALID


def test_good_documents_are_loaded_where_errors_are_skipped(xml: LoadingSession) -> None:
    xml.put("parts.xml", "<a>1</a>\n<a></b>\n<a>2</a>")
    ((*_, status, parsed, loaded, _, errors, message, line, _, _),) = xml.run(
        f"COPY INTO t FROM @files {XML} ON_ERROR = CONTINUE"
    )

    assert (status, parsed, loaded, errors, line) == ("PARTIALLY_LOADED", 3, 2, 1, 2)
    assert str(message).startswith("Error parsing XML")
    assert xml.run("""SELECT src:"$"::INT FROM t""") == [(1,), (2,)]


def test_what_xml_has_not_is_refused(xml: LoadingSession) -> None:
    xml.run("CREATE FILE FORMAT f TYPE = XML")
    codes = {
        f"COPY INTO t FROM @files {XML} MATCH_BY_COLUMN_NAME = CASE_SENSITIVE": "000002",
        "SELECT * FROM TABLE(INFER_SCHEMA(LOCATION => '@files', FILE_FORMAT => 'f'))": "000002",
        f"COPY INTO @files FROM t {XML}": "000002",
    }
    for text, code in codes.items():
        assert xml.failure(text).error.code == code
