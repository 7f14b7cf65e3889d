"""What settings allow external stages."""

from __future__ import annotations

from mockhaus_adapters.stage_object_store.addresses import ExternalOptions
from mockhaus_deployments.settings import Settings


def external_options(settings: Settings) -> ExternalOptions:
    """What the operator allows, as the adapter takes it."""
    stages = settings.stages
    given = {
        "AWS_KEY_ID": stages.integration_aws_key_id,
        "AWS_SECRET_KEY": stages.integration_aws_secret_key,
        "AWS_TOKEN": stages.integration_aws_token,
        "AZURE_SAS_TOKEN": stages.integration_azure_sas_token,
    }
    identity = tuple((name, value.get_secret_value()) for name, value in given.items() if value is not None)
    return ExternalOptions(stages.allowed_urls, stages.external_roots, stages.s3_endpoint, identity)
