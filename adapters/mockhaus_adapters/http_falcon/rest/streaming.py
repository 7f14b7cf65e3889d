"""Results as streamed answers."""

from __future__ import annotations

from mockhaus.domain.errors import SnowflakeError
from mockhaus_adapters.http_falcon.envelope import dump, error_body
from mockhaus_adapters.http_falcon.rest import media
from mockhaus_adapters.http_falcon.rest.calls import Call
from mockhaus_adapters.http_falcon.rest.delivery import Delivery, Pieces
from mockhaus_adapters.http_falcon.rest.operations import Streamed
from mockhaus_adapters.http_falcon.rest.result_rows import Presentation

FORMATS = """\
The header Accept chooses the format:

- `application/json` (the default): one document, of as many rows as `server.max_result_rows` allows. NUMBER is a
  number with all its digits, FLOAT a number (NaN and infinities are texts), BOOLEAN a boolean, VARIANT, OBJECT and
  ARRAY the JSON that they hold; all else is text in the session's output formats.
- `application/x-ndjson`: each row a line, as in the document.
- `text/csv`: UTF-8, lines that end with a line feed, values as Snowflake's text. NULL is nothing, an empty text is
  `""`; a value with a comma, quote or line end stands in quotes, with its quotes doubled.
- `application/vnd.apache.arrow.stream`: an Arrow IPC stream. NUMBER without a scale is int8 to int64, or
  decimal128(38, 0) where 64 bits may not do; with a scale it is decimal128 of that scale; FLOAT is float64, VARCHAR
  utf8, BINARY binary, BOOLEAN bool, DATE date32, TIME time64[us], TIMESTAMP_NTZ timestamp[us], TIMESTAMP_LTZ
  timestamp[us, UTC], TIMESTAMP_TZ a struct of `utc` (timestamp[us]) and `tz` (int16: the offset in minutes), and
  VARIANT, OBJECT and ARRAY are their JSON as utf8. Where times and timestamps have nanoseconds, they are structs of
  `us`, which is the above, and `ns` (int16, 0 to 999), or of `utc`, `tz` and `ns`.
- `application/vnd.apache.parquet`: a Parquet file of the same types.

All but the document are streamed and of any size. Columns have the names of the document's keys. The headers
`X-Query-Id`, `X-Statement-Type`, `X-Rows-Changed` and, where it is known beforehand, `X-Row-Count` go with them. An
error that is met on the way is the last line of NDJSON, an object with `success` false and `error`; in the other
formats the connection is cut, so that no client takes the part for the whole.
"""
"""For the description of operations that answer results."""


async def begun(call: Call, pieces: Pieces, media_type: str) -> Delivery:
    """The begun delivery of what is of a media type: errors up to its first piece are raised here."""
    last_word = _last_line if media_type == media.LINES else None
    delivery = Delivery(pieces, call.rest.workers, call.request, last_word)
    await delivery.begin()
    return delivery


def answer(delivery: Delivery, wanted: Presentation, headers: dict[str, str]) -> Streamed:
    """The answer of a begun delivery."""
    return Streamed(content=delivery, media_type=_content_type(wanted), headers=headers)


def _content_type(wanted: Presentation) -> str:
    if wanted.media_type != media.CSV:
        return wanted.media_type
    return f"{media.CSV}; charset=utf-8; header={'present' if wanted.csv_header else 'absent'}"


def _last_line(error: SnowflakeError) -> bytes:
    return dump(error_body(error)) + b"\n"
