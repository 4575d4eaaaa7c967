"""Students' codes as hashes: what is kept lets nobody in."""

import base64
import hashlib
import secrets

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

people = sa.table(
    "people",
    sa.column("id", sa.Integer),
    sa.column("class_id", sa.Integer),
    sa.column("code", sa.String),
    sa.column("simulated", sa.Boolean),
)
installation = sa.table("installation", sa.column("id", sa.Integer), sa.column("secret", sa.String))


def upgrade() -> None:
    connection = op.get_bind()
    # A computer's opens nothing.
    students = connection.execute(sa.select(people).where(people.c.simulated.is_(False))).all()
    secret = connection.execute(sa.select(installation.c.secret)).scalar_one_or_none()
    if students and secret is None:
        secret = secrets.token_hex(32)
        connection.execute(sa.insert(installation).values(id=1, secret=secret))
    for student in students:
        # As `classroom.service.codes.kept_code` had it then.
        salt = f"{secret}:{student.class_id}".encode()
        digest = hashlib.pbkdf2_hmac("sha256", student.code.encode(), salt, 10_000, 12)
        connection.execute(
            sa.update(people)
            .where(people.c.id == student.id)
            .values(code=base64.urlsafe_b64encode(digest).decode())
        )


def downgrade() -> None:
    """Nothing tells the codes again: students go on with new ones."""
