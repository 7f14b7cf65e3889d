"""What Alembic runs for each command: on the connection, and in the transaction, that the caller opened."""

from alembic import context

from mockhaus_adapters.metadata_sqlalchemy.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
