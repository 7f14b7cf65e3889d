"""Telling a service manager how the process fares, by systemd's protocol: datagrams to a socket that it names.

Follows https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html.
"""

from __future__ import annotations

import os
import socket

_VARIABLE = "NOTIFY_SOCKET"


def notify(*assignments: str) -> None:
    """Say something, such as READY=1; nothing happens where nobody asked to be told or listens any more."""
    place = os.environ.get(_VARIABLE)
    if not place:
        return
    address = "\0" + place[1:] if place.startswith("@") else place
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        try:
            sender.sendto("\n".join(assignments).encode(), address)
        except OSError:
            return
