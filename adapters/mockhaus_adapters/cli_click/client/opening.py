"""Opening the client that a command's options ask for."""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from mockhaus_adapters.cli_click.client import credentials
from mockhaus_adapters.cli_click.client.protocol import Client, Context
from mockhaus_adapters.cli_click.launching import LaunchOptions

if TYPE_CHECKING:
    from mockhaus_adapters.cli_click.launching import Launcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a command works: on a data folder in this process, or in the server at a URL."""

    url: str | None = None
    config: str | None = None
    data_dir: str | None = None


@contextmanager
def opened(launcher: Launcher, target: Target, context: Context | None = None) -> Iterator[Client]:
    """The client, for as long as the context lasts."""
    context = context or Context()
    if target.url is None:
        credentials.check_unused()
        from mockhaus_adapters.cli_click.client.embedded import EmbeddedClient  # noqa: PLC0415 - start-up stays light

        options = LaunchOptions(config=target.config, data_dir=target.data_dir)
        with launcher.embedded(options) as use_cases:
            yield EmbeddedClient(use_cases, launcher.client_files(), context)
        return
    from mockhaus_adapters.cli_click.client.rest import RestClient  # noqa: PLC0415 - start-up stays light

    with closing(RestClient(_checked(target), context, credentials.given())) as client:
        yield client


def _checked(target: Target) -> str:
    """The URL, where it can be one; wrong usage otherwise."""
    if target.data_dir is not None:
        raise click.UsageError("give --url or --data-dir, not both")
    try:
        parts = urllib.parse.urlsplit(target.url or "")
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise click.BadParameter(f"{target.url!r} is no URL such as http://127.0.0.1:8084", param_hint="'--url'")
    return target.url or ""
