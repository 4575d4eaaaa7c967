"""The tables of the database. A change here needs a migration beside it (`classroom/storage/migrations`)."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


classes = Table(
    "classes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(12), nullable=False, unique=True),
    Column("key_hash", String(64), nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("scenario", Text, nullable=False),
    Column("settings", JSON, nullable=False),
    Column("phase", String(12), nullable=False),
    Column("created", Double, nullable=False),
    # Seconds of talks in all. While they run, `ends` says when they are over, on the database's
    # clock; otherwise `left` says how many seconds are left.
    Column("seconds", Double, nullable=False),
    Column("ends", Double),
    Column("left", Double, nullable=False),
    Column("demo", Boolean, nullable=False, server_default=false()),
    # Goes up when students have something new to see; `roster` when the teacher alone has.
    Column("version", Integer, nullable=False),
    Column("roster", Integer, nullable=False),
    sqlite_autoincrement=True,
)

tables = Table(
    "tables",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("class_id", ForeignKey("classes.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", String(12), nullable=False),
    Column("deal", Integer),
    Column("clock", Double),
    Column("version", Integer, nullable=False),
    UniqueConstraint("class_id", "number"),
    sqlite_autoincrement=True,
)

people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("class_id", ForeignKey("classes.id", ondelete="CASCADE"), nullable=False),
    Column("name", String(64), nullable=False),
    # Its name as others could confuse it; null once removed, so that the name is free again.
    Column("same_name", String(512)),
    # A hash of it: nobody who reads this can come as this student.
    Column("code", String(16), nullable=False),
    Column("table_id", ForeignKey("tables.id", ondelete="SET NULL")),
    Column("party", String(80)),
    Column("simulated", Boolean, nullable=False, server_default=false()),
    # When the computer plays its next move, on the database's clock.
    Column("acts", Double),
    Column("removed", Boolean, nullable=False, server_default=false()),
    # Names the browser that it came from, in this class alone; null where that keeps no cookie.
    Column("device", String(64)),
    # When it came, on the database's clock.
    Column("joined", Double),
    # The parties whose briefs it was dealt since roles were last assigned.
    Column("seen", JSON),
    # Whether it wants to walk away; its side does once all on it want to.
    Column("leaving", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("class_id", "code"),
    UniqueConstraint("class_id", "same_name"),
    Index(None, "table_id"),
    sqlite_autoincrement=True,
)

moves = Table(
    "moves",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("table_id", ForeignKey("tables.id", ondelete="CASCADE"), nullable=False),
    Column("person_id", ForeignKey("people.id", ondelete="SET NULL")),
    Column("party", String(80), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("terms", JSON),
    Column("note", Text, nullable=False),
    Column("about", Integer),
    Column("clock", Double, nullable=False),
    Column("at", Double, nullable=False),
    Index(None, "table_id", "id"),
    sqlite_autoincrement=True,
)

# One row, made when it is first needed: what only this installation knows.
installation = Table(
    "installation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("secret", String(64), nullable=False),
)

attempts = Table(
    "attempts",
    metadata,
    Column("who", String(64), primary_key=True),
    Column("minute", Integer, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
)

# By the time since a machine was started: how far the database's clock is ahead of its seconds.
clocks = Table(
    "clocks",
    metadata,
    Column("boot", String(40), primary_key=True),
    Column("ahead", Double, nullable=False),
)
