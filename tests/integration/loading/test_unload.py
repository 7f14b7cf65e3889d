"""COPY INTO a location: https://docs.snowflake.com/en/sql-reference/sql/copy-into-location."""

from __future__ import annotations

import bz2
import gzip
import io
import zlib
from collections.abc import Callable

import pytest

from mockhaus_adapters.compression_arrow import ArrowCompression
from tests.support.loading_session import LoadingSession

_PLAIN = "FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE"


@pytest.fixture
def people(session: LoadingSession) -> LoadingSession:
    """A session with a small table."""
    session.script(
        "CREATE TABLE people (id INT, name TEXT, born DATE)",
        "INSERT INTO people VALUES (1, 'Ann', '2000-01-31'), (2, 'Bob', NULL)",
    )
    return session


def text(session: LoadingSession, path: str) -> str:
    """The content of a staged file."""
    return session.content(path).decode()


def test_a_table_becomes_a_compressed_file_of_text(people: LoadingSession) -> None:
    rows = people.named("COPY INTO @files FROM people")

    assert people.staged() == ["data_0_0_0.csv.gz"]
    content = people.content("data_0_0_0.csv.gz")
    assert gzip.decompress(content) == b"1,Ann,2000-01-31\n2,Bob,\\N\n"
    assert rows == [{"rows_unloaded": 2, "input_bytes": 26, "output_bytes": len(content)}]


def test_a_query_can_be_unloaded(people: LoadingSession) -> None:
    people.run(f"COPY INTO @files/out/ FROM (SELECT UPPER(name), id + 1 FROM people ORDER BY id DESC) {_PLAIN})")

    assert text(people, "out/data_0_0_0.csv") == "BOB,3\nANN,2\n"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("", "data_0_0_0.csv"),
        ("/", "data_0_0_0.csv"),
        ("/d/", "d/data_0_0_0.csv"),
        ("/d/part", "d/part_0_0_0.csv"),
        ("/result/data_", "result/data_0_0_0.csv"),
    ],
)
def test_a_path_is_a_folder_or_the_beginning_of_names(people: LoadingSession, path: str, name: str) -> None:
    people.run(f"COPY INTO @files{path} FROM people {_PLAIN})")

    assert people.staged() == [name]


@pytest.mark.parametrize(("path", "name"), [("", "data"), ("/d/", "d/data"), ("/d/all.csv", "d/all.csv")])
def test_a_single_file_has_the_name_that_is_given(people: LoadingSession, path: str, name: str) -> None:
    people.run(f"COPY INTO @files{path} FROM people {_PLAIN}) SINGLE = TRUE")

    assert people.staged() == [name]


def test_a_single_file_that_is_too_large_fails(people: LoadingSession) -> None:
    error = people.failure(f"COPY INTO @files FROM people {_PLAIN}) SINGLE = TRUE MAX_FILE_SIZE = 10")

    assert "Max file size (10) exceeded for unload single file mode" in error.message
    assert people.staged() == []


def test_rows_go_to_another_file_when_one_is_large_enough(session: LoadingSession) -> None:
    session.script("CREATE TABLE n AS SELECT SEQ8() AS i FROM TABLE(GENERATOR(ROWCOUNT => 10000))")

    session.run(f"COPY INTO @files FROM n {_PLAIN}) MAX_FILE_SIZE = 15000")

    assert session.staged() == ["data_0_0_0.csv", "data_0_0_1.csv", "data_0_0_2.csv"]
    assert session.run("SELECT COUNT(*), COUNT(DISTINCT $1) FROM @files") == [(10_000, 10_000)]


def test_no_rows_give_no_file(people: LoadingSession) -> None:
    assert people.run("COPY INTO @files FROM (SELECT * FROM people WHERE id > 9)") == [(0, 0, 0)]
    assert people.staged() == []


