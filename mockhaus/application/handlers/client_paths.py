"""What PUT and GET share: the client's paths, and their options."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mockhaus.domain.errors import ErrorCode, SnowflakeError

_SCHEME = len("file://")
_SEPARATORS = re.compile(r"[/\\]")
_MOST_PARALLEL = 99


def local_path(uri: str) -> str:
    """The path of a `file://` URI, exactly as it is written there."""
    return uri[_SCHEME:]


def base_name(path: str) -> str:
    """The last part of a path of any system."""
    return _SEPARATORS.split(path)[-1]


def parallelism(options: Mapping[str, str], default: int) -> int:
    """PARALLEL: how many files at a time, 1 to 99."""
    text = options.get("PARALLEL", str(default))
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_PARALLEL:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=text, name="PARALLEL")
    return int(text)
