"""Every option of loading and unloading, with what becomes of it.

Writes architecture/loading-options.md: `python -m tests.conformance.loading_options`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parents[2] / "architecture" / "loading-options.md"


class Standing(enum.Enum):
    """What becomes of an option, or of some of its values."""

    WORKS = "works"
    NO_EFFECT = "accepted, without effect"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Option:
    """One option: samples of its documented values as SQL, what becomes of them, and why where that is not plain."""

    name: str
    values: tuple[str, ...]
    standing: Standing = Standing.WORKS
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """Options that belong together: where they are documented and their names there, which all must be listed."""

    title: str
    page: str
    documented: str
    options: tuple[Option, ...]


_TRUTH = ("TRUE", "FALSE")
_TEXT_COMPRESSION = ("AUTO", "GZIP", "BZ2", "BROTLI", "ZSTD", "DEFLATE", "RAW_DEFLATE", "NONE")
_ENCODINGS = (
    "BIG5 EUCJP EUCKR GB18030 IBM424 ISO2022JP ISO2022KR ISO88591 ISO88592 ISO88595 ISO88596 ISO88597 ISO88598 "
    "ISO88599 ISO885915 KOI8R SHIFTJIS UTF8 UTF16 UTF16BE UTF16LE UTF32 UTF32BE UTF32LE WINDOWS874 WINDOWS949 "
    "WINDOWS1250 WINDOWS1251 WINDOWS1252 WINDOWS1253 WINDOWS1254 WINDOWS1255 WINDOWS1256"
)
_FORMATS = "create-file-format"
_UNLOADING = "it is for unloading"
_VALID = "the strings of such files are valid"


def _quoted(*values: str) -> tuple[str, ...]:
    return tuple(f"'{value}'" for value in values)


def _moments() -> Iterator[Option]:
    yield Option("DATE_FORMAT", ("AUTO", "'DD.MM.YYYY'"))
    yield Option("TIME_FORMAT", ("AUTO", "'HH24MI'"))
    yield Option("TIMESTAMP_FORMAT", ("AUTO", "'YYYY/MM/DD'"))
    yield Option("BINARY_FORMAT", ("HEX", "BASE64", "UTF8"))


_NULL_IF = Option("NULL_IF", ("('x', '')", "()"))
_TRIM = Option("TRIM_SPACE", _TRUTH)
_REPLACES = Option("REPLACE_INVALID_CHARACTERS", _TRUTH)

_CSV = Topic(
    "Loading CSV",
    _FORMATS,
    "COMPRESSION RECORD_DELIMITER FIELD_DELIMITER MULTI_LINE FILE_EXTENSION PARSE_HEADER SKIP_HEADER SKIP_BLANK_LINES "
    "DATE_FORMAT TIME_FORMAT TIMESTAMP_FORMAT BINARY_FORMAT ESCAPE ESCAPE_UNENCLOSED_FIELD TRIM_SPACE "
    "FIELD_OPTIONALLY_ENCLOSED_BY NULL_IF ERROR_ON_COLUMN_COUNT_MISMATCH REPLACE_INVALID_CHARACTERS "
    "EMPTY_FIELD_AS_NULL SKIP_BYTE_ORDER_MARK ENCODING",
    (
        Option("COMPRESSION", _TEXT_COMPRESSION),
        Option("RECORD_DELIMITER", ("'|'", "'\\n'", "NONE")),
        Option("FIELD_DELIMITER", ("','", "'0x01'", "NONE")),
        Option("MULTI_LINE", _TRUTH),
        Option("FILE_EXTENSION", ("'csv'", "NONE"), Standing.NO_EFFECT, _UNLOADING),
        Option("PARSE_HEADER", _TRUTH),
        Option("SKIP_HEADER", ("0", "2")),
        Option("SKIP_BLANK_LINES", _TRUTH),
        *_moments(),
        Option("ESCAPE", ("'\\\\'", "NONE")),
        Option("ESCAPE_UNENCLOSED_FIELD", ("'\\\\'", "NONE")),
        _TRIM,
        Option("FIELD_OPTIONALLY_ENCLOSED_BY", ("'\"'", "'0x27'", "NONE")),
        _NULL_IF,
        Option("ERROR_ON_COLUMN_COUNT_MISMATCH", _TRUTH),
        _REPLACES,
        Option("VALIDATE_UTF8", _TRUTH, Standing.WORKS, "what is not validated is replaced, for text is always valid"),
        Option("EMPTY_FIELD_AS_NULL", _TRUTH),
        Option("SKIP_BYTE_ORDER_MARK", _TRUTH),
        Option("ENCODING", _quoted(*_ENCODINGS.split())),
        Option("ENCODING", _quoted("IBM420", "IBM949", "ISO2022CN"), Standing.REFUSED, "Python has none such"),
    ),
)
_JSON = Topic(
    "Loading JSON",
    _FORMATS,
    "COMPRESSION DATE_FORMAT TIME_FORMAT TIMESTAMP_FORMAT BINARY_FORMAT TRIM_SPACE MULTI_LINE NULL_IF FILE_EXTENSION "
    "ENABLE_OCTAL ALLOW_DUPLICATE STRIP_OUTER_ARRAY STRIP_NULL_VALUES REPLACE_INVALID_CHARACTERS IGNORE_UTF8_ERRORS "
    "SKIP_BYTE_ORDER_MARK",
    (
        Option("COMPRESSION", _TEXT_COMPRESSION),
        *_moments(),
        _TRIM,
        Option("MULTI_LINE", _TRUTH),
        _NULL_IF,
        Option("FILE_EXTENSION", ("'json'", "NONE"), Standing.NO_EFFECT, _UNLOADING),
        Option("ENABLE_OCTAL", _TRUTH),
        Option("ALLOW_DUPLICATE", _TRUTH),
        Option("STRIP_OUTER_ARRAY", _TRUTH),
        Option("STRIP_NULL_VALUES", _TRUTH, Standing.WORKS, "elements of arrays are left out, not undefined"),
        _REPLACES,
        Option("IGNORE_UTF8_ERRORS", _TRUTH),
        Option("SKIP_BYTE_ORDER_MARK", _TRUTH),
    ),
)
_AVRO = Topic(
    "Loading Avro",
    _FORMATS,
    "COMPRESSION TRIM_SPACE REPLACE_INVALID_CHARACTERS NULL_IF",
    (
        Option("COMPRESSION", tuple(value for value in _TEXT_COMPRESSION if value != "BZ2")),
        _TRIM,
        Option("REPLACE_INVALID_CHARACTERS", _TRUTH, Standing.NO_EFFECT, _VALID),
        _NULL_IF,
    ),
)
_ORC = Topic(
    "Loading ORC",
    _FORMATS,
    "TRIM_SPACE REPLACE_INVALID_CHARACTERS NULL_IF",
    (_TRIM, Option("REPLACE_INVALID_CHARACTERS", _TRUTH, Standing.NO_EFFECT, _VALID), _NULL_IF),
)
_READER = "it chooses among readers; here there is one"
_PARQUET = Topic(
    "Loading Parquet",
    _FORMATS,
    "COMPRESSION SNAPPY_COMPRESSION BINARY_AS_TEXT USE_LOGICAL_TYPE TRIM_SPACE USE_VECTORIZED_SCANNER "
    "REPLACE_INVALID_CHARACTERS NULL_IF",
    (
        Option("COMPRESSION", ("AUTO", "SNAPPY", "NONE"), Standing.NO_EFFECT, "the file tells how it is compressed"),
        Option("COMPRESSION", ("LZO",), Standing.REFUSED, "the engine does not know it"),
        Option("SNAPPY_COMPRESSION", _TRUTH, Standing.NO_EFFECT, _UNLOADING),
        Option("BINARY_AS_TEXT", _TRUTH),
        Option("USE_LOGICAL_TYPE", _TRUTH, Standing.NO_EFFECT, "logical types are always read"),
        _TRIM,
        Option("USE_VECTORIZED_SCANNER", _TRUTH, Standing.NO_EFFECT, _READER),
        Option("REPLACE_INVALID_CHARACTERS", _TRUTH, Standing.WORKS, "of binary columns that are read as text"),
        _NULL_IF,
    ),
)
_XML = Topic(
    "Loading XML",
    _FORMATS,
    "COMPRESSION IGNORE_UTF8_ERRORS PRESERVE_SPACE STRIP_OUTER_ELEMENT DISABLE_AUTO_CONVERT REPLACE_INVALID_CHARACTERS "
    "SKIP_BYTE_ORDER_MARK",
    (
        Option("COMPRESSION", _TEXT_COMPRESSION),
        Option("IGNORE_UTF8_ERRORS", _TRUTH),
        Option("PRESERVE_SPACE", _TRUTH),
        Option("STRIP_OUTER_ELEMENT", _TRUTH),
        Option("DISABLE_AUTO_CONVERT", _TRUTH),
        Option("DISABLE_SNOWFLAKE_DATA", _TRUTH, Standing.NO_EFFECT, "Snowflake's own tags are read like others"),
        _REPLACES,
        Option("SKIP_BYTE_ORDER_MARK", _TRUTH),
    ),
)
COPY = Topic(
    "COPY INTO a table",
    "copy-into-table",
    "FILES PATTERN VALIDATION_MODE CLUSTER_AT_INGEST_TIME ENFORCE_LENGTH FORCE INCLUDE_METADATA LOAD_MODE "
    "LOAD_UNCERTAIN_FILES MATCH_BY_COLUMN_NAME ON_ERROR PURGE RETURN_FAILED_ONLY SIZE_LIMIT TRUNCATECOLUMNS",
    (
        Option("FILES", ("('a.csv')",)),
        Option("PATTERN", ("'.*[.]csv'",)),
        Option("VALIDATION_MODE", ("RETURN_ERRORS", "RETURN_ALL_ERRORS", "RETURN_1_ROWS")),
        Option("CLUSTER_AT_INGEST_TIME", _TRUTH, Standing.NO_EFFECT, "nothing is clustered"),
        Option("ENFORCE_LENGTH", _TRUTH),
        Option("FORCE", _TRUTH),
        Option("INCLUDE_METADATA", ("(b = METADATA$FILENAME) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE",)),
        Option("LOAD_MODE", ("FULL_INGEST",)),
        Option("LOAD_MODE", ("ADD_FILES_COPY",), Standing.REFUSED, "it is for Iceberg tables"),
        Option("LOAD_UNCERTAIN_FILES", _TRUTH),
        Option("MATCH_BY_COLUMN_NAME", ("CASE_SENSITIVE", "CASE_INSENSITIVE", "NONE")),
        Option("ON_ERROR", ("CONTINUE", "SKIP_FILE", "SKIP_FILE_3", "'SKIP_FILE_3%'", "ABORT_STATEMENT")),
        Option("PURGE", ("FALSE", "TRUE")),
        Option("RETURN_FAILED_ONLY", _TRUTH),
        Option("SIZE_LIMIT", ("1000",)),
        Option("TRUNCATECOLUMNS", _TRUTH),
        Option("FILE_PROCESSOR", ("(SCANNER = document_ai)",), Standing.REFUSED, "there is no Document AI"),
    ),
)
UNLOAD = Topic(
    "COPY INTO a location",
    "copy-into-location",
    "OVERWRITE SINGLE MAX_FILE_SIZE INCLUDE_QUERY_ID DETAILED_OUTPUT HEADER VALIDATION_MODE PARTITION_BY",
    (
        Option("OVERWRITE", _TRUTH),
        Option("SINGLE", _TRUTH),
        Option("MAX_FILE_SIZE", ("16777216",)),
        Option("INCLUDE_QUERY_ID", _TRUTH),
        Option("DETAILED_OUTPUT", _TRUTH),
        Option("HEADER", _TRUTH),
        Option("VALIDATION_MODE", ("RETURN_ROWS",)),
        Option("PARTITION_BY", ("(a)",)),
    ),
)
_WRITING_CSV = Topic(
    "Unloading CSV",
    "copy-into-location",
    "COMPRESSION RECORD_DELIMITER FIELD_DELIMITER FILE_EXTENSION ESCAPE ESCAPE_UNENCLOSED_FIELD DATE_FORMAT "
    "TIME_FORMAT TIMESTAMP_FORMAT BINARY_FORMAT FIELD_OPTIONALLY_ENCLOSED_BY NULL_IF EMPTY_FIELD_AS_NULL",
    (
        Option("COMPRESSION", _TEXT_COMPRESSION),
        Option("RECORD_DELIMITER", ("'|'", "'\\r\\n'")),
        Option("FIELD_DELIMITER", ("';'", "NONE")),
        Option("FILE_EXTENSION", ("'txt'",)),
        Option("ESCAPE", ("'\\\\'", "NONE")),
        Option("ESCAPE_UNENCLOSED_FIELD", ("'\\\\'", "NONE")),
        *_moments(),
        Option("FIELD_OPTIONALLY_ENCLOSED_BY", ("'\"'", "NONE")),
        Option("NULL_IF", ("('x')", "()")),
        Option("EMPTY_FIELD_AS_NULL", ("FALSE",)),
    ),
)
_WRITING_JSON = Topic(
    "Unloading JSON",
    "copy-into-location",
    "COMPRESSION FILE_EXTENSION",
    (Option("COMPRESSION", _TEXT_COMPRESSION), Option("FILE_EXTENSION", ("'ndjson'",))),
)
_WRITING_PARQUET = Topic(
    "Unloading Parquet",
    "copy-into-location",
    "COMPRESSION SNAPPY_COMPRESSION",
    (
        Option("COMPRESSION", ("AUTO", "SNAPPY", "NONE")),
        Option("COMPRESSION", ("LZO",), Standing.REFUSED, "the engine does not know it"),
        Option("SNAPPY_COMPRESSION", _TRUTH),
    ),
)
READING = {"CSV": _CSV, "JSON": _JSON, "AVRO": _AVRO, "ORC": _ORC, "PARQUET": _PARQUET, "XML": _XML}
"""Format options of loading, by type."""
WRITING = {"CSV": _WRITING_CSV, "JSON": _WRITING_JSON, "PARQUET": _WRITING_PARQUET}
"""Format options of unloading, by type."""
TOPICS = (*READING.values(), COPY, *WRITING.values(), UNLOAD)
_HEAD = """# Options of loading and unloading

Written by `python -m tests.conformance.loading_options`; do not edit. Tests run every value that stands here. An option
*works*, is *accepted, without effect* for the reason that is given, or is *refused* with `000002 Unsupported feature`.
"""


def page() -> str:
    """The whole page."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD
    counts = {standing: sum(o.standing is standing for t in TOPICS for o in t.options) for standing in Standing}
    yield f"{', '.join(f'{count} {standing.value}' for standing, count in counts.items())}.\n"
    for topic in TOPICS:
        yield f"## {topic.title}\n"
        yield f"[Snowflake's page](https://docs.snowflake.com/en/sql-reference/sql/{topic.page})\n"
        yield "| option | values tried | |"
        yield "|---|---|---|"
        yield from (_row(option) for option in topic.options)
        yield ""


def _row(option: Option) -> str:
    values = ", ".join(f"`{value}`".replace("|", "\\|") for value in option.values)
    told = option.standing.value + (f": {option.reason}" if option.reason else "")
    return f"| `{option.name}` | {values} | {told} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
