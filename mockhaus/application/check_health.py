"""Use case: does the process live, and is everything there that a statement needs."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from mockhaus.application.catalog_service import CatalogService
from mockhaus.application.probes import Check, HealthReport, Probe, Probing, UnhealthyError
from mockhaus.ports.clock import Clock
from mockhaus.ports.configuration import ConfigurationStore
from mockhaus.ports.engine import Engine
from mockhaus.ports.host import Host
from mockhaus.ports.stages import StageStore

_LOCATION = "health"
"""The location in the stage store that is written and read for a check; no stage has a key like it."""
_CONTENT = b"health"
DATABASE = "database:"
"""What the names of the checks of databases begin with."""
_UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB")
_UNIT = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthSettings:
    """When checks fail: how long each may take, how many bytes of disk must be free, what share of memory be used."""

    check_seconds: float = 2
    min_free_disk_bytes: int = 100 * 2**20
    max_memory_share: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependencies:
    """What statements need."""

    engine: Engine
    catalog: CatalogService
    configuration: ConfigurationStore
    stages: StageStore
    host: Host


class CheckHealth:
    """Checks the process and what it depends on. Thread-safe.

    `background` are the threads that must live, by name: whether each of them does.
    """

    def __init__(
        self,
        needs: Dependencies,
        *,
        background: Mapping[str, Callable[[], bool]],
        clock: Clock,
        settings: HealthSettings | None = None,
    ) -> None:
        self._needs = needs
        self._background = [Probe(name, partial(_lives, lives)) for name, lives in background.items()]
        self._settings = settings or HealthSettings()
        self._liveness = Probing(clock)
        self._readiness = Probing(clock)

    def configure(self, settings: HealthSettings) -> None:
        """Let other settings hold from the next check on."""
        self._settings = settings

    def live(self, others: Sequence[Probe] = ()) -> HealthReport:
        """Whether the process works: its background threads live, and what else its caller has to ask.

        Nothing outside of the process is asked, so a process that is unhealthy has to be started again.
        """
        return self._liveness((*self._background, *others), self._settings.check_seconds)

    def ready(self) -> HealthReport:
        """Whether statements can be carried out, asked now.

        The checks are `engine`, `metadata_store`, `stage_store`, `memory`, `disk`, and `database:NAME` for each
        database, in the order of its name.
        """
        return self._readiness(self._ready_probes(), self._settings.check_seconds)

    def last_ready(self) -> tuple[Check, ...]:
        """What `ready` found the last time; nothing before that."""
        return self._readiness.last()

    def _ready_probes(self) -> tuple[Probe, ...]:
        return (
            Probe("engine", self._engine),
            Probe("metadata_store", self._metadata_store),
            Probe("stage_store", self._stage_store),
            Probe("memory", self._memory),
            Probe("disk", self._disk),
            *self._database_probes(),
        )

    def _database_probes(self) -> list[Probe]:
        databases = (item.database for item in self._needs.catalog.current.live())
        return [Probe(f"{DATABASE}{item.name}", partial(self._database, item.attachment)) for item in databases]

    def _engine(self) -> str:
        session = self._needs.engine.open_session()
        try:
            if not session.healthy():
                raise UnhealthyError("It does not answer.")
        finally:
            session.close()
        return ""

    def _database(self, attachment: str) -> str:
        self._needs.engine.check_database(attachment)
        return ""

    def _metadata_store(self) -> str:
        self._needs.configuration.get(_LOCATION)
        return ""

    def _stage_store(self) -> str:
        stages = self._needs.stages
        stages.put(_LOCATION, _LOCATION, io.BytesIO(_CONTENT), overwrite=True)
        with stages.open(_LOCATION, _LOCATION) as file:
            if file.read() != _CONTENT:
                raise UnhealthyError("It does not give what it was given.")
        stages.remove_location(_LOCATION)
        return ""

    def _memory(self) -> str:
        memory = self._needs.host.memory()
        if memory.limit is None:
            return f"{_size(memory.used)} are in use."
        detail = f"{_size(memory.used)} of {_size(memory.limit)} are in use."
        if memory.used > self._settings.max_memory_share * memory.limit:
            raise UnhealthyError(detail)
        return detail

    def _disk(self) -> str:
        disk, least = self._needs.host.disk(), self._settings.min_free_disk_bytes
        if disk.free < least:
            raise UnhealthyError(f"{_size(disk.free)} are free, fewer than {_size(least)}.")
        return f"{_size(disk.free)} of {_size(disk.total)} are free."


def _lives(lives: Callable[[], bool]) -> str:
    if not lives():
        raise UnhealthyError("The thread has ended.")
    return ""


def _size(count: float) -> str:
    unit = 0
    while count >= _UNIT and unit < len(_UNITS) - 1:
        count, unit = count / _UNIT, unit + 1
    return f"{count:.4g} {_UNITS[unit]}"
