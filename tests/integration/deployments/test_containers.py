"""Every deployment can be built: nothing missing, every provider gives something, everything ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from dependency_injector import containers, providers

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.history.selection import HistorySelection
from mockhaus_deployments.embedded import deployment, embedded, running
from mockhaus_deployments.ephemeral import EphemeralDeployment
from mockhaus_deployments.folder import FolderDeployment
from mockhaus_deployments.settings import ConfigurationError, Settings, load
from tests.support.server import local_server

DEPLOYMENTS: Mapping[str, Callable[[Path, str], dict[str, Any]]] = {
    "ephemeral": lambda _folder, _url: {},
    "folder": lambda folder, _url: {"data_dir": folder},
    "postgresql": lambda folder, url: {"data_dir": folder, "metadata": {"url": url}},
}


@pytest.fixture(params=DEPLOYMENTS)
def chosen(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """The settings of one deployment."""
    url = request.getfixturevalue("postgres_schema_url") if request.param == "postgresql" else ""
    return load(flags=DEPLOYMENTS[request.param](tmp_path, url))


def value(use_cases: UseCases, sql: str) -> object:
    """The one value of the last statement."""
    with use_cases.execute(StatementRequest(sql=sql)) as execution:
        rows = [result.fetch_all() for result in execution]
    return rows[-1][0][0]


def every_provider(container: FolderDeployment | EphemeralDeployment) -> list[providers.Provider[Any]]:
    """The providers of a deployment and of the containers in it, by name."""
    found: list[providers.Provider[Any]] = []
    for provider in container.providers.values():
        if isinstance(provider, providers.Container):
            found.extend(provider().providers.values())
        else:
            found.append(provider)
    return [item for item in found if not isinstance(item, providers.DependenciesContainer | providers.Self)]


def test_every_provider_of_a_deployment_gives_something(chosen: Settings) -> None:
    container = deployment(chosen)
    container.check_dependencies()
    with running(container):
        provided = [provider() for provider in every_provider(container)]
        assert len(provided) > 20
        assert None not in provided


def test_a_deployment_answers_and_ends(chosen: Settings) -> None:
    with embedded(chosen) as use_cases:
        value(use_cases, "CREATE DATABASE D; CREATE TABLE T (A INT); INSERT INTO T VALUES (41)")
        assert value(use_cases, "SELECT A + 1 FROM D.PUBLIC.T") == 42
        assert len(use_cases.history(HistorySelection())) == 4
        assert use_cases.health.ready().healthy


def test_a_deployment_on_a_folder_can_be_started_again(chosen: Settings) -> None:
    if chosen.data_dir is None:
        with embedded(chosen) as use_cases:
            value(use_cases, "CREATE DATABASE D")
        with embedded(chosen) as use_cases:
            assert list(use_cases.browse.databases(["ACCOUNTADMIN"])) == []
        return
    with embedded(chosen) as use_cases:
        value(use_cases, "CREATE DATABASE D; CREATE TABLE T AS SELECT 7 AS A")
    with embedded(chosen) as use_cases:
        assert value(use_cases, "SELECT A FROM D.PUBLIC.T") == 7
        assert len(use_cases.history(HistorySelection())) == 3


def test_the_url_alone_puts_the_metadata_into_postgresql(tmp_path: Path, postgres_schema_url: str) -> None:
    settings = {"data_dir": tmp_path, "metadata": {"url": postgres_schema_url}}
    with local_server(settings) as server, server.client() as client:
        client.run("CREATE DATABASE D; SELECT 'kept in PostgreSQL'")
        session = client.session(database="D")
        assert client.get(f"/api/v1/sessions/{session}").document["database"] == "D"
        assert client.get("/api/v1/health").document["status"] == "healthy"
    assert not list(tmp_path.joinpath("metadata").glob("*"))
    with local_server(settings) as server, server.client() as client:
        records = client.get("/api/v1/query/history", text="kept in PostgreSQL").document["data"]
        assert [record["status"] for record in records] == ["SUCCESS"]


def test_the_containers_have_no_unmet_dependency(tmp_path: Path) -> None:
    complete: list[containers.DeclarativeContainer] = [
        FolderDeployment(settings=load(flags={"data_dir": tmp_path})),
        EphemeralDeployment(settings=load()),
    ]
    for container in complete:
        container.check_dependencies()


def test_a_folder_is_held_by_one_deployment_at_a_time(tmp_path: Path) -> None:
    settings = load(flags={"data_dir": tmp_path})
    with embedded(settings), pytest.raises(ConfigurationError, match="in use by process"), embedded(settings):
        pass
    with embedded(settings) as use_cases:
        assert value(use_cases, "SELECT 1") == 1


def test_a_metadata_url_that_leads_nowhere_is_told_without_its_password(tmp_path: Path) -> None:
    url = "postgresql://user:open-sesame@127.0.0.1:1/nothing"
    settings = load(flags={"data_dir": tmp_path, "metadata": {"url": url}})
    with pytest.raises(Exception, match="metadata") as caught, embedded(settings):
        pass
    assert "open-sesame" not in str(caught.value)
    with embedded(load(flags={"data_dir": tmp_path})) as use_cases:
        assert value(use_cases, "SELECT 1") == 1
