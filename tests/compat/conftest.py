"""The clients' suites run in environments of their own: nothing below the clients' folders is collected here."""

from tests.compat.clients import CLIENTS

collect_ignore = sorted({client.suite for client in CLIENTS})
