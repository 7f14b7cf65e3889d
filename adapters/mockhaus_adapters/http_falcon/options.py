"""What a server may be told to do besides answering."""

from __future__ import annotations

import logging
from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class Options:
    """Whose pages may call, whether answers are compressed, and how requests are logged.

    `cors_origins` are origins such as `https://app.example`, or `*` for all. `request_log` is a level of logging; None
    logs no requests. `open_monitoring` says that figures, and the names of databases in health checks, are told to
    anybody where callers have to prove who they are. All may change while the server runs, so they are asked for with
    each request.
    """

    cors_origins: tuple[str, ...] = ()
    compression: bool = True
    request_log: int | None = None
    open_monitoring: bool = False

    def take_over(self, other: Options) -> None:
        """Let other options hold from now on."""
        self.cors_origins = other.cors_origins
        self.compression = other.compression
        self.request_log = other.request_log
        self.open_monitoring = other.open_monitoring

    def allows(self, origin: str) -> bool:
        """Whether pages of an origin may call."""
        return origin in self.cors_origins or ANY in self.cors_origins


ANY = "*"
"""Every origin."""
LEVELS = {"debug": logging.DEBUG, "info": logging.INFO}
"""The levels of the log of requests, by name."""
