"""The media types of results, and which of them a client takes."""

from __future__ import annotations

from collections.abc import Sequence

import falcon
import falcon.asgi
from falcon import mediatypes

JSON = falcon.MEDIA_JSON
ARROW = "application/vnd.apache.arrow.stream"
CSV = "text/csv"
LINES = "application/x-ndjson"
PARQUET = "application/vnd.apache.parquet"
STREAMS = (ARROW, CSV, LINES, PARQUET)
"""Those in which a result of any size is sent as it comes."""
RESULTS = (JSON, *STREAMS)
_ANYTHING = frozenset({None, "*/*", JSON})


def accepted(request: falcon.asgi.Request, offered: Sequence[str] = RESULTS) -> str:
    """What a client takes best of what is offered, the first where it does not say; status 406 where it takes none."""
    header = request.get_header("Accept")
    if header in _ANYTHING:
        return offered[0]
    try:
        found = mediatypes.best_match(offered, header or "")
    except falcon.InvalidMediaType as error:
        raise falcon.HTTPNotAcceptable(description=f"the header Accept is malformed: {header}") from error
    if not found:
        raise falcon.HTTPNotAcceptable(description=f"of {', '.join(offered)} nothing is accepted")
    return found
