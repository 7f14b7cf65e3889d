"""Identifiers that count, so that a test can name them."""

from __future__ import annotations

import itertools

from mockhaus.ports.identity import IdentitySource


class CountingIdentity(IdentitySource):
    """The first query is `00000000-0000-7000-8000-000000000001`, the first session `1`."""

    def __init__(self) -> None:
        self._queries = itertools.count(1)
        self._sessions = itertools.count(1)
        self._tokens = itertools.count(1)

    def query_id(self) -> str:
        return f"00000000-0000-7000-8000-{next(self._queries):012x}"

    def session_id(self) -> str:
        return str(next(self._sessions))

    def token(self) -> str:
        return f"token-{next(self._tokens):026d}"
