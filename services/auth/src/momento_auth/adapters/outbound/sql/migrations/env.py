"""Alembic's entry: runs the migrations on the connection that `schema.migrate` hands over."""

from __future__ import annotations

from alembic import context

from momento_auth.adapters.outbound.sql.tables import metadata

# Both databases change their schema in transactions; of SQLite Alembic assumes the opposite.
context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
