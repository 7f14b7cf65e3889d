"""Taking over new settings while a server runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic_settings import InitSettingsSource

from mockhaus_deployments.settings import ConfigurationError, Effective, Settings
from mockhaus_deployments.settings.effective import printable
from mockhaus_deployments.settings.listing import Setting, all_settings

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of reading the settings again: changes in force, changes that need a restart, problems."""

    changed: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


class Reloading:
    """Reads settings again and lets those hold that can. Thread-safe."""

    def __init__(
        self,
        found: Effective,
        reread: Callable[[], Effective],
        take_over: Callable[[Effective], None],
        open_log: Callable[[Settings], None],
    ) -> None:
        self._found = found
        self._reread = reread
        self._take_over = take_over
        self._open_log = open_log
        self._lock = threading.Lock()

    def __call__(self) -> Report:
        """Read again; the log is opened anew in any case. Wrong settings change nothing."""
        with self._lock:
            report = self._reload()
        _tell(report)
        return report

    def _reload(self) -> Report:
        try:
            found = self._reread()
        except ConfigurationError as error:
            self._open_log(self._found.settings)
            return Report(problems=error.problems)
        before, after = self._found.settings, found.settings
        different = [item for item in all_settings() if item.of(after) != item.of(before)]
        merged = Effective(_merged(before, after), _merged_origins(self._found, found))
        try:
            self._open_log(merged.settings)
        except ConfigurationError as error:
            return Report(problems=error.problems)
        self._take_over(merged)
        self._found = merged
        changes = {item.name: _change(item, before, after) for item in different}
        return Report(
            changed=tuple(changes[item.name] for item in different if item.reloadable),
            pending=tuple(changes[item.name] for item in different if not item.reloadable),
        )


def _change(setting: Setting, before: Settings, after: Settings) -> str:
    old, new = (printable(setting, setting.of(settings)) for settings in (before, after))
    return f"{setting.name}: {_word(old)} → {_word(new)}"


def _word(value: object) -> str:
    return "unset" if value is None else str(value)


def _merged(settings: Settings, found: Settings) -> Settings:
    """The settings with what is reloadable taken from those that were found."""
    values: dict[str, Any] = {}
    for setting in all_settings():
        level = values
        for name in setting.path[:-1]:
            level = level.setdefault(name, {})
        level[setting.path[-1]] = setting.of(found if setting.reloadable else settings)
    return Settings.of([InitSettingsSource(Settings, values)])


def _merged_origins(before: Effective, found: Effective) -> dict[str, str]:
    """Where the merged values come from."""
    sources = {item.name: found if item.reloadable else before for item in all_settings()}
    return {name: source.origins[name] for name, source in sources.items() if name in source.origins}


def _tell(report: Report) -> None:
    for problem in report.problems:
        _log.error("the settings are not taken over: %s", problem)
    for change in report.changed:
        _log.info("taken over: %s", change)
    for change in report.pending:
        _log.warning("needs a restart: %s", change)
    if report == Report():
        _log.info("the settings are as they were")
