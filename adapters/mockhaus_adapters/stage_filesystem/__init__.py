"""Staged files under a folder of the machine."""

from mockhaus_adapters.stage_filesystem.store import FilesystemStageStore

__all__ = ["FilesystemStageStore"]
