"""Runs the migrations on the connection it is handed; the caller owns the transaction around all steps."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, transaction_per_migration=False)
context.run_migrations()
