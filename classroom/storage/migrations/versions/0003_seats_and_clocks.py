"""Whose a seat is, and a clock that only goes on."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "clocks",
        sa.Column("boot", sa.String(length=40), nullable=False),
        sa.Column("ahead", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("boot", name=op.f("pk_clocks")),
    )
    op.add_column("people", sa.Column("device", sa.String(length=64), nullable=True))
    op.add_column("people", sa.Column("joined", sa.Double(), nullable=True))
    op.add_column("people", sa.Column("seen", sa.JSON(), nullable=True))
    op.add_column(
        "people",
        sa.Column("leaving", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    for column in ("leaving", "seen", "joined", "device"):
        op.drop_column("people", column)
    op.drop_table("clocks")
