"""The errors of object stores as the core's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from obstore.exceptions import BaseError, NotFoundError, PermissionDeniedError, UnauthenticatedError

from mockhaus.domain.errors import ErrorCode, SnowflakeError


@contextmanager
def object_errors(path: str) -> Iterator[None]:
    """Raise FILE_NOT_FOUND for a file that is gone and STORAGE for any other failure, without the store's words."""
    try:
        yield
    except (NotFoundError, FileNotFoundError) as error:
        raise SnowflakeError(ErrorCode.FILE_NOT_FOUND, name=path) from error
    except (PermissionDeniedError, UnauthenticatedError, PermissionError) as error:
        detail = f"the external stage refused access to '{path}'. Please check your credentials"
        raise SnowflakeError(ErrorCode.STORAGE, detail=detail) from error
    except (BaseError, OSError) as error:
        raise SnowflakeError(ErrorCode.STORAGE, detail=f"the external stage failed at '{path}'") from error
