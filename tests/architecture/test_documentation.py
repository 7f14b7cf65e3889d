from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from mockhaus_adapters.cli_click.group import build_group
from mockhaus_deployments.registry import Launchers
from mockhaus_deployments.settings import documents

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "architecture").rglob("*.md"), *(ROOT / "docker").rglob("*.md")])
DECISIONS = sorted((ROOT / "architecture/decisions").glob("[0-9]*.md"))
DECISION_PARTS = ["Status", "Context", "Decision", "Measurement", "Consequences"]
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_PATH = re.compile(r"`((?:adapters|architecture|docker|mockhaus|tests)/[\w./-]+)`")
_FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


def title(path: Path) -> str:
    """A document's name in a test's id."""
    return path.relative_to(ROOT).as_posix()


def anchors(path: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", path.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(path: Path) -> list[str]:
    """The links of a document that lead into the repository."""
    found = _LINK.findall(_FENCE.sub("", path.read_text()))
    return [link for link in found if "://" not in link and not link.startswith("mailto:")]


def leads_somewhere(document: Path, link: str) -> bool:
    """Whether a link's file is there, with its heading."""
    place, _, anchor = unquote(link).partition("#")
    target = (document.parent / place).resolve() if place else document
    return target.exists() and (not anchor or anchor in anchors(target))


def test_the_page_of_settings_is_what_the_model_says() -> None:
    written = (ROOT / "architecture/configuration.md").read_text()
    assert written == documents.page(), "run: python -m mockhaus_deployments.settings.documents"


def test_the_readme_lists_every_route_of_the_rest_api() -> None:
    source = (ROOT / "adapters/mockhaus_adapters/http_falcon/app.py").read_text()
    routes = {re.sub(r"\{(\w+):path\}", r"{\1}", route) for route in re.findall(r"add_route\(\s*\"([^\"]+)\"", source)}
    assert routes
    assert {route for route in routes if f"`{route}`" not in README} == set()


def test_the_readme_lists_every_command() -> None:
    commands = build_group(Launchers).commands
    assert [name for name in commands if f"`mockhaus {name}`" not in README] == []


def test_the_readme_gives_the_test_command_as_the_definition_of_green_reads_it() -> None:
    found = re.search(r"^<!-- test command -->\n```bash\n(.+?)\n```$", README, re.DOTALL | re.MULTILINE)
    assert found
    assert "pytest" in found[1]


@pytest.mark.parametrize("document", DOCUMENTS, ids=title)
def test_every_link_into_the_repository_leads_somewhere(document: Path) -> None:
    assert [link for link in links(document) if not leads_somewhere(document, link)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=title)
def test_every_path_that_a_document_names_is_there(document: Path) -> None:
    assert [path for path in _PATH.findall(document.read_text()) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("decision", DECISIONS, ids=title)
def test_a_decision_has_its_parts_in_order(decision: Path) -> None:
    assert re.findall(r"^## (.+)$", decision.read_text(), re.MULTILINE) == DECISION_PARTS


def test_the_index_of_decisions_lists_each_under_its_own_title() -> None:
    index = (ROOT / "architecture/decisions/README.md").read_text()
    titles = {path: path.read_text().splitlines()[0].removeprefix("# ") for path in DECISIONS}
    assert [path.name for path, name in titles.items() if f"[{name}]({path.name})" not in index] == []


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))
