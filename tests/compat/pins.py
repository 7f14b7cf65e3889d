"""What a client's pins say of its version: the first package that is pinned is the client. Standard library only."""

from __future__ import annotations

import re
from pathlib import Path

from tests.compat.clients import Client

_PATTERNS = {
    "requirements": re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", re.MULTILINE),
    "package.json": re.compile(r'"dependencies":\s*\{\s*"([^"]+)":\s*"([^"]+)"'),
    "pom.xml": re.compile(r"<dependency>.*?<artifactId>([^<]+)</artifactId>\s*<version>([^<]+)</version>", re.DOTALL),
    "go.mod": re.compile(r"require\s+\(?\s*(\S+) v(\S+)"),
}


def released(client: Client) -> tuple[str, str]:
    """The package and the version that the client is proven with."""
    for file in _files(client):
        for start, pattern in _PATTERNS.items():
            found = pattern.search(file.read_text(encoding="utf-8")) if file.name.startswith(start) else None
            if found is not None:
                return found[1], found[2]
    raise LookupError(f"{client.name} pins no package")


def _files(client: Client) -> list[Path]:
    """The files of pins: those that the client's commands name, or all of the suite's."""
    words = " ".join(word for command in client.install for word in command)
    named = re.findall(r"\{suite\}/(requirements[\w-]*\.txt)", words)
    return [client.folder / name for name in named] or sorted(client.folder.iterdir())