def test_files_that_are_there_are_replaced_only_when_told(people: LoadingSession) -> None:
    people.script(f"COPY INTO @files FROM people {_PLAIN})", "DELETE FROM people WHERE id = 2")

    error = people.failure(f"COPY INTO @files FROM people {_PLAIN})")

    assert "Files already existing at the unload destination" in error.message
    assert text(people, "data_0_0_0.csv") == "1,Ann,2000-01-31\n2,Bob,\\N\n"
    people.run(f"COPY INTO @files FROM people {_PLAIN}) OVERWRITE = TRUE")
    assert text(people, "data_0_0_0.csv") == "1,Ann,2000-01-31\n"


def test_a_failed_unload_leaves_nothing(session: LoadingSession) -> None:
    session.script("CREATE TABLE n AS SELECT SEQ8() AS i FROM TABLE(GENERATOR(ROWCOUNT => 10000))")

    error = session.failure(
        f"COPY INTO @files FROM (SELECT 1 / (9999 - i) FROM n ORDER BY i) {_PLAIN}) MAX_FILE_SIZE = 500"
    )

    assert error.error.code == "100051"
    assert session.staged() == []


def test_headings_are_in_every_file(people: LoadingSession) -> None:
    people.run(f"COPY INTO @files FROM people {_PLAIN}) HEADER = TRUE")

    assert text(people, "data_0_0_0.csv") == "ID,NAME,BORN\n1,Ann,2000-01-31\n2,Bob,\\N\n"


def test_the_query_id_can_be_part_of_names(people: LoadingSession) -> None:
    people.run(f"COPY INTO @files/d/ FROM people {_PLAIN}) INCLUDE_QUERY_ID = TRUE")

    assert people.staged() == ["d/data_q_0_0_0.csv"]


def test_the_output_can_tell_of_each_file(people: LoadingSession) -> None:
    rows = people.named(f"COPY INTO @files FROM people {_PLAIN}) DETAILED_OUTPUT = TRUE")

    assert rows == [{"FILE_NAME": "data_0_0_0.csv", "FILE_SIZE": 26, "ROW_COUNT": 2}]


def test_partitions_are_folders(people: LoadingSession) -> None:
    people.run(f"COPY INTO @files/p FROM people PARTITION BY ('year=' || YEAR(born)) {_PLAIN})")

    assert people.staged() == ["p/__NULL__/data_q_0_0_0.csv", "p/year=2000/data_q_0_0_0.csv"]
    assert text(people, "p/year=2000/data_q_0_0_0.csv") == "1,Ann,2000-01-31\n"


@pytest.mark.parametrize(
    "text_",
    [
        "PARTITION BY ('a') FILE_FORMAT = (TYPE = CSV) OVERWRITE = TRUE",
        "PARTITION BY ('a') FILE_FORMAT = (TYPE = CSV) SINGLE = TRUE",
        "PARTITION BY ('a') FILE_FORMAT = (TYPE = CSV) INCLUDE_QUERY_ID = FALSE",
        "INCLUDE_QUERY_ID = TRUE OVERWRITE = TRUE",
        "INCLUDE_QUERY_ID = TRUE SINGLE = TRUE",
    ],
)
def test_options_that_do_not_go_together_are_refused(people: LoadingSession, text_: str) -> None:
    assert people.failure(f"COPY INTO @files FROM people {text_}").error.code == "002079"


def test_a_partition_cannot_leave_the_stage(people: LoadingSession) -> None:
    error = people.failure("COPY INTO @files FROM people PARTITION BY ('../../' || name)")

    assert error.error.code == "001757"
    assert people.staged() == []


def test_validation_answers_the_rows_and_writes_nothing(people: LoadingSession) -> None:
    assert people.run("COPY INTO @files FROM (SELECT name FROM people) VALIDATION_MODE = RETURN_ROWS") == [
        ("Ann",),
        ("Bob",),
    ]
    assert people.staged() == []


