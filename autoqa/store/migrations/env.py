"""Run by alembic with the connection that :func:`autoqa.store.migrate.migrate` hands over."""

from __future__ import annotations

from alembic import context

from autoqa.store.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=False,
)
context.run_migrations()
