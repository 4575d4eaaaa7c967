"""Run migrations on the connection that `classroom.storage.database` passes in."""

from alembic import context

from classroom.storage.schema import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=metadata, transactional_ddl=True, render_as_batch=True
)
context.run_migrations()