@pytest.mark.parametrize(
    ("compression", "extension", "read"),
    [
        ("AUTO", ".csv.gz", gzip.decompress),
        ("GZIP", ".csv.gz", gzip.decompress),
        ("BZ2", ".csv.bz2", bz2.decompress),
        ("BROTLI", ".csv.br", lambda data: ArrowCompression().decompressed(io.BytesIO(data), "BROTLI").read()),
        ("ZSTD", ".csv.zst", lambda data: ArrowCompression().decompressed(io.BytesIO(data), "ZSTD").read()),
        ("DEFLATE", ".csv.deflate", zlib.decompress),
        ("RAW_DEFLATE", ".csv.raw_deflate", lambda data: zlib.decompress(data, -15)),
        ("NONE", ".csv", bytes),
    ],
)
def test_every_compression_can_be_written_and_read_again(
    people: LoadingSession, compression: str, extension: str, read: Callable[[bytes], bytes]
) -> None:
    people.run(f"COPY INTO @files FROM people FILE_FORMAT = (TYPE = CSV COMPRESSION = {compression})")

    assert people.staged() == [f"data_0_0_0{extension}"]
    assert read(people.content(f"data_0_0_0{extension}")) == b"1,Ann,2000-01-31\n2,Bob,\\N\n"
    people.script("CREATE TABLE again LIKE people")
    people.run(f"COPY INTO again FROM @files FILE_FORMAT = (TYPE = CSV COMPRESSION = {compression})")
    assert people.run("SELECT * FROM again ORDER BY id") == people.run("SELECT * FROM people ORDER BY id")


# https://docs.snowflake.com/en/user-guide/data-unload-considerations


def test_enclosed_texts_tell_null_from_nothing(session: LoadingSession) -> None:
    session.script(
        "CREATE TABLE e (i INT, v TEXT, d TEXT)",
        "INSERT INTO e VALUES (1, NULL, 'NULL value'), (2, '', 'Empty string')",
        "CREATE FILE FORMAT f FIELD_OPTIONALLY_ENCLOSED_BY = '0x27' NULL_IF = ('null') COMPRESSION = NONE",
        "COPY INTO @files FROM e FILE_FORMAT = (FORMAT_NAME = 'f')",
    )

    assert text(session, "data_0_0_0.csv") == "1,'null','NULL value'\n2,'','Empty string'\n"
    session.script("CREATE TABLE again LIKE e", "COPY INTO again FROM @files FILE_FORMAT = (FORMAT_NAME = 'f')")
    assert session.run("SELECT * FROM again") == [(1, None, "NULL value"), (2, "", "Empty string")]


def test_texts_that_are_not_enclosed_tell_them_apart_too(session: LoadingSession) -> None:
    session.script(
        "CREATE TABLE e (i INT, v TEXT)",
        "INSERT INTO e VALUES (1, NULL), (2, '')",
        f"COPY INTO @files FROM e {_PLAIN} EMPTY_FIELD_AS_NULL = FALSE NULL_IF = ('null'))",
    )

    assert text(session, "data_0_0_0.csv") == "1,null\n2,\n"


def test_an_empty_text_cannot_be_unloaded_where_it_would_be_null(session: LoadingSession) -> None:
    error = session.failure("COPY INTO @files FROM (SELECT '' AS v)")

    assert "Cannot unload empty string without file format option field_optionally_enclosed_by" in error.message


NASTY = 'a,b"c\\d\ne\r\n\tü'


