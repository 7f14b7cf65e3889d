"""The settings of a deployment: one typed object, where its values come from, and the documents about it."""

from mockhaus_deployments.settings.effective import Effective, effective, load, single
from mockhaus_deployments.settings.errors import ConfigurationError, NotRunningError
from mockhaus_deployments.settings.model import (
    EngineSettings,
    HistorySettings,
    LogSettings,
    MetadataSettings,
    ResultsSettings,
    ServerSettings,
    SessionsSettings,
    Settings,
    TelemetrySettings,
)

__all__ = [
    "ConfigurationError",
    "Effective",
    "EngineSettings",
    "HistorySettings",
    "LogSettings",
    "MetadataSettings",
    "NotRunningError",
    "ResultsSettings",
    "ServerSettings",
    "SessionsSettings",
    "Settings",
    "TelemetrySettings",
    "effective",
    "load",
    "single",
]
