"""IP addresses in texts."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache

from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_CANDIDATE = re.compile(
    r"(?<![\w.:])(?:[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]*[0-9A-Fa-f:]|\d{1,3}(?:\.\d{1,3}){3})(?![\w:]|\.\d)"
)
_LEADING_ZEROS = re.compile(r"(?<![0-9A-Fa-f])0{1,3}(?=[0-9A-Fa-f])")
_CACHED_NETWORKS = 256


def search(text: str | None, wanted: str | None) -> bool | None:
    """Whether a text holds an address of a network, or the one address that `wanted` is."""
    if text is None or wanted is None:
        return None
    network = _network(wanted)
    if network is None:
        return False
    return any(_lies_in(found[0], network) for found in _CANDIDATE.finditer(text))


@lru_cache(maxsize=_CACHED_NETWORKS)
def _network(text: str) -> _Network | None:
    try:
        return ipaddress.ip_network(_plain(text), strict=False)
    except ValueError:
        return None


def _lies_in(text: str, network: _Network) -> bool:
    try:
        address: _Address = ipaddress.ip_address(_plain(text))
    except ValueError:
        return False
    return address in network


def _plain(text: str) -> str:
    """An address without leading zeros, which the library takes for another base."""
    return _LEADING_ZEROS.sub("", text)


FUNCTIONS: tuple[ScalarFunction, ...] = (ScalarFunction("mh_search_ip", search, ("VARCHAR", "VARCHAR"), "BOOLEAN"),)
