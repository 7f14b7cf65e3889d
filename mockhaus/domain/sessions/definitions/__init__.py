"""The session parameters that exist, one module for each group of them.

Follows https://docs.snowflake.com/en/sql-reference/parameters, and for internal ones what official clients read.
Modules of definitions do not import this package's root: it gathers them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mockhaus.domain.sessions.definitions import clients, drivers, features, formats, running, snowpark
from mockhaus.domain.sessions.definitions.definition import ParameterDefinition

_TABLES = (
    clients.DEFINITIONS,
    drivers.DEFINITIONS,
    features.DEFINITIONS,
    formats.DEFINITIONS,
    running.DEFINITIONS,
    snowpark.DEFINITIONS,
)

DEFINITIONS: Mapping[str, ParameterDefinition] = MappingProxyType(
    {item.name: item for item in sorted((item for table in _TABLES for item in table), key=lambda item: item.name)}
)
"""Every session parameter by its upper-case name, in the order of names."""