@pytest.mark.parametrize(
    ("settings", "written"),
    [
        ("", 'a\\,b"c\\\\d\\\ne\\\r\\\n\tü,1'),
        ("FIELD_OPTIONALLY_ENCLOSED_BY = '\"'", '"a,b""c\\d\ne\r\n\tü",1'),
        ("FIELD_OPTIONALLY_ENCLOSED_BY = '\"' ESCAPE = '\\\\'", '"a,b""c\\\\d\ne\r\n\tü",1'),
        ("FIELD_DELIMITER = '|' ESCAPE_UNENCLOSED_FIELD = '^'", 'a,b"c\\d^\ne^\r^\n\tü|1'),
        ("FIELD_DELIMITER = '||' RECORD_DELIMITER = '\\r\\n'", 'a,b"c\\\\d\\\ne\\\r\\\n\tü||1'),
        ("RECORD_DELIMITER = '#' FIELD_DELIMITER = '0x09'", 'a,b"c\\\\d\ne\r\n\\\tü\t1'),
    ],
)
def test_what_separates_fields_is_escaped_and_comes_back(session: LoadingSession, settings: str, written: str) -> None:
    quoted = NASTY.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    session.script("CREATE TABLE t (v TEXT, n INT)", f"INSERT INTO t SELECT '{quoted}', 1", "CREATE TABLE again LIKE t")
    session.run(f"COPY INTO @files FROM t {_PLAIN} {settings})")

    content = text(session, "data_0_0_0.csv")
    assert content[: len(written)] == written
    session.run(f"COPY INTO again FROM @files {_PLAIN} {settings})")
    assert session.run("SELECT * FROM again") == [(NASTY, 1)]


def test_values_are_written_in_the_formats_of_the_file(session: LoadingSession) -> None:
    session.run(
        "COPY INTO @files FROM (SELECT '2024-02-03'::DATE, '04:05:06'::TIME, '2024-02-03 04:05:06'::TIMESTAMP_NTZ, "
        "TO_BINARY('616263', 'HEX'), PARSE_JSON('{\"b\": [1, \"x\"]}'), TRUE, 1.50::NUMBER(5,2), 2.5::FLOAT) "
        f"{_PLAIN} DATE_FORMAT = 'DD.MM.YYYY' TIME_FORMAT = 'HH24MI' TIMESTAMP_FORMAT = 'YYYY/MM/DD HH24' "
        "BINARY_FORMAT = BASE64 FIELD_DELIMITER = ';')"
    )

    assert text(session, "data_0_0_0.csv") == '03.02.2024;0405;2024/02/03 04;YWJj;{"b":[1,"x"]};true;1.50;2.5\n'


def test_binary_values_can_be_written_as_text(session: LoadingSession) -> None:
    session.run(f"COPY INTO @files FROM (SELECT TO_BINARY('616263', 'HEX')) {_PLAIN} BINARY_FORMAT = UTF8)")

    assert text(session, "data_0_0_0.csv") == "abc\n"


def test_without_null_if_null_is_an_empty_field(people: LoadingSession) -> None:
    people.run(f"COPY INTO @files FROM people {_PLAIN} NULL_IF = () FILE_EXTENSION = 'txt')")

    assert text(people, "data_0_0_0.txt") == "1,Ann,2000-01-31\n2,Bob,\n"


# JSON and Parquet


def test_documents_become_lines_of_json(people: LoadingSession) -> None:
    people.run(
        "COPY INTO @files FROM (SELECT OBJECT_CONSTRUCT('id', id, 'name', name) FROM people) "
        "FILE_FORMAT = (TYPE = JSON)"
    )

    assert gzip.decompress(people.content("data_0_0_0.json.gz")) == b'{"id":1,"name":"Ann"}\n{"id":2,"name":"Bob"}\n'


def test_only_one_document_can_become_json(people: LoadingSession) -> None:
    error = people.failure("COPY INTO @files FROM people FILE_FORMAT = (TYPE = JSON)")

    assert "JSON file format can produce one and only one column" in error.message


def test_parquet_keeps_names_with_a_header(people: LoadingSession) -> None:
    people.run("COPY INTO @files FROM people FILE_FORMAT = (TYPE = PARQUET) HEADER = TRUE")

    assert people.staged() == ["data_0_0_0.snappy.parquet"]
    people.script(
        "CREATE FILE FORMAT pq TYPE = PARQUET",
        "CREATE TABLE again LIKE people",
        "COPY INTO again FROM @files FILE_FORMAT = (TYPE = PARQUET) MATCH_BY_COLUMN_NAME = CASE_SENSITIVE",
    )
    assert people.run("SELECT * FROM again ORDER BY id") == people.run("SELECT * FROM people ORDER BY id")
    assert people.run("SELECT $1:NAME::TEXT FROM @files (FILE_FORMAT => pq) ORDER BY 1") == [("Ann",), ("Bob",)]


