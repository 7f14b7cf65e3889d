"""What settings allow external stages."""

from __future__ import annotations

from mockhaus_adapters.stage_object_store.addresses import ExternalOptions
from mockhaus_deployments.settings import Settings


def external_options(settings: Settings) -> ExternalOptions:
    """What the operator allows, as the adapter takes it."""
    stages = settings.stages
    return ExternalOptions(stages.allowed_urls, stages.external_roots, stages.s3_endpoint)
