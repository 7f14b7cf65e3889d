"""The database's errors as the core's, without the driver's text: that may hold values, hosts and secrets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from mockhaus.domain.errors import ErrorCode, SnowflakeError


@contextmanager
def storage_errors() -> Iterator[None]:
    """Raise STORAGE for any error of SQLAlchemy, the driver or the database."""
    try:
        yield
    except exc.SQLAlchemyError as error:
        detail = f"the metadata database {_trouble(error)}"
        raise SnowflakeError(ErrorCode.STORAGE, detail=detail) from error


def _trouble(error: exc.SQLAlchemyError) -> str:
    if isinstance(error, exc.TimeoutError):
        return "had no connection free in time"
    code = _driver_code(getattr(error, "orig", None))
    if isinstance(error, exc.DBAPIError) and error.connection_invalidated:
        return f"ended the connection{code}"
    if isinstance(error, exc.OperationalError):
        return f"cannot be used{code}"
    return f"refused an operation{code}"


def _driver_code(error: BaseException | None) -> str:
    """The name or number that SQLite and PostgreSQL give to an error, for the one who looks it up."""
    code = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
    return f" ({code})" if code else ""