def test_parquet_has_numbered_names_without_one(people: LoadingSession) -> None:
    people.script("CREATE FILE FORMAT pq TYPE = PARQUET COMPRESSION = NONE")
    people.run("COPY INTO @files FROM people FILE_FORMAT = (FORMAT_NAME = pq)")

    assert people.staged() == ["data_0_0_0.parquet"]
    assert people.run("SELECT $1:_COL_1::TEXT FROM @files (FILE_FORMAT => pq) ORDER BY 1") == [("Ann",), ("Bob",)]


def test_parquet_is_partitioned_and_cut(session: LoadingSession) -> None:
    session.script(
        "CREATE FILE FORMAT pq TYPE = PARQUET",
        "CREATE TABLE n AS SELECT SEQ8() AS i, IFF(i % 3 = 2, NULL, i % 3)::TEXT AS p, SHA2(i::TEXT) AS h "
        "FROM TABLE(GENERATOR(ROWCOUNT => 3000))",
    )

    rows = session.run(
        "COPY INTO @files/out FROM n PARTITION BY p FILE_FORMAT = (TYPE = PARQUET) HEADER = TRUE "
        "MAX_FILE_SIZE = 40000 DETAILED_OUTPUT = TRUE"
    )

    assert {str(path).rpartition("/")[0] for path, _, _ in rows} == {"out/0", "out/1", "out/__NULL__"}
    assert sum(int(str(count)) for _, _, count in rows) == 3_000
    assert len(rows) > 3
    assert [path for path, _, _ in rows] == session.staged() or sorted(str(row[0]) for row in rows) == session.staged()
    assert session.run("SELECT COUNT(DISTINCT $1:I::INT) FROM @files (FILE_FORMAT => pq)") == [(3_000,)]


def test_parquet_takes_no_timestamps_with_zones(session: LoadingSession) -> None:
    error = session.failure("COPY INTO @files FROM (SELECT CURRENT_TIMESTAMP()) FILE_FORMAT = (TYPE = PARQUET)")

    assert "TIMESTAMP_TZ and LTZ types are not supported for unloading to Parquet" in error.message


def test_other_types_of_files_are_refused(people: LoadingSession) -> None:
    assert people.failure("COPY INTO @files FROM people FILE_FORMAT = (TYPE = AVRO)").error.code == "000002"


def test_the_stages_of_a_table_and_of_the_user_take_files(people: LoadingSession) -> None:
    people.run(f"COPY INTO @%people/x FROM people {_PLAIN})")
    people.run(f"COPY INTO @~/unloaded/people FROM people {_PLAIN}) OVERWRITE = TRUE")

    assert people.run("SELECT $2 FROM @%people") == [("Ann",), ("Bob",)]
    assert people.run("SELECT $2 FROM @~/unloaded/") == [("Ann",), ("Bob",)]


def test_a_transaction_can_be_open(people: LoadingSession) -> None:
    people.script("BEGIN", "INSERT INTO people VALUES (3, 'Cid', NULL)")
    people.run("COPY INTO @files FROM people FILE_FORMAT = (TYPE = PARQUET)")
    people.run(f"COPY INTO @files FROM people {_PLAIN})")
    people.script("ROLLBACK")

    assert people.run("SELECT COUNT(*) FROM @files/data_0_0_0.csv") == [(3,)]
    assert people.run("SELECT COUNT(*) FROM people") == [(2,)]


def test_what_it_would_answer_is_told_without_writing(people: LoadingSession) -> None:
    assert people.described("COPY INTO @files FROM people") == ["rows_unloaded", "input_bytes", "output_bytes"]
    assert people.described("COPY INTO @files FROM people DETAILED_OUTPUT = TRUE")[0] == "FILE_NAME"
    assert people.described("COPY INTO @files FROM people VALIDATION_MODE = RETURN_ROWS") == ["ID", "NAME", "BORN"]
    assert people.staged() == []
