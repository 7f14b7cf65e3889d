"""What a path below a stage may be, for every store of staged files alike.

A path is Unicode text with `/` between its parts, kept exactly as given. What could leave its folder, or what some
store cannot hold faithfully, is refused rather than changed.
"""

from __future__ import annotations

import re
import unicodedata

from mockhaus.domain.errors import ErrorCode, SnowflakeError

MAX_PART_BYTES = 240
MAX_PATH_BYTES = 1024

_DRIVE = re.compile(r"[A-Za-z]:")
_REFUSED_CATEGORIES = frozenset({"Cc", "Cs"})
_LOCATION = re.compile(r"[A-Za-z0-9_-]{1,128}")


def stage_path_parts(path: str) -> tuple[str, ...]:
    """The parts of a path; STAGE_PATH for one that no store may hold.

    Refused: empty paths and parts, `.` and `..`, a leading drive letter, backslashes, control characters, lone
    surrogates, parts over 240 and paths over 1024 bytes of UTF-8.
    """
    parts = tuple(path.split("/"))
    if _DRIVE.match(path) or any(map(_is_odd, path)) or not all(map(_is_allowed, parts)):
        raise _refused(path)
    if len(path.encode()) > MAX_PATH_BYTES:
        raise _refused(path)
    return parts


def checked_location(location: str) -> str:
    """A stage's folder key as it is: letters, digits, `_` and `-`; STAGE_PATH for anything else."""
    if not is_location(location):
        raise _refused(location)
    return location


def is_location(text: str) -> bool:
    """Whether a text may be a stage's folder key."""
    return _LOCATION.fullmatch(text) is not None


def _is_odd(character: str) -> bool:
    return character == "\\" or unicodedata.category(character) in _REFUSED_CATEGORIES


def _is_allowed(part: str) -> bool:
    return part not in {"", ".", ".."} and len(part.encode()) <= MAX_PART_BYTES


def _refused(path: str) -> SnowflakeError:
    return SnowflakeError(ErrorCode.STAGE_PATH, path=path.encode("utf-8", "backslashreplace").decode())
