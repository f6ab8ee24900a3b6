"""What Alembic runs; the connection is given by `tracker.schema`, never made here."""

from alembic import context

from tracker.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
