"""Writes architecture/parity.md from the corpus: `python -m tests.conformance.parity`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.compat.clients import CLIENTS, FOLDER
from tests.compat.pins import released
from tests.conformance import coverage, records
from tests.conformance.coverage import Listing, Standing

PAGE = Path(__file__).parents[2] / "architecture" / "parity.md"
_LIMITS = Path(__file__).parent / "limits.md"
_HEAD = """# Parity with Snowflake

Written by `python -m tests.conformance.parity` from `tests/conformance`; do not edit. A command or function is
*proven* where a record of the corpus uses it and Mockhaus answers what the record says. *Known* functions are
translated, but no record proves them. Everything else is *refused*: with `000002 Unsupported feature`, `002140 Unknown
function` or a syntax error, never with a wrong answer.
"""


def page() -> str:
    """The whole page for the corpus as it is."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    corpus = records.corpus()
    gaps = [record for record in corpus if record.gap]
    yield _HEAD
    yield f"The corpus has {len(corpus)} records in {len(records.files())} files; {len(gaps)} of them are known gaps.\n"
    yield _LIMITS.read_text(encoding="utf-8")
    yield from _clients()
    yield from _section("Commands and clauses", coverage.commands(), (Standing.PROVEN, Standing.REFUSED))
    yield from _section("Functions", coverage.functions(), tuple(Standing))
    yield "## Known gaps\n"
    yield from (f"- {record.gap} (`{record.id}`)" for record in gaps)
    yield ""


def _clients() -> Iterator[str]:
    yield "## Clients\n"
    yield "Released clients whose suites in `tests/compat` pass. What of a client does not work here is listed below.\n"
    yield "| client | version | suite |\n|---|---|---|"
    for client in CLIENTS:
        package, version = released(client)
        yield f"| {package} | {version} | `{client.suite}` |"
    yield ""
    for suite in dict.fromkeys(client.suite for client in CLIENTS):
        limits = FOLDER / suite / "limits.md"
        text = limits.read_text(encoding="utf-8").strip() if limits.exists() else ""
        if text:
            yield f"### `{suite}`\n\n{text}\n"


def _section(title: str, listing: Listing, standings: tuple[Standing, ...]) -> Iterator[str]:
    yield f"## {title}\n"
    yield from _table(listing, standings)
    for category in sorted(listing):
        yield f"### {category}\n"
        for standing in standings:
            names = sorted(name for name, found in listing[category].items() if found is standing)
            if names:
                yield f"{standing.value.capitalize()}: {', '.join(f'`{name}`' for name in names)}.\n"


def _table(listing: Listing, standings: tuple[Standing, ...]) -> Iterator[str]:
    yield f"| | {' | '.join(standing.value for standing in standings)} |"
    yield "|---" * (len(standings) + 1) + "|"
    for category in sorted(listing):
        yield _row(category, list(listing[category].values()), standings)
    yield _row("all", [found for names in listing.values() for found in names.values()], standings)
    yield ""


def _row(title: str, found: list[Standing], standings: tuple[Standing, ...]) -> str:
    return f"| {title} | {' | '.join(str(found.count(standing)) for standing in standings)} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
