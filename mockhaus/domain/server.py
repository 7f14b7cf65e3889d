"""What the server says of itself."""

from __future__ import annotations

RELEASE = "9.38.0"
"""The release of Snowflake whose behaviour is aimed at, for clients that compare versions."""
VERSION = f"{RELEASE} mockhaus"
"""The version as CURRENT_VERSION gives it: the release and an internal identifier."""
