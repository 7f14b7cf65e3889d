"""Every option of file formats, as https://docs.snowflake.com/en/sql-reference/sql/create-file-format describes it."""

from __future__ import annotations

import gzip

import pytest

from mockhaus.translation.parsers.file_formats import SETTINGS
from tests.support.loading_session import LoadingSession

Row = tuple[str | None, ...]

DELIMITED: list[tuple[str, str | bytes, list[Row]]] = [
    ("COMPRESSION = GZIP", gzip.compress(b"1,2\n", mtime=0), [("1", "2")]),
    ("COMPRESSION = NONE", "1,2\n", [("1", "2")]),
    ("RECORD_DELIMITER = '|'", "1,2|3,4|", [("1", "2"), ("3", "4")]),
    ("RECORD_DELIMITER = '\\r\\n'", "1,2\r\n3,4\r\n", [("1", "2"), ("3", "4")]),
    ("RECORD_DELIMITER = NONE", "1,2\n", [("1", "2\n")]),
    ("FIELD_DELIMITER = '|'", "1|2,\n", [("1", "2,")]),
    ("FIELD_DELIMITER = '0x01'", "1\x012\n", [("1", "2")]),
    ("FIELD_DELIMITER = '\\\\x41\\\\x42'", "1AB2\n", [("1", "2")]),
    ("FIELD_DELIMITER = '\\\\073'", "1;2\n", [("1", "2")]),
    ("FIELD_DELIMITER = '||'", "1||2|\n", [("1", "2|")]),
    ("FIELD_DELIMITER = NONE", "1,2\n", [("1,2", None)]),
    ("MULTI_LINE = TRUE FIELD_OPTIONALLY_ENCLOSED_BY = '\"'", '"a\nb",2\n', [("a\nb", "2")]),
    ("FILE_EXTENSION = 'txt'", "1,2\n", [("1", "2")]),
    ("PARSE_HEADER = TRUE", "a,b\n1,2\n", [("1", "2")]),
    ("SKIP_HEADER = 2", "a\nb,c,d\n1,2\n", [("1", "2")]),
    ("SKIP_BLANK_LINES = TRUE", "1,2\n\n3,4\n", [("1", "2"), ("3", "4")]),
    ("SKIP_BLANK_LINES = FALSE", "1,2\n\n3,4\n", [("1", "2"), (None, None), ("3", "4")]),
    ("DATE_FORMAT = 'DD.MM.YYYY'", "03.02.2024,2\n", [("03.02.2024", "2")]),
    ("TIME_FORMAT = 'HH24MI'", "0405,2\n", [("0405", "2")]),
    ("TIMESTAMP_FORMAT = 'YYYY/MM/DD'", "2024/02/03,2\n", [("2024/02/03", "2")]),
    ("BINARY_FORMAT = UTF8", "ab,2\n", [("ab", "2")]),
    ("ESCAPE = '\\\\' FIELD_OPTIONALLY_ENCLOSED_BY = '\"'", '"a\\"b",2\n', [('a"b', "2")]),
    ("ESCAPE_UNENCLOSED_FIELD = '\\\\'", "a\\,b,\\N\n", [("a,b", None)]),
    ("ESCAPE_UNENCLOSED_FIELD = NONE", "a\\,\\N\n", [("a\\", None)]),
    ("ESCAPE_UNENCLOSED_FIELD = '^'", "a^,b,\\n\n", [("a,b", "\\n")]),
    ("TRIM_SPACE = TRUE", "  a , b \n", [("a", "b")]),
    ("TRIM_SPACE = TRUE FIELD_OPTIONALLY_ENCLOSED_BY = '\"'", ' " a " , b \n', [(" a ", "b")]),
    ("TRIM_SPACE = FALSE", " a , b \n", [(" a ", " b ")]),
    ("FIELD_OPTIONALLY_ENCLOSED_BY = '\"'", '"a,""b",c\n', [('a,"b', "c")]),
    ("FIELD_OPTIONALLY_ENCLOSED_BY = '0x27'", "'a,''b',c\n", [("a,'b", "c")]),
    ("FIELD_OPTIONALLY_ENCLOSED_BY = NONE", '"a",b\n', [('"a"', "b")]),
    ("NULL_IF = ('-', 'null')", "-,null\n", [(None, None)]),
    ("NULL_IF = ()", "\\\\N,-\n", [("\\N", "-")]),
    ("ERROR_ON_COLUMN_COUNT_MISMATCH = FALSE", "1,2,3\n4\n", [("1", "2"), ("4", None)]),
    ("VALIDATE_UTF8 = TRUE", "ü,2\n", [("ü", "2")]),
    ("REPLACE_INVALID_CHARACTERS = TRUE", b"a\xff,2\n", [("a\ufffd", "2")]),
    ("EMPTY_FIELD_AS_NULL = TRUE", ",2\n", [(None, "2")]),
    ("EMPTY_FIELD_AS_NULL = FALSE", ",2\n", [("", "2")]),
    ("SKIP_BYTE_ORDER_MARK = TRUE", b"\xef\xbb\xbf1,2\n", [("1", "2")]),
    ("SKIP_BYTE_ORDER_MARK = FALSE", b"\xef\xbb\xbf1,2\n", [("\ufeff1", "2")]),
    ("ENCODING = 'ISO-8859-1'", "ü,2\n".encode("latin-1"), [("ü", "2")]),
    ("ENCODING = 'UTF-16LE'", "ü,2\n".encode("utf-16-le"), [("ü", "2")]),
    ("ENCODING = 'WINDOWS1252'", "€,2\n".encode("cp1252"), [("€", "2")]),
]

