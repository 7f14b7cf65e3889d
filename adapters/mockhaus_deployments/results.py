"""The result store from settings."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from mockhaus.ports.clock import Clock
from mockhaus_adapters.results_arrow.budget import Budgets
from mockhaus_adapters.results_arrow.store import ArrowResultStore
from mockhaus_deployments.settings import Settings


def result_store(settings: Settings, clock: Clock, folder: Path | None) -> Iterator[ArrowResultStore]:
    """A store with its files in the folder, or in a temporary one."""
    with ExitStack() as stack:
        place = folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mockhaus-results-")))
        budgets = Budgets(memory=settings.results.memory_bytes, disk=settings.results.disk_bytes)
        store = ArrowResultStore(clock, place, budgets)
        stack.callback(store.close)
        yield store
