"""The file system's errors as the core's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from mockhaus.domain.errors import ErrorCode, SnowflakeError


@contextmanager
def storage_errors(path: str) -> Iterator[None]:
    """Raise FILE_NOT_FOUND for a file that is gone and STORAGE for any other `OSError`, without host paths."""
    try:
        yield
    except FileNotFoundError as error:
        raise SnowflakeError(ErrorCode.FILE_NOT_FOUND, name=path) from error
    except OSError as error:
        detail = f"the stage store failed at '{path}' ({error.strerror or type(error).__name__})"
        raise SnowflakeError(ErrorCode.STORAGE, detail=detail) from error
