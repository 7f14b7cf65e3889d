"""Settings as YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from mockhaus_deployments.settings.errors import ConfigurationError


class _Loader(yaml.SafeLoader):
    """YAML's plain values, without a key given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        """See PyYAML."""
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for place, key in enumerate(keys):
            if key in keys[:place]:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key} is given twice", node.value[place][0].start_mark
                )
        return super().construct_mapping(node, deep)


def mapping_of(file: Path) -> dict[Any, Any]:
    """The mapping of a file, empty where the file is; ConfigurationError where there is none to be read."""
    try:
        with file.open(encoding="utf-8") as text:
            found = yaml.load(text, _Loader)  # noqa: S506 - a safe loader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{file}: {_reason(error)}") from error
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise ConfigurationError(f"{file}: a mapping of settings is expected")
    return found


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return " ".join(str(error).split())
