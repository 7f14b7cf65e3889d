"""The clients that are proven: what is installed of each, and how its suite is run. Standard library only."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
ENVIRONMENTS = FOLDER.parent.parent / ".ci" / "clients"


@dataclass(frozen=True)
class Client:
    """One client in one version.

    `name` is also its environment's folder, `suite` the folder of its tests. `install` are the commands that make the
    environment, and run in it; `run` is the command that runs the suite. In both `{suite}` and `{environment}` are the
    two folders, and `{python}` is this interpreter. `needs` are the programs without which neither works, and
    `variables` what is set in the environment of all these commands, with the folders filled in as well.
    """

    name: str
    suite: str
    install: tuple[tuple[str, ...], ...]
    run: tuple[str, ...]
    needs: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()

    @property
    def environment(self) -> Path:
        """Where the client is installed."""
        return ENVIRONMENTS / self.name

    @property
    def folder(self) -> Path:
        """Where the suite is."""
        return FOLDER / self.suite

    def filled(self, command: tuple[str, ...]) -> list[str]:
        """A command with the folders filled in."""
        return [self._fill(word) for word in command]

    def environment_variables(self) -> dict[str, str]:
        """The environment in which the commands run."""
        return {**os.environ, **{name: self._fill(value) for name, value in self.variables}}

    def _fill(self, text: str) -> str:
        return text.format(suite=self.folder, environment=self.environment, python=sys.executable)

    @property
    def missing(self) -> list[str]:
        """The programs that this machine lacks."""
        return [program for program in self.needs if shutil.which(program) is None]

    @property
    def provisioned(self) -> bool:
        """Whether the environment is there, made from the suite's present pins."""
        stamp = self.environment / ".provisioned"
        return stamp.exists() and stamp.read_text() == self.pins()

    def pins(self) -> str:
        """What the environment is made from: a change makes it anew."""
        files = sorted(path for pattern in _PIN_FILES for path in self.folder.glob(pattern))
        return repr(self.install) + "".join(path.read_text() for path in files)


_PIN_FILES = ("requirements*.txt", "package.json", "pom.xml", "go.mod")


def _python(name: str, suite: str, requirements: str = "requirements.txt") -> Client:
    """A client that is a Python package; its suite is run by pytest in the same environment."""
    pip = ("{environment}/bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    return Client(
        name,
        suite,
        (
            ("{python}", "-m", "venv", "--clear", "{environment}"),
            (*pip, "-r", f"{{suite}}/{requirements}"),
        ),
        ("{environment}/bin/python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir={suite}", "{suite}"),
    )


_MAVEN = (
    *("mvn", "-B", "-q", "-f", "{suite}/pom.xml"),
    *("-Dmaven.repo.local={environment}/m2", "-Dtarget={environment}/target"),
)

_NOWHERE = ("SNOWFLAKE_DISABLE_PLATFORM_DETECTION", "true")
"""Lets drivers not ask the network in which cloud they run."""

_OTHERS = (
    Client(
        "node",
        "node",
        (
            ("cp", "{suite}/package.json", "."),
            ("npm", "install", "--silent", "--no-package-lock"),
        ),
        ("node", "--test", "--test-reporter=spec", "{suite}/"),
        needs=("node", "npm"),
        variables=(_NOWHERE, ("NODE_PATH", "{environment}/node_modules")),
    ),
    Client(
        "jdbc",
        "jdbc",
        ((*_MAVEN, "test", "-Dtest=ConnectionsTest#nothing", "-Dsurefire.failIfNoSpecifiedTests=false"),),
        (*_MAVEN, "-o", "test"),
        needs=("java", "mvn"),
    ),
    Client(
        "go",
        "go",
        (("go", "-C", "{suite}", "test", "-c", "-o", "{environment}/suite", "."),),
        ("go", "test", "-count=1", "."),
        needs=("go",),
        variables=(
            _NOWHERE,
            ("GOMODCACHE", "{environment}/modules"),
            ("GOCACHE", "{environment}/built"),
            ("GOFLAGS", "-modcacherw"),
        ),
    ),
    _python("adbc", "adbc"),
)

CLIENTS: tuple[Client, ...] = (
    _python("python_connector_5", "python_connector", "requirements-5.txt"),
    _python("python_connector_4", "python_connector", "requirements-4.txt"),
    _python("snowflake_sqlalchemy_2", "snowflake_sqlalchemy", "requirements-2.txt"),
    _python("snowflake_sqlalchemy_1", "snowflake_sqlalchemy", "requirements-1.txt"),
    _python("snowpark_python", "snowpark_python"),
    _python("snowflake_core", "snowflake_core"),
    _python("snowflake_ingest", "snowflake_ingest"),
    _python("dbt", "dbt"),
    _python("snowflake_cli", "snowflake_cli"),
    *_OTHERS,
)
