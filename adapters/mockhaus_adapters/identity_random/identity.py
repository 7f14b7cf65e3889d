"""Random identifiers; statements' ids also carry their time."""

from __future__ import annotations

import secrets
import threading
import uuid

from mockhaus.ports.clock import Clock
from mockhaus.ports.identity import IdentitySource

_COUNTER_BITS = 12
_RANDOM_BITS = 62
_FIRST_SESSION = 10**17
_TOKEN_BYTES = 24


class RandomIdentity(IdentitySource):
    """Query ids are version 7 UUIDs (RFC 9562) that only grow within a process, also when the clock steps back.

    Their 12 bits after the version count within a millisecond; 62 bits are random. Session ids have 18 digits, tokens
    192 random bits.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._last_tick = 0

    def query_id(self) -> str:
        """A UUID in lower case, larger than every one before."""
        tick = self._next_tick()
        milliseconds, counter = divmod(tick, 1 << _COUNTER_BITS)
        high = milliseconds << 16 | 0x7 << 12 | counter
        low = 0b10 << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
        return str(uuid.UUID(int=high << 64 | low))

    def session_id(self) -> str:
        """18 random decimal digits, the first of them not 0."""
        return str(_FIRST_SESSION + secrets.randbelow(9 * _FIRST_SESSION))

    def token(self) -> str:
        """32 random URL-safe characters."""
        return secrets.token_urlsafe(_TOKEN_BYTES)

    def _next_tick(self) -> int:
        """A millisecond with a counter below it, as one number that grows with every call."""
        now = int(self._clock.now().timestamp() * 1000) << _COUNTER_BITS
        with self._lock:
            self._last_tick = max(now, self._last_tick + 1)
            return self._last_tick
