"""External stages: files in object stores (S3, Google Cloud Storage, Azure) and in folders that the operator allows."""

from mockhaus_adapters.stage_object_store.addresses import ExternalOptions
from mockhaus_adapters.stage_object_store.store import ExternalStageStore

__all__ = ["ExternalOptions", "ExternalStageStore"]
