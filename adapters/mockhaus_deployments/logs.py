"""The log of a process: lines for people or JSON objects, to standard error or to a file that can be rotated.

Lines carry what they are about as fields: whatever a call of the logger gives as `extra`, such as `query_id`, and the
fields of the work at hand (`mockhaus.application.log_fields`), such as the id of an HTTP request.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from mockhaus.application.log_fields import current_fields
from mockhaus_deployments.settings import ConfigurationError, LogSettings

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}
_QUIET = ("alembic", "uvicorn")
"""Libraries whose lines below a warning tell nobody anything."""


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    given = {name: value for name, value in vars(record).items() if name not in _OWN}
    return {**current_fields(), **given}


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, message, the fields, and the error where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """See logging."""
        time = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        document = {
            "time": time.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            document["error"] = self.formatException(record.exc_info)
        return json.dumps(document, ensure_ascii=False, default=str)


class ConsoleFormatter(logging.Formatter):
    """A line for people: time (local), level, logger, message, and the fields behind it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """See logging."""
        fields = " ".join(f"{name}={value}" for name, value in _fields(record).items())
        return super().formatMessage(record) + (f" [{fields}]" if fields else "")


class LogFile(RotatingFileHandler):
    """A file that lines are added to; one that is put aside at a size, where a size is set.

    `adopts_output` sends everything else that the process writes, such as the last words of a crash, there too.
    """

    def __init__(self, settings: LogSettings, file: Path, *, adopts_output: bool) -> None:
        self._adopts_output = adopts_output
        super().__init__(file, maxBytes=settings.max_bytes, backupCount=settings.backups, encoding="utf-8")

    def _open(self) -> TextIOWrapper:
        stream = super()._open()
        if self._adopts_output:
            for descriptor in (1, 2):
                os.dup2(stream.fileno(), descriptor)
        return stream


def configure(settings: LogSettings, *, adopts_output: bool = False, quiet: Sequence[str] = _QUIET) -> None:
    """Write the log as settings say from now on; a file is opened anew. ConfigurationError where it cannot be."""
    handler = _handler(settings, adopts_output=adopts_output)
    handler.setFormatter(JsonFormatter() if settings.format == "json" else ConsoleFormatter())
    root = logging.getLogger()
    before, root.handlers = root.handlers, [handler]
    root.setLevel(settings.level.upper())
    for name in quiet:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    for replaced in before:
        replaced.close()


def _handler(settings: LogSettings, *, adopts_output: bool) -> logging.Handler:
    if settings.file is None:
        return logging.StreamHandler(sys.stderr)
    try:
        return LogFile(settings, settings.file, adopts_output=adopts_output)
    except OSError as error:
        raise ConfigurationError(f"the log file {settings.file} cannot be written: {error.strerror}") from error
