"""Limits of the HTTP interface."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Largest JSON body and upload in bytes, most rows of an answer, threads for statements.

    `local` says that the server listens on loopback alone: requests must then name this machine as their host.
    """

    body_bytes: int = 64 * 2**20
    upload_bytes: int = 5 * 2**30
    result_rows: int = 1_000_000
    threads: int = 16
    local: bool = False
