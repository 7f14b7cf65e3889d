"""File formats for loading and unloading: what was set, checked, with Snowflake's defaults for the rest.

Follows https://docs.snowflake.com/en/sql-reference/sql/copy-into-table (format type options). A setting that loading
does not carry out is refused by name.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.statements import Options

_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "\\": "\\", "'": "'", '"': '"', "b": "\b", "f": "\f"}
_CODED = re.compile(r"0x([0-9A-Fa-f]{2})|\\x([0-9A-Fa-f]{2})|\\([0-7]{3})|\\(.)", re.DOTALL)
_ENCODINGS = {
    "UTF8": "utf-8",
    "UTF16": "utf-16",
    "UTF16BE": "utf-16-be",
    "UTF16LE": "utf-16-le",
    "UTF32": "utf-32",
    "UTF32BE": "utf-32-be",
    "UTF32LE": "utf-32-le",
    "BIG5": "big5",
    "EUCJP": "euc-jp",
    "EUCKR": "euc-kr",
    "GB18030": "gb18030",
    "IBM424": "cp424",
    "ISO2022JP": "iso2022-jp",
    "ISO2022KR": "iso2022-kr",
    "KOI8R": "koi8-r",
    "SHIFTJIS": "shift-jis",
    "WINDOWS949": "cp949",
    "WINDOWS874": "cp874",
}
_NUMBERED_ENCODING = re.compile(r"(ISO8859|WINDOWS)(\d+)\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFormatSettings:
    """Every setting that loading knows; the kinds of file use what is theirs. None stands for NONE.

    `date_format` and its neighbours are None for AUTO: the session's input formats hold.
    """

    kind: str = "CSV"
    compression: str = "AUTO"
    record_delimiter: str | None = "\n"
    field_delimiter: str | None = ","
    skip_header: int = 0
    parse_header: bool = False
    skip_blank_lines: bool = False
    date_format: str | None = None
    time_format: str | None = None
    timestamp_format: str | None = None
    binary_format: str = "HEX"
    escape: str | None = None
    escape_unenclosed: str | None = "\\"
    trim_space: bool = False
    enclosed_by: str | None = None
    null_if: tuple[str, ...] = ("\\N",)
    column_count_error: bool = True
    replace_invalid: bool = False
    empty_as_null: bool = True
    skip_byte_order_mark: bool = True
    encoding: str = "utf-8"
    multi_line: bool = True
    strip_outer_array: bool = False
    strip_nulls: bool = False
    allow_duplicates: bool = False
    octal: bool = False
    binary_as_text: bool = True
    file_extension: str | None = None
    snappy: bool = True
    strip_outer_element: bool = False
    auto_convert: bool = True
    preserve_space: bool = False
    validate_utf8: bool = True


def replaces_invalid(settings: FileFormatSettings) -> bool:
    """Whether bytes that are no characters become U+FFFD: text that is not validated cannot be kept as it is."""
    return settings.replace_invalid or not settings.validate_utf8


def is_columnar(settings: FileFormatSettings) -> bool:
    """Whether files hold columns with names and types, of which each row becomes a document."""
    return settings.kind in ("PARQUET", "ORC", "AVRO")


def holds_documents(settings: FileFormatSettings) -> bool:
    """Whether files are text that holds documents, each of them one value."""
    return settings.kind in ("JSON", "XML")


def is_plain_json(settings: FileFormatSettings) -> bool:
    """Whether JSON is read as it stands in the file."""
    return not (settings.strip_nulls or settings.octal) and settings.multi_line


def _boolean(name: str, value: str) -> bool:
    if value.upper() not in ("TRUE", "FALSE"):
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=value, name=name)
    return value.upper() == "TRUE"


def _disabled(name: str, value: str) -> bool:
    return not _boolean(name, value)


def _integer(name: str, value: str) -> int:
    if not value.isdigit():
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=value, name=name)
    return int(value)


def _characters(_: str, value: str) -> str | None:
    """Characters, which may be written as escape sequences, hexadecimal or octal values."""
    if value.upper() == "NONE" or not value:
        return None
    if not _CODED.search(value):
        return value
    coded = _CODED.sub(_decoded, value)
    try:
        return coded.encode("latin-1").decode()
    except UnicodeError:
        return coded


def _decoded(found: re.Match[str]) -> str:
    hexadecimal = found[1] or found[2]
    if hexadecimal:
        return chr(int(hexadecimal, 16))
    return chr(int(found[3], 8)) if found[3] else _ESCAPES.get(found[4], found[4])


def _one_character(name: str, value: str) -> str | None:
    found = _characters(name, value)
    if found is not None and len(found) != 1:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=value, name=name)
    return found


def _input_format(_: str, value: str) -> str | None:
    return None if value.upper() == "AUTO" else value


def _texts(_: str, value: str) -> tuple[str, ...]:
    """The strings of a list; a single string without parentheses is one."""
    if value.startswith("["):
        try:
            return tuple(str(item) for item in json.loads(value))
        except ValueError:
            return (value,)
    return (value,)


def _choice(*choices: str) -> Callable[[str, str], str]:
    def read(name: str, value: str) -> str:
        if value.upper() not in choices:
            raise SnowflakeError(ErrorCode.INVALID_VALUE, value=value, name=name)
        return value.upper()

    return read


def _encoding(name: str, value: str) -> str:
    wanted = value.upper().replace("-", "").replace("_", "")
    numbered = _NUMBERED_ENCODING.match(wanted)
    found = _ENCODINGS.get(wanted)
    if numbered:
        found = ("iso8859-" if numbered[1] == "ISO8859" else "cp") + numbered[2]
    try:
        codecs.lookup(found or "")
    except LookupError as error:
        raise unsupported(f"{name} = '{value}'") from error
    return str(found)


_TEXT_COMPRESSION = _choice("AUTO", "GZIP", "BZ2", "BROTLI", "ZSTD", "DEFLATE", "RAW_DEFLATE", "NONE")


_AVRO_COMPRESSION = _choice("AUTO", "GZIP", "BROTLI", "ZSTD", "DEFLATE", "RAW_DEFLATE", "NONE")


def _parquet_compression(name: str, value: str) -> str:
    if value.upper() == "LZO":
        raise unsupported(f"{name} = LZO")
    return _choice("AUTO", "SNAPPY", "NONE")(name, value)


_Reader = Callable[[str, str], object]
_COMMON: dict[str, tuple[str, _Reader]] = {
    "NULL_IF": ("null_if", _texts),
}
_FORMATTED: dict[str, tuple[str, _Reader]] = {
    "COMPRESSION": ("compression", _TEXT_COMPRESSION),
    "DATE_FORMAT": ("date_format", _input_format),
    "TIME_FORMAT": ("time_format", _input_format),
    "TIMESTAMP_FORMAT": ("timestamp_format", _input_format),
    "BINARY_FORMAT": ("binary_format", _choice("HEX", "BASE64", "UTF8", "UTF-8")),
    "SKIP_BYTE_ORDER_MARK": ("skip_byte_order_mark", _boolean),
    "FILE_EXTENSION": ("file_extension", _input_format),
}
_SETTINGS: dict[str, dict[str, tuple[str, _Reader]]] = {
    "CSV": {
        **_COMMON,
        **_FORMATTED,
        "TRIM_SPACE": ("trim_space", _boolean),
        "REPLACE_INVALID_CHARACTERS": ("replace_invalid", _boolean),
        "RECORD_DELIMITER": ("record_delimiter", _characters),
        "FIELD_DELIMITER": ("field_delimiter", _characters),
        "PARSE_HEADER": ("parse_header", _boolean),
        "SKIP_HEADER": ("skip_header", _integer),
        "SKIP_BLANK_LINES": ("skip_blank_lines", _boolean),
        "ESCAPE": ("escape", _one_character),
        "ESCAPE_UNENCLOSED_FIELD": ("escape_unenclosed", _one_character),
        "FIELD_OPTIONALLY_ENCLOSED_BY": ("enclosed_by", _one_character),
        "ERROR_ON_COLUMN_COUNT_MISMATCH": ("column_count_error", _boolean),
        "EMPTY_FIELD_AS_NULL": ("empty_as_null", _boolean),
        "ENCODING": ("encoding", _encoding),
        "MULTI_LINE": ("multi_line", _boolean),
        "VALIDATE_UTF8": ("validate_utf8", _boolean),
    },
    "JSON": {
        **_COMMON,
        **_FORMATTED,
        "TRIM_SPACE": ("trim_space", _boolean),
        "MULTI_LINE": ("multi_line", _boolean),
        "STRIP_OUTER_ARRAY": ("strip_outer_array", _boolean),
        "STRIP_NULL_VALUES": ("strip_nulls", _boolean),
        "ALLOW_DUPLICATE": ("allow_duplicates", _boolean),
        "ENABLE_OCTAL": ("octal", _boolean),
        "REPLACE_INVALID_CHARACTERS": ("replace_invalid", _boolean),
        "IGNORE_UTF8_ERRORS": ("replace_invalid", _boolean),
    },
    "AVRO": {
        **_COMMON,
        "COMPRESSION": ("compression", _AVRO_COMPRESSION),
        "TRIM_SPACE": ("trim_space", _boolean),
        "REPLACE_INVALID_CHARACTERS": ("replace_invalid", _boolean),
    },
    "ORC": {
        **_COMMON,
        "TRIM_SPACE": ("trim_space", _boolean),
        "REPLACE_INVALID_CHARACTERS": ("replace_invalid", _boolean),
    },
    "PARQUET": {
        **_COMMON,
        "COMPRESSION": ("compression", _parquet_compression),
        "BINARY_AS_TEXT": ("binary_as_text", _boolean),
        "SNAPPY_COMPRESSION": ("snappy", _boolean),
        "TRIM_SPACE": ("trim_space", _boolean),
        "REPLACE_INVALID_CHARACTERS": ("replace_invalid", _boolean),
    },
    "XML": {
        "COMPRESSION": ("compression", _TEXT_COMPRESSION),
        "STRIP_OUTER_ELEMENT": ("strip_outer_element", _boolean),
        "DISABLE_AUTO_CONVERT": ("auto_convert", _disabled),
        "PRESERVE_SPACE": ("preserve_space", _boolean),
        "SKIP_BYTE_ORDER_MARK": ("skip_byte_order_mark", _boolean),
        "REPLACE_INVALID_CHARACTERS": ("replace_invalid", _boolean),
        "IGNORE_UTF8_ERRORS": ("replace_invalid", _boolean),
    },
}
_WITHOUT_EFFECT = frozenset({"USE_LOGICAL_TYPE", "USE_VECTORIZED_SCANNER", "DISABLE_SNOWFLAKE_DATA"})
"""Settings that choose how Snowflake's own readers work. No tags of Snowflake's are known in XML."""
_KINDS = ("CSV", "JSON", "PARQUET", "ORC", "XML", "AVRO")
_KNOWN_KINDS = ("CUSTOM",)


def file_format(kind: str, settings: Options) -> FileFormatSettings:
    """The format of a kind of file; what Mockhaus does not load is refused, INVALID_PROPERTY for no setting."""
    found = kind.upper()
    if found in _KNOWN_KINDS:
        raise unsupported(f"loading files of TYPE = {found}")
    if found not in _KINDS:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=kind, name="TYPE")
    known = _SETTINGS[found]
    values: dict[str, object] = {"binary_as_text": found not in ("ORC", "AVRO")}
    for name, value in settings:
        if name in known:
            attribute, read = known[name]
            values[attribute] = read(name, value)
        elif name not in _WITHOUT_EFFECT and name != "TYPE":
            raise SnowflakeError(ErrorCode.INVALID_PROPERTY, name=name, kind=f"{found} file format")
    made = FileFormatSettings(kind=found, **values)  # type: ignore[arg-type]
    return _checked(made)


def _checked(made: FileFormatSettings) -> FileFormatSettings:
    if made.parse_header and made.skip_header:
        raise SnowflakeError(ErrorCode.SEMANTIC, detail="SKIP_HEADER cannot be used together with PARSE_HEADER = TRUE.")
    delimiters = (made.record_delimiter, made.field_delimiter)
    if None not in delimiters and (
        str(delimiters[0]) in str(delimiters[1]) or str(delimiters[1]) in str(delimiters[0])
    ):
        raise SnowflakeError(
            ErrorCode.SEMANTIC, detail="Neither of RECORD_DELIMITER and FIELD_DELIMITER may be part of the other."
        )
    return made


def merged(layers: Iterable[tuple[str | None, Options]]) -> tuple[str, Options]:
    """One kind and its settings from layers, the strongest first: the first that names a kind decides it.

    Settings of weaker layers count only where their kind is the same.
    """
    kind: str | None = None
    settings: Mapping[str, str] = {}
    for layer_kind, options in layers:
        own = layer_kind.upper() if layer_kind else None
        if kind is not None and own is not None and own != kind:
            continue
        kind = kind or own
        settings = {**dict(options), **settings}
    return kind or "CSV", tuple(settings.items())
