"""The history of the schema, by Alembic; a migration that was released is never changed."""
