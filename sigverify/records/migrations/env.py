"""Alembic runs this module on the connection that `sigverify.records.migrating` passes."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
