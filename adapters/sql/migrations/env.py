"""Run by Alembic for every command; schema.py hands the connection over."""

from alembic import context

from adapters.sql.tables import Table

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Table.metadata,
    render_as_batch=connection.dialect.name == "sqlite",  # SQLite cannot alter most things
)
with context.begin_transaction():
    context.run_migrations()
