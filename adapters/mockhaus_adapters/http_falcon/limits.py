"""Limits of the HTTP interface."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class Limits:
    """Largest JSON body and upload in bytes, most rows of an answer, threads for statements.

    `local` says that the server listens on loopback alone: requests must then name this machine as their host. The
    sizes may change while the server runs, so they are asked for with each request.
    """

    body_bytes: int = 64 * 2**20
    upload_bytes: int = 5 * 2**30
    result_rows: int = 1_000_000
    threads: int = 16
    local: bool = False

    def take_over(self, other: Limits) -> None:
        """Let other sizes hold from now on."""
        self.body_bytes = other.body_bytes
        self.upload_bytes = other.upload_bytes
        self.result_rows = other.result_rows