DOCUMENTS: list[tuple[str, str | bytes, list[str]]] = [
    ("COMPRESSION = GZIP", gzip.compress(b'{"a":1}', mtime=0), ['{"a":1}']),
    ("STRIP_OUTER_ARRAY = TRUE", '[{"a":1},{"a":2}]', ['{"a":1}', '{"a":2}']),
    ("STRIP_OUTER_ARRAY = FALSE", '[{"a":1},{"a":2}]', ['[{"a":1},{"a":2}]']),
    ("STRIP_NULL_VALUES = TRUE", '{"a":null,"b":[null,1]}', ['{"b":[1]}']),
    ("STRIP_NULL_VALUES = FALSE", '{"a":null}', ['{"a":null}']),
    ("ENABLE_OCTAL = TRUE", '{"a":0777}', ['{"a":511}']),
    ("ALLOW_DUPLICATE = TRUE", '{"a":1,"a":2}', ['{"a":2}']),
    ("MULTI_LINE = TRUE", '{"a":\n1}', ['{"a":1}']),
    ("MULTI_LINE = FALSE", '{"a":1}\n{"a":2}', ['{"a":1}', '{"a":2}']),
    ("IGNORE_UTF8_ERRORS = TRUE", b'{"a":"\xff"}', ['{"a":"\ufffd"}']),
    ("REPLACE_INVALID_CHARACTERS = TRUE", b'{"a":"\xff"}', ['{"a":"\ufffd"}']),
    ("SKIP_BYTE_ORDER_MARK = TRUE", b'\xef\xbb\xbf{"a":1}', ['{"a":1}']),
    ("NULL_IF = ('x') TRIM_SPACE = TRUE", '{"a":" x "}', ['{"a":" x "}']),
    ("DATE_FORMAT = AUTO TIME_FORMAT = AUTO TIMESTAMP_FORMAT = AUTO BINARY_FORMAT = HEX", '{"a":1}', ['{"a":1}']),
    ("FILE_EXTENSION = 'js'", '{"a":1}', ['{"a":1}']),
]


@pytest.mark.parametrize(("options", "content", "rows"), DELIMITED)
def test_delimited_text_is_read_as_its_format_says(
    session: LoadingSession, options: str, content: str | bytes, rows: list[Row]
) -> None:
    session.put("file", content)
    session.script(f"CREATE FILE FORMAT f TYPE = CSV {options}")

    assert session.run("SELECT $1, $2 FROM @files (FILE_FORMAT => f)") == rows


