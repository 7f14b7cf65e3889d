"""Fixtures for all tests."""

from tests.support.postgres import postgres_schema_url, postgres_url

__all__ = ["postgres_schema_url", "postgres_url"]
