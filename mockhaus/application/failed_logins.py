"""How often passwords were wrong of late, and how long the next try must wait, so that nobody finds one by trying."""

from __future__ import annotations

import hashlib
import math
import threading
from collections import OrderedDict
from dataclasses import dataclass

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.ports.clock import Clock

_FREE = 5
"""Wrong passwords of a user from one address after which a try must wait."""
_FREE_ANYWHERE = 50
"""The same from all addresses: who tries may have many."""
_LONGEST_SECONDS = 60
_FORGOTTEN_SECONDS = 900
_MOST = 10_000


@dataclass(slots=True)
class _Failures:
    count: int = 0
    last: float = 0


class FailedLogins:
    """Counts wrong passwords by user and address. Thread-safe, in bounded memory.

    From the sixth on, a try from there must wait 1, 2, 4, … seconds after the last one, at most a minute. A right
    password, or a quarter of an hour, clears the count.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._found: OrderedDict[bytes, _Failures] = OrderedDict()

    def check(self, login_name: str, address: str) -> None:
        """LOGIN_LOCKED where a try must wait."""
        now = self._clock.elapsed()
        with self._lock:
            wait = max(self._wait(key, free, now) for key, free in _keys(login_name, address))
        if wait > 0:
            raise SnowflakeError(ErrorCode.LOGIN_LOCKED, seconds=math.ceil(wait))

    def _wait(self, key: bytes, free: int, now: float) -> float:
        found = self._found.get(key)
        if found is None or found.count < free:
            return 0
        return found.last + min(2.0 ** min(found.count - free, _MOST.bit_length()), _LONGEST_SECONDS) - now

    def failed(self, login_name: str, address: str) -> None:
        """A password was wrong."""
        now = self._clock.elapsed()
        with self._lock:
            for key, _ in _keys(login_name, address):
                found = self._found.pop(key, None)
                if found is None or now - found.last >= _FORGOTTEN_SECONDS:
                    found = _Failures()
                found.count, found.last = found.count + 1, now
                self._found[key] = found
            while len(self._found) > _MOST:
                self._found.popitem(last=False)

    def succeeded(self, login_name: str, address: str) -> None:
        """A password was right."""
        with self._lock:
            for key, _ in _keys(login_name, address):
                self._found.pop(key, None)


def _keys(login_name: str, address: str) -> tuple[tuple[bytes, int], tuple[bytes, int]]:
    """What is counted, with how much of it is free."""
    user = hashlib.sha256(login_name.upper().encode("utf-8", "surrogatepass")).digest()
    place = b"@" + address.encode("utf-8", "surrogatepass")[:64]  # an unknown address is a place too
    return (user + place, _FREE), (user, _FREE_ANYWHERE)
