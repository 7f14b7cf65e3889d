from __future__ import annotations

import re
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml

from mockhaus_adapters.cli_click.failing import NOT_STARTED
from mockhaus_adapters.cli_click.group import build_group
from mockhaus_adapters.http_falcon.rest.routes import OPERATIONS
from mockhaus_deployments.registry import Launchers
from mockhaus_deployments.settings import ServerSettings, effective
from mockhaus_deployments.settings.listing import all_settings

DOCKER = Path(__file__).parents[2] / "docker"
DOCKERFILE = (DOCKER / "Dockerfile").read_text()
SERVICE = (DOCKER / "systemd/mockhaus.service").read_text()
COMPOSE_FILES = sorted(DOCKER.glob("compose*.yaml"))


def services(file: Path) -> dict[str, Any]:
    """The services of a compose file."""
    found: dict[str, Any] = yaml.safe_load(file.read_text())["services"]
    return found


@pytest.mark.parametrize("file", COMPOSE_FILES, ids=lambda file: file.name)
def test_a_compose_file_sets_only_settings_that_there_are(file: Path) -> None:
    assert set(services(file)["mockhaus"].get("environment", {})) <= {setting.variable for setting in all_settings()}


@pytest.mark.parametrize("file", COMPOSE_FILES, ids=lambda file: file.name)
def test_a_compose_file_gives_settings_values_that_they_take(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = services(file)["mockhaus"].get("environment", {})
    for name, value in given.items():
        monkeypatch.setenv(name, re.sub(r"\$\{\w+:\?[^}]*\}", "given", str(value)))
    origins = effective(defaults={}).origins.values()
    assert {name for name in given if any(name in origin for origin in origins)} == set(given)


@pytest.mark.parametrize("file", COMPOSE_FILES, ids=lambda file: file.name)
def test_a_compose_file_refers_to_services_and_volumes_that_it_has(file: Path) -> None:
    document = yaml.safe_load(file.read_text())
    found = document["services"]
    needed = {name for service in found.values() for name in service.get("depends_on", ())}
    mounted = {volume.split(":")[0] for service in found.values() for volume in service.get("volumes", ())}
    assert needed <= set(found)
    assert {place for place in mounted if not place.startswith(".")} == set(document["volumes"])
    assert [place for place in mounted if place.startswith(".") and not (file.parent / place).exists()] == []


@pytest.mark.parametrize("file", COMPOSE_FILES, ids=lambda file: file.name)
def test_a_service_that_others_wait_for_tells_its_health(file: Path) -> None:
    found = services(file)
    waits = [service["depends_on"] for service in found.values() if isinstance(service.get("depends_on"), dict)]
    awaited = {name for item in waits for name, how in item.items() if how["condition"] == "service_healthy"}
    assert [name for name in awaited if "healthcheck" not in found[name] and "build" not in found[name]] == []


def test_the_recipe_of_the_image_has_no_fault_that_hadolint_knows() -> None:
    hadolint = Path(sysconfig.get_path("scripts")) / "hadolint"
    run = subprocess.run([hadolint, DOCKER / "Dockerfile"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("file", COMPOSE_FILES, ids=lambda file: file.name)
def test_a_compose_file_gives_the_server_time_to_end(file: Path) -> None:
    (seconds,) = re.findall(r"^(\d+)s$", services(file)["mockhaus"]["stop_grace_period"])
    assert int(seconds) > 2 * ServerSettings().shutdown_seconds


def test_the_image_sets_only_settings_that_there_are() -> None:
    assert set(re.findall(r"(MOCKHAUS_\w+)=", DOCKERFILE)) <= {setting.variable for setting in all_settings()}


def test_the_service_sets_only_settings_that_there_are() -> None:
    known = {setting.variable for setting in all_settings()}
    assert set(re.findall(r"^Environment=(\w+)=", SERVICE, re.MULTILINE)) <= known


def test_the_service_runs_a_command_that_there_is() -> None:
    ((name, options),) = re.findall(r"^ExecStart=\S+/mockhaus (\w+) (.*)$", SERVICE, re.MULTILINE)
    known = {option for parameter in build_group(Launchers).commands[name].params for option in parameter.opts}
    assert {word for word in options.split() if word.startswith("--")} <= known


def test_the_service_is_not_started_again_where_its_start_was_refused() -> None:
    assert re.findall(r"^RestartPreventExitStatus=(\d+)$", SERVICE, re.MULTILINE) == [str(NOT_STARTED)]


@pytest.mark.parametrize("file", COMPOSE_FILES, ids=lambda file: file.name)
def test_a_compose_file_publishes_no_port_beyond_this_machine(file: Path) -> None:
    ports = [port for service in services(file).values() for port in service.get("ports", [])]
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


@pytest.mark.parametrize("file", COMPOSE_FILES, ids=lambda file: file.name)
def test_a_compose_file_builds_from_files_that_are_there(file: Path) -> None:
    build = services(file)["mockhaus"]["build"]
    assert (DOCKER / build["context"] / build["dockerfile"]).samefile(DOCKER / "Dockerfile")


def test_the_image_exposes_the_servers_own_port() -> None:
    assert re.findall(r"^EXPOSE (\d+)$", DOCKERFILE, re.MULTILINE) == [str(ServerSettings.model_fields["port"].default)]


def test_the_image_asks_the_health_route() -> None:
    routes = {operation.path for operation in OPERATIONS}
    asked = re.findall(r"'(/api/[^']*)'", DOCKERFILE)
    assert asked
    assert set(asked) <= routes


def test_the_image_does_not_run_as_root() -> None:
    users = re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)
    assert users
    assert users[-1].split(":")[0] not in ("0", "root")


def test_everything_that_the_image_copies_is_sent_to_its_build() -> None:
    sent = re.findall(r"^!(\S+)$", (DOCKER / "Dockerfile.dockerignore").read_text(), re.MULTILINE)
    copied = [
        source for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE) for source in line.split()
    ]
    assert copied
    assert [source for source in copied if source not in sent or not (DOCKER.parent / source).exists()] == []
