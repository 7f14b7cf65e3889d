"""Documents made from the model: the example file and the table of all settings."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import yaml

from mockhaus_deployments.settings.listing import Setting, all_settings, sections

_WIDTH = 100
_HEAD = """\
# Settings of Mockhaus. Every value here is the default; a line that begins with `#` shows an example instead.
# Stronger than this file are environment variables (server.port is MOCKHAUS_SERVER__PORT), and flags stronger still.
"""
_PAGE = """# Settings

Written by `python -m mockhaus_deployments.settings.documents > architecture/configuration.md` from the model; do not
edit. Sources in rising strength: defaults, a YAML file (`--config` or `MOCKHAUS_CONFIG`), environment variables,
flags. In YAML a dot is a level: `server: {port: 9000}`. A name that is not in this table is refused, in the file and
in the environment. `mockhaus config show` tells the values in force and where each came from, `mockhaus config check`
tells what is wrong with a file, `mockhaus config example` prints one.

Settings marked *reload* are taken over by a running server on `mockhaus reload` or SIGHUP; a change of the others is
reported then, and needs a restart.

| setting | environment | default | | meaning |
|---|---|---|---|---|
"""


def example() -> str:
    """A YAML file that says every default, with comments."""
    return "\n".join(_example())


def _example() -> Iterator[str]:
    yield _HEAD
    section = ""
    for setting in all_settings():
        outer = setting.path[0] if len(setting.path) > 1 else ""
        if outer and outer != section:
            yield ""
            yield from _comment(sections()[outer], "")
            yield f"{outer}:"
        section = outer
        yield from _entry(setting, "  " * (len(setting.path) - 1))
    yield ""


def _entry(setting: Setting, indent: str) -> Iterator[str]:
    yield from _comment(setting.description, indent)
    if setting.default is None:
        yield f"{indent}# {setting.path[-1]}: {_scalar(setting.example)}"
    else:
        yield f"{indent}{setting.path[-1]}: {_scalar(setting.default)}"


def _comment(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}# ")


def _scalar(value: object) -> str:
    plain = str(value) if isinstance(value, Path) else list(value) if isinstance(value, tuple) else value
    return yaml.safe_dump(plain, default_flow_style=True, width=1_000).removesuffix("...\n").strip()


def page() -> str:
    """The page of all settings, in Markdown."""
    return _PAGE + "".join(f"{_row(setting)}\n" for setting in all_settings())


def _row(setting: Setting) -> str:
    default = "" if setting.default is None else f"`{_scalar(setting.default)}`"
    cells = (f"`{setting.name}`", f"`{setting.variable}`", default, "reload" if setting.reloadable else "")
    return f"| {' | '.join(cells)} | {setting.description} |"


if __name__ == "__main__":
    sys.stdout.write(page())
