"""The metadata stores in a SQL database: SQLite or PostgreSQL, by URL alone."""

from mockhaus_adapters.metadata_sqlalchemy.account import SqlAccountStore
from mockhaus_adapters.metadata_sqlalchemy.configuration import SqlConfigurationStore
from mockhaus_adapters.metadata_sqlalchemy.database import MetadataDatabase
from mockhaus_adapters.metadata_sqlalchemy.history import SqlHistoryStore
from mockhaus_adapters.metadata_sqlalchemy.sessions import SqlSessionStore

__all__ = ["MetadataDatabase", "SqlAccountStore", "SqlConfigurationStore", "SqlHistoryStore", "SqlSessionStore"]
