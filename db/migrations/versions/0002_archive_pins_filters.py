"""Notes and files of a case, contents that lie in a closed year's archive, pinned enterprises, saved filters."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    for table in ("notes", "attachments"):
        # Written out: SQLite takes a reference with the column, but not afterwards.
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN case_id INTEGER CONSTRAINT fk_{table}_case_id REFERENCES cases (id)"
        )
        op.create_index(f"ix_{table}_case_id", table, ["case_id"])
    for table in ("attachments", "assessments", "cases", "papers"):
        op.add_column(table, sa.Column("archived", sa.Integer(), nullable=True))
    _pins()
    _filters()
    if op.get_bind().dialect.name == "postgresql":
        # A list of entries that are still to be filed would be read through by every search.
        op.execute("ALTER INDEX ix_enterprises_grams SET (fastupdate = off)")


def _pins() -> None:
    op.create_table(
        "pins",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprises.id"], name="fk_pins_enterprise_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pins"),
        sa.UniqueConstraint("who", "enterprise_id", name="uq_pins_who_enterprise_id"),
    )
    op.create_index("ix_pins_enterprise_id", "pins", ["enterprise_id"])


def _filters() -> None:
    op.create_table(
        "filters",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("typed", sa.Text(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_filters"),
        sa.UniqueConstraint("name", name="uq_filters_name"),
    )