@pytest.mark.parametrize(("options", "content", "rows"), DELIMITED)
def test_delimited_text_is_loaded_as_its_format_says(
    session: LoadingSession, options: str, content: str | bytes, rows: list[Row]
) -> None:
    session.put("file", content)
    session.script("CREATE TABLE t (a TEXT, b TEXT)")
    width = "" if "PARSE_HEADER" not in options else " MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE"
    other = " ERROR_ON_COLUMN_COUNT_MISMATCH = FALSE" if rows[-1][1] is None or (None, None) in rows else ""
    session.run(f"COPY INTO t FROM @files FILE_FORMAT = (TYPE = CSV {options}{other}){width}")

    assert session.run("SELECT a, b FROM t") == rows


@pytest.mark.parametrize(("options", "content", "documents"), DOCUMENTS)
def test_documents_are_read_as_their_format_says(
    session: LoadingSession, options: str, content: str | bytes, documents: list[str]
) -> None:
    session.put("file", content)
    session.script(f"CREATE FILE FORMAT f TYPE = JSON {options}", "CREATE TABLE t (v VARIANT)")
    session.run("COPY INTO t FROM @files FILE_FORMAT = (FORMAT_NAME = f)")

    found = [(document,) for document in documents]
    assert session.run("SELECT TO_JSON($1) FROM @files (FILE_FORMAT => f)") == found
    assert session.run("SELECT TO_JSON(v) FROM t") == found


@pytest.mark.parametrize(("kind", "cases"), [("CSV", DELIMITED), ("JSON", DOCUMENTS)])
def test_every_option_is_proven(kind: str, cases: list[tuple[str, object, object]]) -> None:
    told = " ".join(options for options, _, _ in cases)

    assert [name for name in sorted(SETTINGS[kind]) if f"{name} =" not in told] == []


def test_a_document_of_several_lines_is_an_error_where_the_format_says_so(session: LoadingSession) -> None:
    session.put("file", '{"a":\n1}')
    session.script("CREATE FILE FORMAT f TYPE = JSON MULTI_LINE = FALSE")

    assert session.failure("SELECT $1 FROM @files (FILE_FORMAT => f)").error.code == "100069"


def test_a_field_of_several_lines_is_an_error_where_the_format_says_so(session: LoadingSession) -> None:
    session.put("file", '"a\nb",2\n')
    session.script("CREATE FILE FORMAT f TYPE = CSV MULTI_LINE = FALSE FIELD_OPTIONALLY_ENCLOSED_BY = '\"'")

    assert session.failure("SELECT $1 FROM @files (FILE_FORMAT => f)").error.code == "100080"


def test_texts_of_columns_matched_by_name_are_trimmed(session: LoadingSession) -> None:
    session.put("a.json", '{"a": " x ", "b": " y "}')
    session.run("COPY INTO @files/p FROM (SELECT ' x ' AS a, ' y ' AS b) FILE_FORMAT = (TYPE = PARQUET) HEADER = TRUE")
    session.script("CREATE TABLE t (a TEXT, b TEXT)")
    for path, kind in (("a.json", "JSON"), ("p", "PARQUET")):
        session.run(
            f"COPY INTO t FROM @files/{path} FILE_FORMAT = (TYPE = {kind} TRIM_SPACE = TRUE NULL_IF = ('x')) "
            "MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE"
        )

    assert session.run("SELECT a, b FROM t") == [(None, "y"), (None, "y")]


def test_formats_of_dates_and_binary_values_hold_as_they_are_loaded(session: LoadingSession) -> None:
    session.put("a.csv", "03.02.2024,0405,2024/02/03,ab\n")
    session.script("CREATE TABLE t (d DATE, t TIME, s TIMESTAMP_NTZ, b BINARY)")
    session.run(
        "COPY INTO t FROM @files FILE_FORMAT = (TYPE = CSV DATE_FORMAT = 'DD.MM.YYYY' TIME_FORMAT = 'HH24MI' "
        "TIMESTAMP_FORMAT = 'YYYY/MM/DD' BINARY_FORMAT = UTF8)"
    )

    assert session.run("SELECT d::TEXT, t::TEXT, s::DATE::TEXT, b::TEXT FROM t") == [
        ("2024-02-03", "04:05:00", "2024-02-03", "6162")
    ]
